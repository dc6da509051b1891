"""Days and hours as people write them, the same few filters everywhere."""

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from common.templatetags import ui

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
TODAY = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
FRENCH = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(TODAY, tick=False)


def test_a_short_day_carries_the_short_month_of_the_language():
    assert [ui.short_day(dt.date(2026, month, 3)) for month in range(1, 13)] == [f"3 {name}" for name in FRENCH]
    with translation.override("en"):
        assert ui.short_day(dt.date(2026, 12, 3)) == "3 Dec."


def test_the_first_of_a_month_is_premier_in_french():
    assert ui.short_day(dt.date(2026, 12, 1)) == "1er déc."
    assert ui.day(dt.date(2026, 12, 1)) == "mardi 1er décembre"
    with translation.override("en"):
        assert ui.day(dt.date(2026, 12, 1)) == "Tuesday 1 December"


def test_the_year_shows_only_when_it_is_another_one_or_the_act_commits():
    soon, later = dt.date(2026, 12, 3), dt.date(2027, 2, 28)
    assert (ui.day(soon), ui.short_day(soon)) == ("jeudi 3 décembre", "3 déc.")
    assert (ui.day(later), ui.short_day(later)) == ("dimanche 28 février 2027", "28 févr. 2027")
    assert ui.full_day(soon) == "3 décembre 2026"
    assert ui.until(dt.datetime(2026, 12, 1, tzinfo=ZoneInfo("Europe/Paris"))) == "jusqu’au 30 nov. 2026"


def test_hours_are_those_of_the_reader():
    at = dt.datetime(2026, 12, 3, 16, 30, tzinfo=dt.UTC)
    assert ui.hour(at) == "17 h 30"
    assert ui.moment(at) == "3 déc., 17 h 30"
    assert ui.iso(at) == "2026-12-03T17:30:00+01:00"
    assert ui.iso(at.date()) == "2026-12-03"


def test_nothing_gives_nothing():
    assert {ui.day(None), ui.full_day(None), ui.short_day(None), ui.hour(None), ui.moment(None), ui.iso(None)} == {""}


def test_no_template_formats_a_date_its_own_way():
    own = re.compile(r"\|(date|time|timesince|timeuntil|naturaltime|localize)\b|{% now ")
    assert [str(path) for path in TEMPLATES.rglob("*") if path.is_file() and own.search(path.read_text())] == []

import datetime as dt

import pytest

from common import workdays
from common.workdays import after, between, deadline, of_department

THURSDAY = dt.datetime(2026, 11, 19, 16, 40, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("count", "day"),
    [(0, "2026-11-19"), (1, "2026-11-20"), (5, "2026-11-26"), (10, "2026-12-03"), (30, "2027-01-04")],
)
def test_the_day_of_sending_is_day_0_and_weekends_and_holidays_do_not_count(count, day):
    assert after(THURSDAY.date(), count).isoformat() == day


def test_counting_back_gives_the_same_number():
    assert between(THURSDAY.date(), after(THURSDAY.date(), 30)) == 30
    assert between(THURSDAY.date(), THURSDAY.date()) == 0


def test_a_deadline_falls_at_the_end_of_its_day_in_paris():
    assert deadline(THURSDAY, 5).isoformat() == "2026-11-26T23:00:00+00:00"


def test_an_evening_in_utc_is_already_the_next_day_in_paris():
    late = dt.datetime(2026, 11, 19, 23, 30, tzinfo=dt.UTC)
    assert deadline(late, 1) == deadline(dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC), 1)


def test_a_summer_deadline_follows_summer_time():
    assert deadline(dt.datetime(2026, 7, 10, 8, 0, tzinfo=dt.UTC), 1).isoformat() == "2026-07-13T22:00:00+00:00"


def test_alsace_and_overseas_have_their_own_holidays_and_clock():
    friday = dt.date(2025, 12, 25)
    assert after(friday, 1) == dt.date(2025, 12, 26)
    assert after(friday, 1, of_department("67")) == dt.date(2025, 12, 29)
    reunion = of_department("974")
    assert deadline(THURSDAY, 5, reunion).isoformat() == "2026-11-26T20:00:00+00:00"
    assert of_department("69") is workdays.MAINLAND

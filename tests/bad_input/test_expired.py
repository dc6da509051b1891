"""The session ends while one writes: after signing in again, what was typed is back in the page, and not saved."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.forms import FileField
from django.test import override_settings

from tests.bad_input.conftest import forms_of, rows
from tests.bad_input.table import PAGES, in_turn
from tests.conftest import NOW

WRITTEN = [name for name, page in PAGES.items() if page.who]


def as_typed(value):
    """As a browser sends it: a ticked box is on."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return "on" if value is True else str(value or "")


@pytest.mark.parametrize("name", in_turn(WRITTEN))
@override_settings(SESSION_IDLE_SECONDS=1800)
def test_what_was_typed_comes_back(at, open_page, name):
    begun = NOW + dt.timedelta(days=30)
    with at(begun):
        sheet = open_page(name)
        typed = sheet.right()
        sheet.client.get("/")
        before = rows()
    with at(begun + dt.timedelta(minutes=45)):
        assert "/comptes/connexion/" in sheet.post(typed).url
        assert rows() == before
        sheet.client.force_login(sheet.world.people[sheet.page.who])
        answer = sheet.client.get(sheet.path)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "Ce n’est pas encore enregistré" in html
        sheet.keeps(html, typed)
        back = {form.add_prefix(field): form[field].value() for form in forms_of(answer) for field in form.fields}
        for field in set(sheet.answer) & set(back) - set(sheet.of(FileField)):  # a browser fills in no file
            assert as_typed(back[field]) == as_typed(typed[field]), field
        assert rows() == before


ON_ANOTHER_PAGE = [f"referrals:{name}" for name in ("reply", "answer", "assign", "meeting", "write")]
"""Forms that stand on the page of the referral: a browser says that it comes from there."""


@pytest.mark.parametrize("name", ON_ANOTHER_PAGE)
@override_settings(SESSION_IDLE_SECONDS=1800)
def test_what_was_typed_on_another_page_waits_at_the_address_it_was_sent_to(at, open_page, name):
    begun = NOW + dt.timedelta(days=30)
    with at(begun):
        sheet = open_page(name)
        typed = sheet.right()
        sheet.client.get("/")
    with at(begun + dt.timedelta(minutes=45)):
        page = f"http://testserver{sheet.path.rsplit('/', 2)[0]}/"
        answer = sheet.client.post(sheet.path, typed, headers={"referer": page})
        assert parse_qs(urlsplit(answer.url).query)["next"] == [sheet.path]
        sheet.client.force_login(sheet.world.people[sheet.page.who])
        html = sheet.client.get(sheet.path).content.decode()
        assert "Ce n’est pas encore enregistré" in html
        sheet.keeps(html, typed)

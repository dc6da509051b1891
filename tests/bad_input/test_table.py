"""The table of form pages is whole, and its right answers are right."""

import pytest
from django.db import transaction
from django.urls import reverse

from tests.bad_input.conftest import forms_of, rows
from tests.bad_input.table import BUTTONS, PAGES, in_turn
from tests.test_access import KWARGS, LIBRARY, addresses

POSTED = sorted({name for name, _view in addresses() if not LIBRARY.match(name)})


def address_of(name, world):
    given = PAGES[name].at if name in PAGES else KWARGS.get(name)
    return reverse(name, kwargs=(given(world) or None) if given else None)


def takes_a_post(name, world, browser):
    """Asked on a world of its own: everything is as before afterwards."""
    before = transaction.savepoint_create()
    try:
        return browser.post(address_of(name, world)).status_code != 405
    finally:
        transaction.savepoint_rollback(before)


def test_every_address_that_takes_a_post_stands_in_the_table(world, as_):
    browser = as_(world.mentor)
    taking = {name for name in POSTED if takes_a_post(name, world, browser)}
    assert taking == set(PAGES) | set(BUTTONS)


@pytest.mark.parametrize("name", in_turn(PAGES))
def test_a_right_answer_is_saved_and_fields_nobody_asked_for_are_ignored(open_page, name):
    sheet = open_page(name)
    more = {"is_superuser": "1", "author": "00000000-0000-4000-8000-000000000000", "champ[]": ["a", "b"], "id": "7"}
    answer = sheet.post(sheet.right(**more))
    leads_on = sheet.page.saves or name == "privacy:record"
    assert answer.status_code == (302 if leads_on else 200), [form.errors for form in forms_of(answer)]


@pytest.mark.parametrize("name", sorted(BUTTONS))
def test_a_button_alone_is_no_page(world, as_, name):
    """Opened as an address, what only a button does is 405; the others show a page, or nothing, and do nothing."""
    address, before = address_of(name, world), rows()
    answer = as_(world.mentor).get(address)
    assert answer.status_code in {200, 302, 403, 404, 405}
    assert rows() == before

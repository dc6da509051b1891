"""Sessions end after half an hour without a page, or twelve hours; what was being written is not lost."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client, override_settings

from cases.models import Note
from tests.conftest import NOW

MORNING = NOW + dt.timedelta(days=30)
LIMITS = override_settings(SESSION_IDLE_SECONDS=1800, SESSION_ABSOLUTE_SECONDS=12 * 3600)
TEXT = "Lou a fini son exposé"


@pytest.fixture(autouse=True)
def _limits():
    with LIMITS:
        yield


@pytest.fixture
def writing(world, as_, at):
    """The social worker, signed in, about to write a note."""
    with at(MORNING):
        client = as_(world.social_worker)
        assert client.get(f"/dossiers/{world.case.pk}/ecrit/").status_code == 200
    return client, f"/dossiers/{world.case.pk}/ecrit/"


def later(**delta):
    return MORNING + dt.timedelta(**delta)


def test_half_an_hour_of_pages_keeps_the_session(writing, at):
    client, page = writing
    for minutes in (20, 40, 60, 80):
        with at(later(minutes=minutes)):
            assert client.get(page).status_code == 200


def test_half_an_hour_without_a_page_ends_it(writing, at):
    client, page = writing
    with at(later(minutes=31)):
        answer = client.get(page)
    assert answer.url == f"/comptes/connexion/?next={page}"


def test_twelve_hours_end_it_however_busy(writing, at):
    client, page = writing
    for minutes in range(0, 12 * 60, 25):
        with at(later(minutes=minutes)):
            assert client.get(page).status_code == 200
    with at(later(hours=12, minutes=1)):
        assert client.get(page).status_code == 302


def test_what_was_typed_comes_back_after_sign_in_and_is_not_saved(world, writing, at):
    client, page = writing
    with at(later(minutes=45)):
        answer = client.post(page, {"text": TEXT})
        assert answer.status_code == 302
        assert TEXT not in client.get("/comptes/connexion/").content.decode()
        assert TEXT not in str(dict(client.session))
        client.force_login(world.social_worker)
        html = client.get(page).content.decode()
    assert TEXT in html
    assert "Ce n’est pas encore enregistré" in html
    assert not Note.objects.exists()


def test_it_is_given_once_the_form_is_sent_no_more(world, writing, at):
    client, page = writing
    with at(later(minutes=45)):
        client.post(page, {"text": TEXT})
        client.force_login(world.social_worker)
        client.post(page, {"text": ""})
        assert TEXT not in client.get(page).content.decode()


def test_nobody_else_gets_it(world, writing, at):
    client, page = writing
    with at(later(minutes=45)):
        client.post(page, {"text": TEXT})
        client.force_login(world.psychologist)
        assert TEXT not in client.get(page).content.decode()
        client.force_login(world.social_worker)
        assert TEXT not in client.get(page).content.decode()


def test_it_waits_for_half_an_hour(world, writing, at):
    client, page = writing
    with at(later(minutes=45)):
        client.post(page, {"text": TEXT})
    with at(later(minutes=76)):
        client.force_login(world.social_worker)
        assert TEXT not in client.get(page).content.decode()


def test_passwords_are_never_kept(world, as_, at, client):
    with at(MORNING):
        as_(world.mentor).get("/")
    with at(later(minutes=45)):
        client.post("/comptes/mot-de-passe/", {"oldpassword": "secret", "password1": "new", "password2": "new"})
    assert "typed" not in client.session


def test_another_site_cannot_have_us_keep_a_text(world, at):
    client = Client(enforce_csrf_checks=True)
    with at(MORNING):
        client.force_login(world.social_worker)
        client.get("/")
    with at(later(minutes=45)):
        assert client.post(f"/dossiers/{world.case.pk}/ecrit/", {"text": TEXT}).status_code == 403
    assert "typed" not in client.session


def test_htmx_leaves_the_page(writing, at):
    client, page = writing
    with at(later(minutes=45)):
        answer = client.get(page, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/comptes/connexion/")


def test_no_page_takes_a_filled_form_for_a_sent_one():
    """What was typed comes back in `request.POST` of a GET: only the method says that a form was sent."""
    for file in Path().glob("*/**/*.py"):
        if ".venv" not in file.parts:
            assert "if request.POST" + ":" not in file.read_text(), file

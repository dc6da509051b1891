"""A forgotten password: a letter, a link, a new one."""

import pytest
from django.test import Client

from accounts import actions
from notifications.models import Letter
from notifications.tasks import sweep


def ask(client, email):
    return client.post("/comptes/mot-de-passe/oublie/", {"email": email})


def test_known_and_unknown_addresses_get_the_same_answer(user, client):
    assert ask(client, user.email).url == ask(client, "nobody@example.org").url
    assert Letter.objects.get().address == user.email


def test_the_link_leads_to_a_new_password_and_ends_other_sessions(user, client):
    elsewhere = Client()
    elsewhere.force_login(user)
    ask(client, user.email)
    page = client.get(Letter.objects.get().path, follow=True)
    assert page.status_code == 200
    new = "une autre phrase bien longue"
    assert client.post(page.request["PATH_INFO"], {"password1": new, "password2": new}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    assert elsewhere.get("/").status_code == 302


def test_a_closed_account_gets_no_link(user, client):
    actions.deactivate_account(user)
    ask(client, user.email)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("word", ["claire", "Person", "mot de passe de"])
def test_the_letter_names_nobody(user, client, mailoutbox, word):
    ask(client, user.email)
    sweep()
    assert word not in mailoutbox[0].body
    assert "/comptes/mot-de-passe/choisir/" in mailoutbox[0].body

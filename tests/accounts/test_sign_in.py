"""Signing in, and what a failed sign-in does not tell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions
from tests.accounts.conftest import PASSWORD


def test_the_right_password_opens_home(user, sign_in):
    assert sign_in().url == "/"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer_at_the_same_cost(user, client, sign_in):
    client.get("/comptes/connexion/")
    pages, costs = [], []
    for email in ("claire@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            answer = sign_in(email=email, password="not the right one")
        pages.append(answer.content.decode().replace(email, "").replace(str(answer.context["csrf_token"]), ""))
        costs.append([query["sql"].split()[0] for query in queries])
    assert pages[0] == pages[1]
    assert costs[0] == costs[1]


def test_a_closed_account_is_told_so_only_with_its_password(user, sign_in):
    actions.deactivate_account(user)
    assert sign_in(password="not the right one").status_code == 200
    assert sign_in().url == "/comptes/fermee/"


def test_the_sixth_wrong_password_in_five_minutes_is_not_even_tried(user, sign_in):
    for _ in range(5):
        sign_in(password="not the right one")
    assert sign_in().status_code == 200


def test_somebody_who_insists_sees_when_to_try_again(user, sign_in):
    for n in range(31):
        answer = sign_in(email=f"person{n}@example.org", password="not the right one")
    assert answer.status_code == 429
    assert "cinq minutes" in answer.content.decode()


@pytest.mark.parametrize("path", ["signup/", "inscription/", "email/", "social/login/", "password/set/"])
def test_nothing_else_of_the_library_can_be_reached(db, client, path):
    assert client.get(f"/comptes/{path}").status_code == 404


def test_whoever_has_an_authenticator_gives_a_code_too(user, sign_in, client, authenticator):
    authenticator(user)
    assert sign_in().url == "/comptes/second-facteur/code/"
    assert client.get("/").status_code == 302


def test_secrets_of_the_second_factor_are_sealed_in_the_database(user, authenticator):
    row = authenticator(user).instance
    assert row.data["secret"].startswith("gAAAA")


@pytest.mark.parametrize("password", ["court", "motdepasse12", "12345678901234", "claire@example.org"])
def test_weak_passwords_are_refused(user, as_, password):
    answer = as_(user).post(
        "/comptes/mot-de-passe/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)

"""The second factor: set up, compulsory for some, lost."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.core import checks
from django.test import override_settings

from accounts import actions
from tests.accounts.conftest import PASSWORD

SET_UP = "/comptes/second-facteur/installer/"


@pytest.fixture
def compulsory(settings):
    settings.SECOND_FACTOR_COMPULSORY = True


def current_code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


NEEDED = {
    "social_worker": True,
    "psychologist": True,
    "org_admin": True,
    "dpo": True,
    "network_admin": True,
    "manager": False,
    "teacher": False,
    "mentor": False,
}


@pytest.mark.parametrize(("persona", "needed"), NEEDED.items())
def test_who_must_set_it_up_before_any_page(world, as_, compulsory, persona, needed):
    client = as_(world.people[persona])
    for path in ("/", "/recherche/", "/comptes/mes-connexions/"):
        answer = client.get(path)
        assert (answer.status_code, getattr(answer, "url", None)) == ((302, SET_UP) if needed else (200, None))
    assert client.get("/en-cas-de-danger/").status_code == 200


def test_whoever_has_one_goes_on(world, as_, compulsory, authenticator):
    authenticator(world.social_worker)
    client = as_(world.social_worker)
    assert client.get("/").status_code == 200
    assert client.session["second_factor"] is True


def test_setting_it_up_takes_one_page_and_gives_recovery_codes(world, client, compulsory):
    user = world.social_worker
    user.set_password(PASSWORD)
    user.save()
    client.post("/comptes/connexion/", {"login": user.email, "password": PASSWORD})
    page = client.get("/", follow=True)
    assert page.request["PATH_INFO"] == SET_UP
    assert "data:image/svg+xml;base64," in page.content.decode()
    code = current_code(page.context["form"].secret)
    done = client.post(SET_UP, {"code": code}, follow=True)
    assert done.request["PATH_INFO"] == "/comptes/codes-de-secours/"
    assert len(done.context["unused_codes"]) == 10
    assert client.get("/").status_code == 200


def test_taking_it_away_leads_back_to_setting_it_up(world, client, compulsory, authenticator):
    user = world.social_worker
    user.set_password(PASSWORD)
    user.save()
    row = authenticator(user).instance
    client.post("/comptes/connexion/", {"login": user.email, "password": PASSWORD})
    code = current_code(decrypt(row.data["secret"]))
    assert client.post("/comptes/second-facteur/code/", {"code": code}).url == "/"
    assert client.get("/").status_code == 200
    client.post("/comptes/second-facteur/retirer/")
    assert not Authenticator.objects.exists()
    assert client.get("/").url == SET_UP


def test_a_reset_forgets_it_and_signs_out(world, as_, authenticator):
    authenticator(world.social_worker)
    client = as_(world.social_worker)
    actions.reset_second_factor(world.social_worker)
    assert not Authenticator.objects.exists()
    assert client.get("/").status_code == 302


def test_whoever_waits_for_a_code_when_theirs_is_reset_signs_in_again(world, client, compulsory, authenticator):
    user = world.social_worker
    user.set_password(PASSWORD)
    user.save()
    authenticator(user)
    known = {"login": user.email, "password": PASSWORD}
    assert client.post("/comptes/connexion/", known).url == "/comptes/second-facteur/code/"
    actions.reset_second_factor(user)
    assert client.get("/comptes/second-facteur/code/").url == "/comptes/connexion/"
    assert client.get("/comptes/connexion/").status_code == 200
    assert client.post("/comptes/connexion/", known, follow=True).request["PATH_INFO"] == SET_UP


def test_only_the_demo_may_go_without():
    with override_settings(SECOND_FACTOR_COMPULSORY=False, SILENCED_SYSTEM_CHECKS=[]):
        assert "organisations.E001" in {error.id for error in checks.run_checks(tags=[checks.Tags.security])}
    with override_settings(SECOND_FACTOR_COMPULSORY=False, IS_DEMO=True):
        assert "organisations.E001" not in {error.id for error in checks.run_checks(tags=[checks.Tags.security])}

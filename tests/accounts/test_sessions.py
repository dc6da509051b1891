"""One's own sign-ins, and general sign-outs."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts import actions
from accounts.models import ActivePeriod
from common import clock
from tests.accounts.conftest import PASSWORD
from tests.conftest import NOW


@pytest.fixture
def two_devices(user, client):
    """The same person, signed in on a telephone and on a computer."""
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Android 15; Mobile) Firefox/140.0"})
    for device in (client, phone):
        device.post("/comptes/connexion/", {"login": user.email, "password": PASSWORD})
    return client, phone


def test_one_sees_ones_own_devices_and_signs_one_out(user, two_devices):
    here, phone = two_devices
    page = here.get("/comptes/mes-connexions/").content.decode()
    assert "Firefox, Android" in page
    row = UserSession.objects.get(user_agent__contains="Android")
    here.post(f"/comptes/mes-connexions/{row.pk}/terminer/")
    assert phone.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_nobody_signs_out_the_device_of_somebody_else(world, user, two_devices, as_):
    row = UserSession.objects.filter(user=user).first()
    stranger = Client()
    stranger.force_login(world.stranger)
    assert stranger.post(f"/comptes/mes-connexions/{row.pk}/terminer/").status_code == 404


def test_everywhere_else_is_one_button(two_devices):
    here, phone = two_devices
    here.post("/comptes/mes-connexions/")
    assert (here.get("/").status_code, phone.get("/").status_code) == (200, 302)


def test_a_general_sign_out_reaches_sessions_nobody_listed(user, as_):
    client = as_(user)
    assert not UserSession.objects.exists()
    actions.sign_out_everywhere(user)
    assert client.get("/").status_code == 302


def test_closing_and_opening_an_account_keeps_the_dates(user, at):
    ActivePeriod.objects.create(user=user, valid_from=NOW)
    for days, act in ((1, actions.deactivate_account), (2, actions.activate_account), (3, actions.activate_account)):
        with at(NOW + dt.timedelta(days=days)):
            user = act(user)
    first, second = ActivePeriod.objects.filter(user=user).order_by("valid_from")
    assert first.valid_until == NOW + dt.timedelta(days=1)
    assert (second.valid_from, second.valid_until) == (NOW + dt.timedelta(days=2), clock.FOREVER)
    assert user.is_active

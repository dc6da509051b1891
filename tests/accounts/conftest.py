import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache

from tests.factories.organisations import UserFactory

PASSWORD = "une phrase assez longue"


@pytest.fixture(autouse=True)
def _no_attempts_counted():
    cache.clear()


@pytest.fixture
def user(db):
    user = UserFactory(email="claire@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def sign_in(client):
    def sign_in(email="claire@example.org", password=PASSWORD, **more):
        return client.post("/comptes/connexion/", {"login": email, "password": password} | more)

    return sign_in


@pytest.fixture
def authenticator():
    """An authenticator app set up for somebody."""

    def set_up(user):
        return TOTP.activate(user, generate_totp_secret())

    return set_up

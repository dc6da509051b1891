"""Pages that no row of the table opens by itself: errors, the second factor, a file's way to being ready."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from common import clock
from documents.actions import start_job
from documents.models import Job
from tests.browser.driver import is_fit_for_everyone
from tests.test_error_pages import PAGES as ERRORS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "une phrase assez longue"


@pytest.mark.parametrize("address", ERRORS)
def test_a_page_that_cannot_be_shown(world, open_as, settings, address):
    settings.ROOT_URLCONF = "tests.test_error_pages"
    for user in (None, world.social_worker):
        page = open_as(user)
        assert page.goto(address).status == ERRORS[address][0]
        is_fit_for_everyone(page)


def test_too_many_attempts(world, open_as, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1/5m/ip"}
    page = open_as()
    for _ in range(3):
        page.goto(reverse("account_login"))
        page.fill("[name=login]", "nobody@example.org")
        page.fill("[name=password]", PASSWORD)
        page.locator("main form button").click()
    is_fit_for_everyone(page)


@pytest.fixture
def sign_in(world, open_as):
    """A page on which the social worker has just typed their password."""

    def sign_in():
        world.social_worker.set_password(PASSWORD)
        world.social_worker.save()
        page = open_as()
        page.goto(reverse("account_login"))
        page.fill("[name=login]", world.social_worker.email)
        page.fill("[name=password]", PASSWORD)
        page.locator("main form button").click()
        return page

    return sign_in


def test_setting_up_a_second_factor(sign_in):
    page = sign_in()
    page.goto(reverse("mfa_activate_totp"))
    assert page.locator("input[name=code]").is_visible()
    is_fit_for_everyone(page)


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
)
def test_having_a_second_factor(world, sign_in, name):
    page = sign_in()
    TOTP.activate(world.social_worker, generate_totp_secret())
    RecoveryCodes.activate(world.social_worker)
    page.goto(reverse(name))
    assert page.url.endswith(reverse(name))
    is_fit_for_everyone(page)


def test_being_asked_for_the_second_factor(world, sign_in):
    TOTP.activate(world.social_worker, generate_totp_secret())
    page = sign_in()
    assert page.url.endswith(reverse("mfa_authenticate"))
    is_fit_for_everyone(page)


WAYS = {
    "queued": {},
    "running": {"progress": 40},
    "failed": {"failure": Job.Failure.values[0], "finished_at": clock.now()},
}


@pytest.mark.parametrize("status", WAYS)
def test_a_file_on_its_way(world, open_as, status):
    job = start_job("cases.plan_pdf", by=world.mentor, case=world.case)
    Job.objects.filter(pk=job.pk).update(status=status, **WAYS[status])
    page = open_as(world.mentor)
    page.goto(reverse("documents:job", args=[job.pk]))
    is_fit_for_everyone(page)

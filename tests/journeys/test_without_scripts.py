"""An old telephone, a strict network: with scripts off, a plan is written and a referral answered all the same."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import PHONE
from tests.journeys.test_add_to_a_plan import TITLE, WAITING, line, propose
from tests.journeys.test_answer_a_referral import NEED, names, sent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["sent"]


@pytest.fixture
def plain(open_as):
    """A telephone that runs no script."""
    return lambda user: open_as(user, viewport=PHONE, java_script_enabled=False)


def test_a_plan_is_written_and_its_action_accepted(world, plain):
    worker = plain(world.social_worker)
    propose(worker, world.case)
    expect(line(worker, TITLE)).to_contain_text(WAITING)
    teacher = plain(world.teacher)
    teacher.goto(world.case.get_absolute_url())
    teacher.get_by_role("button", name=f"Accepter : {TITLE}").click()
    expect(teacher.get_by_text("les personnes concernées sont prévenues")).to_be_visible()


def test_what_is_missing_is_said_and_what_was_typed_stays(world, plain):
    page = plain(world.social_worker)
    page.goto(world.case.get_absolute_url())
    page.get_by_role("link", name="Ajouter une action").first.click()
    page.get_by_label("Action").fill(TITLE)
    page.get_by_role("button", name="Ajouter au projet").click()
    expect(page.get_by_role("alert").get_by_role("link").filter(has_text="Qui s’en charge")).to_be_visible()
    expect(page.get_by_label("Action")).to_have_value(TITLE)


def test_a_young_person_is_found_by_name(living, plain):
    page = plain(living.social_worker)
    page.goto("/")
    page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Chercher").click()
    page.get_by_role("main").get_by_role("searchbox").fill("garcon")
    page.get_by_role("main").get_by_role("button", name="Chercher").click()
    page.get_by_role("main").get_by_role("link", name="Éloïse Garçon").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Éloïse Garçon")


def test_a_referral_is_accepted_and_its_thread_goes_on(sent, plain):
    page = plain(sent.receiver)
    page.goto("/orientations/")
    page.get_by_role("link", name=sent.referral.reference, exact=True).click()
    expect(page.get_by_role("region", name="La demande")).to_contain_text(NEED)
    assert not any(word in page.content() for word in names(sent.world))
    page.get_by_role("radio", name="Accepter").check()
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("region", name="Éloïse Garçon")).to_be_visible()
    page.get_by_label("Votre message").fill("Premier rendez-vous mardi.")
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.get_by_role("region", name="Échanges")).to_contain_text("Premier rendez-vous mardi.")


def test_a_referral_is_declined_with_its_reason(sent, plain):
    page = plain(sent.receiver)
    page.goto(sent.referral.get_absolute_url())
    page.get_by_role("radio", name="Refuser").check()
    page.get_by_role("radio", name="Pas de place").check()
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("region", name="Ce qui reste")).to_contain_text("Pas de place")

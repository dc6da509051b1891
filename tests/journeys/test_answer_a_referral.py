"""An intake worker answers from the team's inbox: what opens on acceptance, and when it closes again."""

import pytest
from playwright.sync_api import expect

from common import clock
from common.areas import Area, Level, with_general
from referrals.actions.answering import accept_referral
from referrals.actions.sending import draft_referral, send_referral
from referrals.choices import Asked
from referrals.tasks import run_clock
from tests.browser.driver import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEED = "Être écouté dans un moment de mal-être"
NOTHING = "Il n’y a rien ici"


@pytest.fixture
def sent(asking):
    """The referral is in the inbox of the team."""
    asking.referral = draft_referral(
        asking.need,
        by=asking.world.social_worker,
        to_team=asking.team,
        service=asking.service,
        asked=Asked.FIRST_MEETING,
        areas=with_general(Area.MENTAL_HEALTH),
        seat_level=Level.COORDINATION,
        prepared_with_young_person=True,
    )
    send_referral(asking.referral, by=asking.world.social_worker)
    return asking


@pytest.fixture
def accepted(sent):
    sent.referral = accept_referral(sent.referral, by=sent.receiver)
    return sent


def names(world):
    """What would tell who it is."""
    return ("Éloïse", "Garçon", "06 39 98 01 47", "Après 17 h", world.case.reference, str(world.case.pk))


def open_from_inbox(page, referral):
    page.goto("/")
    page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Orientations").click()
    for word in page.unsaid:
        assert word not in page.content()
    page.get_by_role("link", name=referral.reference, exact=True).click()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_before_acceptance_no_name_stands_anywhere_and_accepting_opens_the_file(sent, open_as, viewport):
    world = sent.world
    page = open_as(sent.receiver, viewport=viewport)
    page.unsaid = names(world)
    open_from_inbox(page, sent.referral)
    expect(page.get_by_role("region", name="La demande")).to_contain_text(NEED)
    for word in names(world):
        assert word not in page.content()
    page.goto(world.case.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_have_text(NOTHING)
    page.go_back()

    page.get_by_role("radio", name="Accepter").check()
    page.get_by_role("button", name="Envoyer la réponse").click()
    who = page.get_by_role("region", name="Éloïse Garçon")
    expect(who).to_contain_text("06 39 98 01 47")
    expect(who).to_contain_text("Après 17 h")
    page.get_by_label("Votre message").fill("Premier rendez-vous mardi.")
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.get_by_role("region", name="Échanges")).to_contain_text("Premier rendez-vous mardi.")
    page.get_by_role("link", name="Ouvrir le dossier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Éloïse Garçon")
    expect(page.get_by_role("region", name="Besoins")).to_contain_text(NEED)
    expect(page.get_by_role("article").filter(has_text="Finir mon année")).to_have_count(0)

    sender = open_as(world.social_worker)
    sender.goto(sent.referral.get_absolute_url())
    expect(sender.get_by_role("region", name="Échanges")).to_contain_text("Premier rendez-vous mardi.")
    sender.goto(world.case.get_absolute_url())
    expect(sender.get_by_role("region", name="Besoins").get_by_role("listitem").filter(has_text=NEED)).to_contain_text(
        "Couvert"
    )


def test_declining_asks_a_coded_reason_and_no_place_is_a_need_nobody_covers(sent, open_as):
    world = sent.world
    page = open_as(sent.receiver)
    page.unsaid = names(world)
    open_from_inbox(page, sent.referral)
    page.get_by_role("radio", name="Refuser").check()
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez une raison")
    page.get_by_role("radio", name="Pas de place").check()
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("region", name="Ce qui reste")).to_contain_text("Pas de place")
    for word in (*names(world), NEED):
        assert word not in page.content()

    sender = open_as(world.social_worker)
    sender.goto(sent.referral.get_absolute_url())
    expect(sender.get_by_role("region", name="Ce que l’acceptation ouvre")).to_contain_text("Pas de place")
    sender.goto(world.case.get_absolute_url())
    line = sender.get_by_role("region", name="Besoins").get_by_role("listitem").filter(has_text=NEED)
    expect(line).to_contain_text("Non couvert")


def test_withdrawing_an_accepted_referral_ends_access_at_once(accepted, open_as):
    world = accepted.world
    receiver = open_as(accepted.receiver)
    receiver.goto(world.case.get_absolute_url())
    expect(receiver.get_by_role("heading", level=1)).to_have_text("Éloïse Garçon")

    sender = open_as(world.social_worker)
    sender.goto(accepted.referral.get_absolute_url())
    sender.get_by_role("link", name="Retirer cette orientation").click()
    sender.get_by_role("radio").first.check()
    sender.get_by_role("button", name="Retirer l’orientation").click()
    expect(sender.get_by_text("L’orientation est retirée.")).to_be_visible()

    receiver.reload()
    expect(receiver.get_by_role("heading", level=1)).to_have_text(NOTHING)
    receiver.goto(accepted.referral.get_absolute_url())
    expect(receiver.get_by_role("region", name="Ce qui reste")).to_contain_text(accepted.referral.reference)
    for word in names(world):
        assert word not in receiver.content()


def test_closing_it_ends_access_thirty_days_later_to_the_instant(accepted, open_as):
    world = accepted.world
    page = open_as(accepted.receiver)
    page.goto(accepted.referral.get_absolute_url())
    page.get_by_role("link", name="Dire comment cela s’est terminé").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Noter le résultat").click()
    expect(page.get_by_text("Votre équipe lit le dossier encore 30 jours")).to_be_visible()
    accepted.referral.seat.refresh_from_db()
    end = accepted.referral.seat.valid_until
    assert clock.now() + 29 * clock.DAY < end <= clock.now() + 30 * clock.DAY
    with clock.at(end - clock.DAY / 86400):
        page.goto(world.case.get_absolute_url())
        expect(page.get_by_role("heading", level=1)).to_have_text("Éloïse Garçon")
    with clock.at(end):
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text(NOTHING)


def test_out_of_time_nobody_answers_any_more_and_the_sender_may_try_elsewhere(sent, open_as):
    sent.referral.refresh_from_db()
    end = sent.referral.expires_at
    with clock.at(end - clock.DAY / 86400):
        page = open_as(sent.receiver)
        page.goto(sent.referral.get_absolute_url())
        page.get_by_role("radio", name="Accepter").check()
    with clock.at(end):
        page.get_by_role("button", name="Envoyer la réponse").click()
        expect(page.get_by_text("Le délai pour répondre à cette orientation est passé")).to_be_visible()
        page.goto(sent.referral.get_absolute_url())
        expect(page.get_by_text("Délai dépassé").first).to_be_visible()
        expect(page.get_by_role("button", name="Envoyer la réponse")).to_have_count(0)
        run_clock()
        sender = open_as(sent.world.social_worker)
        sender.goto("/")
        sender.get_by_role("link", name="À dire au ou à la jeune").first.click()
        expect(sender.get_by_role("region", name="Ce que sait Éloïse")).to_contain_text("n’a pas répondu")
        sender.get_by_role("button", name="C’est dit").click()
        expect(sender.get_by_text("C’est noté")).to_be_visible()
        sender.get_by_role("link", name="Orienter vers un autre partenaire").click()
        expect(sender.get_by_role("heading", level=1)).to_have_text("Préparer une orientation")

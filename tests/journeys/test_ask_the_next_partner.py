"""Two partners in the order she prefers: the second is asked once the first declines, neither knows of the other."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from common.areas import Area, with_general
from tests.factories.cases import share
from tests.factories.organisations import partnership
from tests.journeys.test_send_a_referral import NEED, SEND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST, SECOND = "La Maison du Lien", "Toit Partagé"
WORD = "Nous rouvrons en mars."
AGAIN = "Orienter vers un autre partenaire"
NEXT = "Si ce partenaire ne peut pas, solliciter (facultatif)"


@pytest.fixture
def two(asking):
    """Toit Partagé may be asked too, and is nowhere in her circle."""
    world, areas = asking.world, with_general(Area.MENTAL_HEALTH)
    partnership(world.organisations["cap"], world.organisations["toit"])
    share(world.case, world.organisations["toit"], areas=areas, by=world.social_worker)
    return asking


def choose(page, label, text):
    """In a list, the line that says this."""
    field = page.get_by_label(label, exact=True)
    field.select_option(label=field.locator("option", has_text=text).first.inner_text())


def send(page, case, *, then=""):
    """From the need to the inbox of the first partner. The page is then that of the referral."""
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name=f"Orienter : {NEED}").click()
    choose(page, "À quel service ou à quelle équipe", "Suivi court")
    if then:
        choose(page, NEXT, then)
        page.get_by_role("checkbox", name="Le jeune est d’accord avec cet ordre").check()
    page.get_by_role("radio", name="Un premier entretien").check()
    page.get_by_role("checkbox", name="Après 17 h").check()
    page.get_by_role("radio", name="Coordination").check()
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("L’orientation est dans la boîte de l’équipe.")).to_be_visible()


def open_from_home(page):
    page.goto("/")
    waiting = page.get_by_role("region", name="Ce qui vous attend")
    waiting.get_by_role("link", name="Orientation de Cap Ouvert", exact=True).click()


def decline(page, reason="Pas de place"):
    page.get_by_role("radio", name="Refuser").check()
    page.get_by_role("radio", name=reason).check()
    page.get_by_label("Message à qui oriente").fill(WORD)
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("region", name="Ce qui reste")).to_contain_text(reason)


def order(page):
    """Who is asked, first to last, as the sender reads it."""
    return page.get_by_role("region", name="Qui est sollicité").get_by_role("listitem")


def never_reads(page, *words):
    """Neither on the page that is open, nor in lists, nor in what is told."""
    inbox = reverse("referrals:inbox")
    for path in (page.url, reverse("home"), inbox, f"{inbox}?state=ended", reverse("notifications:list")):
        page.goto(path)
        for word in words:
            assert word not in page.content(), (word, path)


def reads_the_whole_order(sender, latest):
    """Told that the next was asked, the sender finds who answered what, and whom nobody need ask any more."""
    sender.goto(reverse("notifications:list"))
    sender.get_by_role("button", name="c’est le partenaire suivant de votre ordre").click()
    expect(sender.get_by_role("heading", level=1)).to_contain_text("Orientation OR-")
    assert sender.url == latest
    expect(order(sender)).to_have_count(2)
    expect(order(sender).nth(0)).to_contain_text("Pas de place")
    expect(order(sender).nth(1)).to_contain_text("Acceptée")
    for asked in ("Solliciter le suivant", AGAIN):
        expect(sender.get_by_text(asked)).to_have_count(0)
    order(sender).nth(0).get_by_role("link").click()
    expect(sender.get_by_text(WORD)).to_be_visible()


def test_the_second_is_asked_when_the_first_declines_and_neither_knows_of_the_other(two, open_as):
    sender, first, second = (open_as(who) for who in (two.world.social_worker, two.receiver, two.world.stranger))
    second.goto("/")
    expect(second.get_by_text("Orientation de Cap Ouvert")).to_have_count(0)
    send(sender, two.world.case, then=SECOND)
    sent = sender.url
    expect(order(sender).nth(1)).to_contain_text("À solliciter")
    expect(sender.get_by_text("Le suivant est sollicité sans autre geste")).to_be_visible()

    open_from_home(first)
    never_reads(first, SECOND)
    first.goto(sent)
    decline(first)
    never_reads(first, SECOND)

    open_from_home(second)
    expect(second.get_by_role("region", name="La demande")).to_contain_text(NEED)
    expect(second.get_by_role("region", name="La demande")).to_contain_text("Après 17 h")
    expect(second.get_by_role("region", name="Échanges")).to_contain_text("Social Worker, Cap Ouvert")
    its_own = second.url
    assert its_own != sent
    assert second.goto(sent).status == 404
    second.goto(its_own)
    never_reads(second, FIRST, WORD)
    second.goto(its_own)
    second.get_by_role("radio", name="Accepter").check()
    second.get_by_role("button", name="Envoyer la réponse").click()
    expect(second.get_by_role("region", name="Éloïse Garçon")).to_be_visible()
    never_reads(second, FIRST, WORD, "Pas de place")
    never_reads(first, SECOND)

    reads_the_whole_order(sender, its_own)


def test_without_the_young_persons_yes_the_order_is_not_taken_and_what_was_chosen_stays(two, open_as):
    page = open_as(two.world.social_worker)
    page.goto(two.world.case.get_absolute_url())
    page.get_by_role("link", name=f"Orienter : {NEED}").click()
    choose(page, "À quel service ou à quelle équipe", "Suivi court")
    choose(page, NEXT, SECOND)
    page.get_by_role("radio", name="Un premier entretien").check()
    page.get_by_role("radio", name="Coordination").check()
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("alert")).to_contain_text("Demandez d’abord au jeune")
    expect(page.get_by_label(NEXT, exact=True).locator("option:checked")).to_contain_text(SECOND)


def test_a_reason_of_the_young_persons_stops_the_order_until_the_sender_says(two, open_as):
    sender, first, second = (open_as(who) for who in (two.world.social_worker, two.receiver, two.world.stranger))
    send(sender, two.world.case, then=SECOND)
    open_from_home(first)
    decline(first, "Ne souhaite pas")
    second.goto("/")
    expect(second.get_by_text("Orientation de Cap Ouvert")).to_have_count(0)
    sender.reload()
    expect(sender.get_by_text("à vous de décider, avec le jeune")).to_be_visible()
    sender.get_by_role("button", name="Solliciter le suivant").click()
    expect(sender.get_by_text("L’orientation est dans la boîte de l’équipe.")).to_be_visible()
    open_from_home(second)
    expect(second.get_by_role("region", name="La demande")).to_contain_text(NEED)


def test_after_a_refusal_it_is_tried_elsewhere_with_what_was_asked_and_nothing_of_what_was_answered(two, open_as):
    sender, first, second = (open_as(who) for who in (two.world.social_worker, two.receiver, two.world.stranger))
    send(sender, two.world.case)
    open_from_home(first)
    decline(first)
    sender.reload()
    reference = sender.get_by_role("heading", level=1).inner_text().removeprefix("Orientation ")
    expect(sender.get_by_text(WORD)).to_be_visible()

    sender.get_by_role("link", name=AGAIN).click()
    expect(sender.get_by_role("radio", name="Un premier entretien")).to_be_checked()
    expect(sender.get_by_role("checkbox", name="Après 17 h")).to_be_checked()
    expect(sender.get_by_role("radio", name="Coordination")).to_be_checked()
    expect(sender.get_by_role("checkbox", name="Préparée avec le ou la jeune")).not_to_be_checked()
    assert WORD not in sender.content()
    choose(sender, "À quel service ou à quelle équipe", SECOND)
    sender.get_by_role("button", name="Voir l’aperçu").click()
    expect(sender.get_by_role("link", name=reference, exact=True)).to_be_visible()
    assert WORD not in sender.content()
    sender.get_by_role("button", name=SEND).click()
    expect(sender.get_by_text("L’orientation est dans la boîte de l’équipe.")).to_be_visible()

    open_from_home(second)
    never_reads(second, FIRST, WORD, reference)

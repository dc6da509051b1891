"""A social worker refers a need to a partner: what is missing is explained, the preview is what the partner sees."""

import pytest
from playwright.sync_api import expect

from cases.actions.sharing import withdraw_recipient
from cases.models import SharingRecipient
from common.areas import ALL_AREAS, Area, with_general
from organisations.models import PartnershipAgreement
from tests.factories.organisations import partnership

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEED = "Être écouté dans un moment de mal-être"
SEND = "Envoyer l’orientation"


def prepare(page, case):
    """From the need on the page of the young person to the preview."""
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name=f"Orienter : {NEED}").click()
    receivers = page.get_by_label("À quel service ou à quelle équipe")
    receivers.select_option(label=receivers.locator("option", has_text="Suivi court").inner_text())
    page.get_by_role("radio", name="Un premier entretien").check()
    page.get_by_role("checkbox", name="Après 17 h").check()
    page.get_by_role("radio", name="Coordination").check()
    page.get_by_role("checkbox", name="Préparée avec le ou la jeune").check()
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Orientation OR-")


def facts(page, title):
    """What a card of facts says, line by line."""
    card = page.get_by_role("region", name=title)
    return [line.inner_text() for line in card.locator("dl > div").all()]


def test_without_an_agreement_the_gate_says_so_and_recording_one_opens_it(asking, open_as):
    world = asking.world
    known = SharingRecipient.objects.get(case=world.case, organisation=asking.team.organisation)
    withdraw_recipient(known, by=world.social_worker)
    page = open_as(world.social_worker)
    prepare(page, world.case)
    gate = page.get_by_role("region", name="Envoyer")
    expect(gate).to_contain_text("Rien ne permet à La Maison du Lien de savoir : Santé mentale.")
    expect(gate).not_to_contain_text("Aucune convention")
    expect(page.get_by_role("button", name=SEND)).to_have_count(0)
    draft = page.url

    gate.get_by_role("link", name="Recueillir l’accord maintenant").click()
    page.get_by_role("radio", name="Le ou la jeune", exact=True).check()
    page.get_by_role("radio", name="signé sur papier").check()
    page.get_by_label("Quel jour").fill(f"{world.case.opened_at:%Y-%m-%d}")
    page.get_by_role("radio", name="Oui").check()
    expect(page.get_by_label("Association").locator("option:checked")).to_have_text("La Maison du Lien")
    expect(page.get_by_role("checkbox", name="Santé mentale")).to_be_checked()
    page.get_by_role("button", name="Enregistrer l’accord").click()
    expect(page).to_have_url(draft)  # it leads back by itself
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("L’orientation est dans la boîte de l’équipe.")).to_be_visible()


def test_without_a_partnership_the_other_gate_says_so_until_one_covers_the_area(asking, open_as):
    world = asking.world
    PartnershipAgreement.objects.update(areas=with_general(Area.EDUCATION))
    page = open_as(world.social_worker)
    prepare(page, world.case)
    gate = page.get_by_role("region", name="Envoyer")
    expect(gate).to_contain_text(
        "Aucune convention en vigueur entre Cap Ouvert et La Maison du Lien ne couvre : Santé mentale."
    )
    expect(gate).to_contain_text("L’administration de l’une des deux associations peut en préparer une.")
    expect(gate).not_to_contain_text("Rien ne permet")
    expect(page.get_by_role("button", name=SEND)).to_have_count(0)

    partnership(world.organisations["cap"], world.organisations["lien"], areas=int(ALL_AREAS))
    page.reload()
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("L’orientation est dans la boîte de l’équipe.")).to_be_visible()


def test_the_preview_is_word_for_word_what_the_partner_sees_before_accepting(asking, open_as):
    world = asking.world
    sender = open_as(world.social_worker)
    prepare(sender, world.case)
    shown = facts(sender, "Ce que l’équipe verra")
    assert any("Après 17 h" in line for line in shown)
    sender.get_by_role("button", name=SEND).click()
    expect(sender.get_by_text("L’orientation est dans la boîte de l’équipe.")).to_be_visible()

    receiver = open_as(asking.receiver)
    receiver.goto(sender.url)
    assert facts(receiver, "La demande") == shown == facts(sender, "La demande")
    said = receiver.locator("main dl").all_inner_texts()
    assert len(said) == 1, "nothing else is told before acceptance"
    for word in ("Éloïse", "Garçon", "06 39 98 01 47", world.case.reference, "Finir mon année"):
        assert word not in receiver.content()


def test_what_was_asked_can_change_until_it_is_sent_and_the_preview_follows(asking, open_as):
    page = open_as(asking.world.social_worker)
    prepare(page, asking.world.case)
    page.get_by_role("link", name="Modifier la demande").click()
    page.get_by_role("checkbox", name="Après 17 h").uncheck()
    page.get_by_role("radio", name="Le département seulement").check()
    page.get_by_role("button", name="Enregistrer et voir l’aperçu").click()
    preview = page.get_by_role("region", name="Ce que l’équipe verra")
    expect(preview).to_contain_text("Val-Serein")
    expect(preview).not_to_contain_text("Villebrune")
    expect(preview).not_to_contain_text("Après 17 h")

"""Who she is, corrected by the lead: read with its history by the professionals bound by secrecy, by nobody else."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.driver import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARD, SAVE = "Identité et famille", "Enregistrer la modification"
SAVED = "La modification est enregistrée."
ADDRESS, PHONE_OF_FATHER, AUNT = "12 rue des Tilleuls", "06 39 98 05 12", "Sa tante, le soir"


def card(page, case):
    page.goto(case.get_absolute_url())
    return page.get_by_role("region", name=CARD, exact=True)


def correct(page, case):
    card(page, case).get_by_role("link", name="Corriger l’identité").click()


@pytest.fixture
def corrected(living, open_as):
    """The lead has corrected the address and recorded her father, from whom it is kept."""
    page = living.page = open_as(living.social_worker)
    correct(page, living.case)
    page.get_by_label("Adresse du domicile").fill(ADDRESS)
    page.get_by_label("Autres contacts").fill(AUNT)
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    page.get_by_role("link", name="Ajouter un titulaire de l’autorité parentale").click()
    page.get_by_label("Nom", exact=True).fill("Marc Garçon")
    page.get_by_label("En quelle qualité").select_option(label="parent titulaire de l’autorité parentale")
    page.get_by_label("Comment les joindre").fill(PHONE_OF_FATHER)
    page.get_by_role("checkbox", name="L’adresse est cachée à cette personne").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    return living


def test_the_lead_reads_at_once_whom_nobody_tells_the_address(corrected):
    shown = corrected.page.get_by_role("region", name=CARD, exact=True)
    expect(shown).to_contain_text(ADDRESS)
    kept_from = shown.locator("dl > div").filter(has_text="Ne doit pas connaître l’adresse")
    expect(kept_from).to_contain_text("Marc Garçon")


def test_the_psychologist_reads_the_card_and_its_history_and_corrects_nothing(corrected, open_as):
    page = open_as(corrected.psychologist)
    shown = card(page, corrected.case)
    for words in (ADDRESS, "Marc Garçon", PHONE_OF_FATHER, AUNT):
        expect(shown).to_contain_text(words)
    for link in ("Corriger", "Ajouter"):
        expect(shown.get_by_role("link", name=link)).to_have_count(0)
    shown.get_by_role("link", name="Historique : identité").click()
    steps = page.locator("main ol > li")
    added = steps.filter(has_text="Marc Garçon")
    expect(added).to_contain_text("Social Worker")
    address = steps.filter(has_text=ADDRESS)
    expect(address).to_contain_text("Social Worker")
    names = steps.filter(has_text="Éloïse")
    expect(names).to_contain_text("avant : Lou")


def test_a_correction_of_a_representative_stands_in_the_history_with_what_it_was(corrected, open_as):
    lead = corrected.page
    lead.get_by_role("link", name="Corriger : Marc Garçon").click()
    expect(lead.get_by_role("checkbox", name="L’adresse est cachée à cette personne")).to_be_checked()
    lead.get_by_label("Comment les joindre").fill("06 39 98 05 77")
    lead.get_by_role("button", name=SAVE).click()
    expect(lead.get_by_text(SAVED)).to_be_visible()
    page = open_as(corrected.psychologist)
    card(page, corrected.case).get_by_role("link", name="Historique : identité").click()
    step = page.locator("main ol > li").filter(has_text="06 39 98 05 77")
    expect(step).to_contain_text(f"avant : {PHONE_OF_FATHER}")


def test_a_mentor_reads_neither_the_card_nor_the_history(corrected, open_as):
    page = open_as(corrected.mentor)
    expect(card(page, corrected.case)).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Éloïse Garçon")
    for words in (ADDRESS, "Marc Garçon", PHONE_OF_FATHER, AUNT, CARD, "14 mars 2010"):
        assert words not in page.content(), words
    for name in ("cases:identity_history", "cases:identity_change", "cases:representative_add"):
        assert page.goto(reverse(name, args=[corrected.case.pk])).status == 404


def test_of_two_windows_the_second_to_save_sees_both_texts_and_loses_nothing(corrected, open_as):
    desk, phone = open_as(corrected.social_worker), open_as(corrected.social_worker, viewport=PHONE)
    for page in (desk, phone):
        correct(page, corrected.case)
    desk.get_by_label("Adresse du domicile").fill("3 quai du Port")
    desk.get_by_role("button", name=SAVE).click()
    expect(desk.get_by_text(SAVED)).to_be_visible()

    phone.get_by_label("Adresse du domicile").fill("8 place de l’Église")
    phone.get_by_label("Langue parlée").fill("Portugais")
    phone.get_by_role("button", name=SAVE).click()
    expect(phone.get_by_role("alert")).to_contain_text("Quelqu’un a modifié ceci pendant que vous écriviez.")
    expect(phone.get_by_text("3 quai du Port")).to_be_visible()
    expect(phone.get_by_label("Adresse du domicile")).to_have_value("8 place de l’Église")
    expect(phone.get_by_label("Langue parlée")).to_have_value("Portugais")
    expect(card(open_as(corrected.social_worker), corrected.case)).to_contain_text("3 quai du Port")

    phone.get_by_role("button", name=SAVE).click()
    expect(phone.get_by_text(SAVED)).to_be_visible()
    shown = phone.get_by_role("region", name=CARD, exact=True)
    for words in ("8 place de l’Église", "Portugais", AUNT):
        expect(shown).to_contain_text(words)

"""A parent objects to one partner: it has lost access at once, the others have not; settled, sharing begins again."""

import pytest
from playwright.sync_api import expect

from people.actions import add_representative
from tests.journeys.test_answer_a_referral import NOTHING

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARTNER = "La Maison du Lien"
SUSPENDED = "Suspendu par une opposition"
SETTLE = "Régler l’opposition"


@pytest.fixture
def family(living):
    """Her mother and her father hold parental authority."""
    for name in ("Nadia Garçon", "Marc Garçon"):
        add_representative(living.case.person, case_id=living.case.pk, name=name, by=living.social_worker)
    return living


def agreements(page, case):
    page.goto(case.get_absolute_url())
    return page.get_by_role("region", name="Accords de partage")


def line(page, case):
    """The partner among those who may know."""
    return agreements(page, case).get_by_role("listitem").filter(has_text=PARTNER)


def object_to(page, case):
    """The lead records what the father said."""
    line(page, case).get_by_role("link", name=f"Opposition : {PARTNER}").click()
    expect(page.get_by_text(f"{PARTNER} ne verra plus rien de ce dossier par cet accord")).to_be_visible()
    page.get_by_label("Qui s’oppose").select_option(label="Marc Garçon")
    page.get_by_role("button", name="Enregistrer l’opposition").click()
    expect(page.get_by_text("L’opposition est enregistrée")).to_be_visible()


def settle(page, case, outcome, means, ground=""):
    line(page, case).get_by_role("link", name=f"Régler : {PARTNER}").click()
    expect(page.get_by_text(f"Marc Garçon s’oppose à {PARTNER} depuis le")).to_be_visible()
    for choice in filter(None, (outcome, means, ground)):
        page.get_by_role("radio", name=choice).check()
    page.get_by_role("button", name=SETTLE).click()


def sees_nothing(page, case):
    """Neither by its address, nor in the list, nor by what is told."""
    assert page.goto(case.get_absolute_url()).status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text(NOTHING)
    for path in ("/", "/jeunes/", "/nouvelles/"):
        page.goto(path)
        assert "Éloïse" not in page.content(), path


def test_the_partner_has_lost_access_at_once_and_the_others_go_on(family, open_as):
    lead, partner = open_as(family.social_worker), open_as(family.psychologist)
    assert partner.goto(family.case.get_absolute_url()).status == 200
    object_to(lead, family.case)
    sees_nothing(partner, family.case)
    expect(line(lead, family.case)).to_contain_text(SUSPENDED)
    for persona in (family.teacher, family.mentor):
        assert open_as(persona).goto(family.case.get_absolute_url()).status == 200


def test_settled_in_its_favour_the_partner_may_know_again(family, open_as):
    lead, partner = open_as(family.social_worker), open_as(family.psychologist)
    object_to(lead, family.case)
    settle(lead, family.case, "le partage reprend avec l’association", "par une médiation familiale")
    expect(lead.get_by_role("alert")).to_contain_text("Indiquez sur quel fondement le partage reprend.")
    expect(lead.get_by_role("radio", name="par une médiation familiale")).to_be_checked()
    lead.get_by_role("radio", name="acte usuel").check()
    lead.get_by_role("button", name=SETTLE).click()
    expect(lead.get_by_text("L’opposition est réglée.")).to_be_visible()
    expect(line(lead, family.case)).to_have_count(1)
    expect(line(lead, family.case)).not_to_contain_text(SUSPENDED)
    partner.goto(family.case.get_absolute_url())
    expect(partner.get_by_role("heading", level=1)).to_have_text("Éloïse Garçon")


def test_settled_against_it_the_partner_stays_without_and_leaves_the_list(family, open_as):
    lead, partner = open_as(family.social_worker), open_as(family.psychologist)
    object_to(lead, family.case)
    settle(lead, family.case, "le partage ne reprend pas", "par le juge aux affaires familiales")
    expect(lead.get_by_text("L’opposition est réglée.")).to_be_visible()
    expect(line(lead, family.case)).to_have_count(0)
    sees_nothing(partner, family.case)


def test_until_it_is_settled_no_new_agreement_goes_round_it(family, open_as):
    page = open_as(family.social_worker)
    object_to(page, family.case)
    agreements(page, family.case).get_by_role("link", name="Enregistrer un accord").click()
    page.get_by_role("radio", name="Le ou la jeune", exact=True).check()
    page.get_by_role("radio", name="signé sur papier").check()
    page.get_by_label("Quel jour").fill(f"{family.case.opened_at:%Y-%m-%d}")
    page.get_by_role("radio", name="Oui").check()
    page.get_by_label("Association").select_option(label=PARTNER)
    page.get_by_role("checkbox", name="Éducation").check()
    page.get_by_role("button", name="Enregistrer l’accord").click()
    expect(page.get_by_role("alert")).to_contain_text("opposition")
    sees_nothing(open_as(family.psychologist), family.case)

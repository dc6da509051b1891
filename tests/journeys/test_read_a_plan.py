"""A social worker finds one of her young people by name and reads the whole plan on one page."""

import pytest
from playwright.sync_api import expect

from tests.browser.driver import DESK, PHONE
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def card(page, title):
    """The part of the page under that heading."""
    return page.get_by_role("region", name=title, exact=True)


@pytest.mark.parametrize("typed", ["eloise garcon", "GARÇON", "élo"])
def test_her_list_finds_a_name_whatever_its_accents_and_case(living, open_as, typed):
    CaseFactory()  # of another association
    page = open_as(living.social_worker)
    page.goto("/")
    page.get_by_role("link", name="Jeunes", exact=True).click()
    page.get_by_label("Nom", exact=True).fill(typed)
    page.get_by_role("button", name="Rechercher par nom").click()
    found = page.locator("#rows li")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Éloïse Garçon")
    assert "eloise" not in page.url.lower()
    found.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Éloïse Garçon")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_one_page_shows_the_plan_the_circle_the_agreements_and_what_happened(living, open_as, viewport):
    page = open_as(living.social_worker, viewport=viewport)
    page.goto(living.case.get_absolute_url())
    goal = page.get_by_role("article").filter(has_text="« Finir mon année »")
    expect(goal).to_contain_text("Pour les professionnels : Retour progressif au lycée")
    accepted = goal.get_by_role("listitem").filter(has_text="Aide aux devoirs")
    expect(accepted).to_contain_text("Acceptée")
    expect(accepted).to_contain_text("Binômes du Val · Mentor")
    proposed = goal.get_by_role("listitem").filter(has_text="Un relais à la cantine")
    expect(proposed).to_contain_text("Proposée – en attente d’acceptation")
    expect(proposed).to_contain_text("Voisins du Lycée")
    expect(card(page, "Besoins")).to_contain_text("Retrouver une présence régulière en classe")
    for partner in ("Voisins du Lycée", "La Maison du Lien", "Binômes du Val"):
        expect(card(page, "Cercle")).to_contain_text(partner)
        expect(card(page, "Accords de partage")).to_contain_text(partner)
    expect(card(page, "Derniers événements").get_by_role("listitem").first).to_contain_text("écrit")
    expect(page.get_by_text("06 39 98 01 47")).to_be_visible()


def test_her_menu_says_where_she_is(living, open_as):
    page = open_as(living.social_worker)
    page.goto(living.case.get_absolute_url())
    current = page.get_by_role("navigation", name="Navigation principale").locator("[aria-current]")
    expect(current).to_have_text("Jeunes")


def test_actions_can_be_read_by_due_date_by_association_or_her_own(living, open_as):
    page = open_as(living.social_worker)
    page.goto(living.case.get_absolute_url())
    page.get_by_role("link", name="Par association").click()
    groups = page.get_by_role("heading", level=3)
    expect(groups.filter(has_not_text="Autorité parentale")).to_have_text(["Binômes du Val", "Voisins du Lycée"])
    page.get_by_role("link", name="Par échéance").click()
    expect(page.get_by_role("link", name="Aide aux devoirs")).to_be_visible()
    page.get_by_role("link", name="À moi").click()
    expect(page.get_by_text("Aucune action ouverte ici")).to_be_visible()

"""A manager: true figures that open their rows, the network’s that hide the small ones, a lead appointed."""

import re

import pytest
from playwright.sync_api import expect

from cases.actions import plan
from common import clock
from common.areas import Area, Level, with_general
from places.models import Territory
from referrals.actions.sending import draft_referral, send_referral
from referrals.choices import Asked
from reporting.models import CoverageTerritory
from reporting.tasks import publish
from tests.browser.driver import PHONE, faults, overflow
from tests.factories.cases import CaseFactory, PersonFactory, commune, lead, seat, share

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EAST, NORTH = "Est de l’agglomération", "Nord de l’agglomération"
MIND = "Santé mentale et santé"
GROUPS = (
    "Éducation, emploi, formation",
    MIND,
    "Famille",
    "Logement",
    "Loisirs, vie sociale, mobilité",
    "Justice, droits, argent",
)
UNMET = "jeunes avec un besoin que personne ne couvre"


SECRETS = ("Ferrand", "Lou", "hébergement", "écouté", "Villebrune")


@pytest.fixture
def network(world, settings):
    """In the east, four young people whom nobody listens to, six without a home, a fifth who waits for an answer.

    It is the first of the month: the month that ended has just been published.
    """
    settings.IS_DEMO = True
    for position, (name, code) in enumerate([(EAST, "99001"), (NORTH, "99002")]):
        territory = Territory.objects.create(name=name)
        territory.communes.add(commune(code, name))
        CoverageTerritory.objects.create(network=world.network, territory=territory, position=position)
    for code, area, people in (
        ("mental_health.someone_to_talk_to", Area.MENTAL_HEALTH, 4),
        ("housing.emergency_shelter", Area.HOUSING, 6),
    ):
        for _ in range(people):
            plan.move_need(asked_need(world, code, area), status="unmet", by=world.social_worker)
    world.referral = referred(world)
    with clock.at(first_of_next_month()):
        publish()
        yield world


def first_of_next_month():
    return clock.end_of((clock.today().replace(day=28) + 4 * clock.DAY).replace(day=1)) - clock.DAY / 2


def asked_need(world, code, area):
    case = CaseFactory(leading_team=world.teams["cap"], person=PersonFactory(commune=commune("99001")))
    seat(case, team=world.teams["cap"])
    lead(case, world.social_worker)
    return plan.add_need(case, by=world.social_worker, code=code, area=area, level=Level.COORDINATION)


def referred(world):
    """A referral to the partner of mental health, waiting for its answer."""
    need = asked_need(world, "mental_health.psychological_care", Area.MENTAL_HEALTH)
    areas = with_general(Area.MENTAL_HEALTH)
    share(need.case, world.organisations["lien"], areas=areas, by=world.social_worker)
    asked = {"areas": areas, "seat_level": Level.COORDINATION, "asked": Asked.FIRST_MEETING}
    draft = draft_referral(need, by=world.social_worker, to_team=world.teams["lien"], **asked)
    return send_referral(draft, by=world.social_worker)


def figure(page, label):
    """One of the numbers of the steering page."""
    return page.get_by_role("link", name=re.compile(rf"^\d+ {label}"))


def grid(page):
    """The table as one reads it: line by line, then the totals."""
    lines = page.get_by_role("table").get_by_role("row").all()[1:]
    return {
        line.get_by_role("rowheader").inner_text().strip(): [
            cell.inner_text().replace("\xa0", " ") for cell in line.get_by_role("cell").all()
        ]
        for line in lines
    }


def test_a_refusal_for_want_of_a_place_is_unmet_at_once_and_published_with_the_next_figures(network, open_as):
    administrator, manager, intake = (open_as(network.people[who]) for who in ("network_admin", "manager", "intake"))
    manager.goto("/couverture/")
    before = grid(manager)
    assert list(before) == [*GROUPS, "Total des nombres montrés"]
    assert (before[MIND], before["Logement"]) == (["< 5", "< 5"], ["6", "< 5"])
    assert before["Total des nombres montrés"] == ["6", "0"], "the four that are hidden are not in the total"
    manager.goto("/pilotage/")
    assert grid(manager)[MIND] == ["4", "0"]
    expect(figure(manager, UNMET)).to_have_text(re.compile(r"^\s*10"))

    intake.goto("/orientations/")
    intake.get_by_role("link", name=network.referral.reference).click()
    intake.get_by_text("Refuser", exact=True).click()
    intake.get_by_text("Pas de place", exact=True).click()
    intake.get_by_role("button", name="Envoyer la réponse").click()
    expect(intake.get_by_text("Refusée").first).to_be_visible()

    manager.reload()
    assert grid(manager)[MIND] == ["5", "0"]
    expect(figure(manager, UNMET)).to_have_text(re.compile(r"^\s*11"))
    manager.goto("/couverture/")
    assert grid(manager) == before, "the network's figures wait for their next publication"

    administrator.goto("/couverture/")
    assert grid(administrator) == before
    administrator.get_by_role("button", name="Publier maintenant (démo)").click()
    expect(administrator.get_by_text("Les chiffres sont publiés")).to_be_visible()
    manager.reload()
    for page in (administrator, manager):
        assert grid(page)[MIND] == ["5", "< 5"]
        assert grid(page)["Total des nombres montrés"] == ["11", "0"]
        assert not page.complaints


def test_each_figure_opens_its_rows_without_a_name_or_a_content(network, open_as):
    page = open_as(network.manager)
    page.goto("/pilotage/")
    shown = {link.inner_text(): int(link.locator("b").inner_text()) for link in page.locator("a.figure").all()}
    assert len(shown) == 5
    for words, count in shown.items():
        page.goto("/pilotage/")
        page.get_by_role("link", name=re.compile(rf"^{count} {re.escape(words.split(None, 1)[1])}")).click()
        assert len(rows(page)) == count, words
        text = page.inner_text("main")
        assert not [secret for secret in SECRETS if secret in text], words
        page.set_viewport_size(PHONE)
        assert overflow(page) <= 0, words
        assert not faults(page), words


def rows(page):
    """The steering rows shown, or none when the page says so."""
    table = page.get_by_role("table")
    return table.get_by_role("row").all()[1:] if table.count() else []


def test_a_lead_is_appointed_without_opening_the_file(network, open_as):
    case = CaseFactory(leading_team=network.teams["cap"], person=PersonFactory(first_name="Noam", last_name="Perrin"))
    page = open_as(network.manager, viewport=PHONE)
    page.goto("/pilotage/")
    figure(page, "jeunes sans référent").click()
    page.get_by_role("link", name=f"Nommer un·e référent·e {case.reference}").click()
    expect(page.get_by_text(f"Dossier {case.reference}")).to_be_visible()
    choices = page.get_by_label("Nouveau ou nouvelle référent·e")
    assert [name.split(",")[0] for name in choices.locator("option").all_inner_texts()[1:]] == ["Social Worker"]
    choices.select_option(index=1)
    page.get_by_role("button", name="Nommer référent·e").click()
    expect(page.get_by_text("est nommé·e")).to_be_visible()
    assert page.goto(case.get_absolute_url()).status == 404
    page.goto("/pilotage/no-lead/")
    expect(page.get_by_text("Aucun")).to_be_visible()
    lead_page = open_as(network.social_worker)
    lead_page.goto(case.get_absolute_url())
    expect(lead_page.get_by_role("heading", level=1)).to_have_text("Noam Perrin")


def test_leaving_the_choice_of_a_lead_leads_to_no_closed_door(network, open_as):
    page = open_as(network.manager)
    for address in ("referent/nommer/", "cloturer/"):
        for name in ("Annuler", "Retour"):
            page.goto(f"{network.case.get_absolute_url()}{address}")
            with page.expect_navigation() as going:
                page.get_by_role("link", name=name, exact=True).click()
            assert going.value.status == 200, (address, name)

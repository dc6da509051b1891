"""The pages under /moi/: what the young person and the representatives read there, in how many queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.actions import record_view
from audit.models import View
from cases.actions.marks import Wish, mark_item
from cases.models import Action, EmergencyAccess, Mark
from common.areas import Area, Level
from people.actions import change_representative
from tests.cases.holding import given, open_in, parent
from tests.conftest import NOW
from tests.factories.cases import ActionFactory, GoalFactory, NoteFactory, ReviewFactory

MOST_QUERIES = {"/moi/": 16, "/moi/ecrits/": 16, "/moi/cercle/": 24, "/protection/moi/": 16}


@pytest.fixture(autouse=True)
def _morning(db, at):
    with at(NOW):
        yield


@pytest.fixture
def plan(world):
    """Goals in two areas, an action of a partner, a restricted goal, a review, a note that no page shows."""
    facts = {"case": world.case, "author": world.social_worker}
    goal = GoalFactory(words="Finir mon année", area=Area.EDUCATION, **facts)
    GoalFactory(words="Dormir la nuit", area=Area.HEALTH, **facts)
    GoalFactory(words="Ce que je tais", level=Level.RESTRICTED, **facts)
    more = {"owner_team": world.teams["voisins"], "status": Action.Status.ACCEPTED, "goal": goal}
    ActionFactory(title="Aide aux devoirs", level=Level.PRACTICAL, person_in_charge=world.teacher, **more, **facts)
    ReviewFactory(starts_at=NOW + dt.timedelta(days=9), status="scheduled", place="Maison des associations", **facts)
    NoteFactory(text="Entre professionnels", **facts)
    return goal


@pytest.fixture
def read(world, client):
    """`read("/moi/", representative)`: the page by that person's link, in a browser of its own."""

    def page(address, one=None):
        answer = open_in(Client(), given(world, one).link).get(address)
        return answer.content.decode() if answer.status_code == 200 else answer.status_code

    return page


def test_the_young_person_reads_goals_who_does_what_and_what_is_next(plan, read):
    page = read("/moi/")
    for text in ("Finir mon année", "Dormir la nuit", "Aide aux devoirs", "Teacher", "Voisins du Lycée"):
        assert text in page
    assert "Maison des associations" in page
    assert "Ce que je tais" not in page
    assert "Entre professionnels" not in page


def test_a_parent_reads_the_same_but_for_health_and_what_comes_after_16(world, plan, read, at):
    one = parent(world)
    page = read("/moi/", one)
    assert "Finir mon année" not in page  # they are 16 already
    world.case.person.birth_date, world.case.person.birth_year = dt.date(2011, 3, 14), 2011
    world.case.person.save()
    page = read("/moi/", one)
    assert "Finir mon année" in page
    assert "Dormir la nuit" not in page
    assert read("/protection/moi/", one) == 404


def test_whom_the_address_is_hidden_from_reads_neither_place_nor_hour_nor_association(world, plan, read):
    world.case.person.birth_date, world.case.person.birth_year = dt.date(2012, 3, 14), 2012
    world.case.person.save()
    one = parent(world)
    assert "Maison des associations" in read("/moi/", one)
    assert "Voisins du Lycée" in read("/moi/cercle/", one)
    one.refresh_from_db()
    by = {"by": world.social_worker, "case_id": world.case.pk}
    change_representative(one, version=one.version, address_hidden=True, **by)
    page = read("/moi/", one)
    assert "Finir mon année" in page
    for kept in ("Maison des associations", "Voisins du Lycée", "déc."):
        assert kept not in page
    circle = read("/moi/cercle/", one)
    assert "Social Worker" in circle
    assert "Voisins du Lycée" not in circle


def test_the_circle_says_to_the_young_person_who_sees_what(plan, read):
    page = read("/moi/cercle/")
    for text in ("Social Worker", "Psychologist", "Teacher", "Mentor", "La Maison du Lien", "référent"):
        assert text in page
    assert "Stranger" not in page


def test_a_parent_is_told_of_no_care_of_health(world, read):
    world.case.person.birth_date, world.case.person.birth_year = dt.date(2012, 3, 14), 2012
    world.case.person.save()
    page = read("/moi/cercle/", parent(world))
    assert "Psychologist" in page  # for education
    assert "Santé mentale" not in page


def test_who_looked_is_told_by_day_person_association_and_page(world, plan, read, as_):
    as_(world.psychologist).get(world.case.get_absolute_url())
    as_(world.psychologist).get(world.case.get_absolute_url())
    as_(world.stranger).get(world.case.get_absolute_url())
    of_parent = open_in(Client(), given(world, parent(world)).link)
    of_parent.get("/moi/")
    page = read("/protection/moi/")
    assert page.count("Psychologist") == 1
    assert "La Maison du Lien" in page
    assert "a ouvert la page du dossier" in page
    assert "Stranger" not in page
    assert "Titulaire de l’autorité parentale, par lien" in page


def test_an_emergency_is_told_with_its_coded_reason(world, read):
    team = world.teams["lien"]
    EmergencyAccess.objects.create(
        case=world.case, user=world.intake, team=team, reason="runaway", valid_until=NOW + dt.timedelta(hours=4)
    )
    page = read("/protection/moi/")
    assert "La Maison du Lien a ouvert votre dossier" in page
    assert "fugue" in page.lower()


def test_every_page_leaves_its_trace_and_costs_what_it_may(world, plan, client):
    link = given(world).link
    for n in range(6):
        GoalFactory(case=world.case, author=world.social_worker)
        record_view("cases.view_case", world.case, by=world.people[list(world.people)[n]])
    open_in(client, link)
    for address, most in MOST_QUERIES.items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= most, (address, len(queries))
    assert View.objects.filter(actor_kind="link", actor_id=link.pk).count() == 8


def test_what_is_kept_for_a_talk_is_not_on_the_page(world, plan, read):
    wish = Wish("hidden", "hard_news", NOW.date())
    mark_item(plan, by=world.social_worker, wishes={"young_person": wish})
    page = read("/moi/")
    assert "Finir mon année" not in page
    assert "Aide aux devoirs" in page


def test_the_lead_reads_who_sees_an_item_by_link(world, plan, as_):
    given(world)
    address, by_link = f"/objectif/{plan.pk}/pourquoi/", "par son lien personnel"
    assert by_link in as_(world.social_worker).get(address).content.decode()
    assert by_link not in as_(world.psychologist).get(address).content.decode()
    mark_item(plan, by=world.social_worker, wishes={"young_person": Wish("hidden", "hard_news", NOW.date())})
    assert by_link not in as_(world.social_worker).get(address).content.decode()


def test_an_author_marks_from_the_items_own_page(world, plan, as_):
    browser = as_(world.social_worker)
    address = f"/objectif/{plan.pk}/remise/"
    assert address in browser.get(f"/objectif/{plan.pk}/historique/").content.decode()
    refused = browser.post(address, {"young_person": "hidden"}).content.decode()
    assert "Dites pourquoi" in refused
    answer = browser.post(address, {"representatives": "shown"})
    assert answer.status_code == 302
    assert Mark.objects.get().effect == "shown"


def test_on_a_phone_the_bar_holds_five_ways_and_the_last_leads_to_the_other_pages(world, read):
    for one, in_bar, others in ((None, 5, 3), (parent(world), 5, 0)):
        page = read("/moi/", one)
        bar = page[page.index('<nav class="nav"') :].split("</ul>")[0]
        assert bar.count("<li") == in_bar
        assert ('href="#more-pages"' in bar) == bool(others)
        more = page.partition('id="more-pages"')[2].partition("</nav>")[0]
        assert more.count("<li") == others

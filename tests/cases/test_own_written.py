"""What is written, as the young person and the representatives read it by their links, and ask to have it corrected."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.marks import Wish, mark_item
from cases.models import PersonalRequest, Statement
from common import clock
from common.areas import Area, Level
from people.actions import change_representative
from tests.cases import reviews
from tests.cases.holding import given, open_in, parent
from tests.conftest import NOW
from tests.factories.cases import (
    GoalFactory,
    GoalWordingFactory,
    MeasureFactory,
    NeedFactory,
    NoteFactory,
    ReviewSectionFactory,
    StatementFactory,
)
from vault.actions import destroy_key

ADDRESS = "/moi/ecrits/"
NEEDS = {"open": "On cherche une réponse", "covered": "Il y a une réponse", "closed": "C’est fini"}
MARKED = "Gardé pour une rencontre"


@pytest.fixture(autouse=True)
def _morning(db, at):
    with at(NOW):
        yield


@pytest.fixture
def facts(world):
    return {"case": world.case, "author": world.social_worker, "author_team": world.teams["cap"]}


@pytest.fixture
def written(facts):
    """One item of each kind, one of health, one restricted, one kept for a talk, which is returned."""
    StatementFactory(text="Joue du piano", kind=Statement.Kind.STRENGTH, **facts)
    NeedFactory(code="education.attendance", detail="Surtout le lundi", **facts)
    goal = GoalFactory(words="Finir mon année", **facts)
    GoalWordingFactory(text="Retour progressif", goal=goal, **facts)
    NoteFactory(text="Lou a fini son exposé", **facts)
    NoteFactory(text="Dort mal", area=Area.MENTAL_HEALTH, **facts)
    NoteFactory(text="Mot gardé par l’équipe", level=Level.RESTRICTED, **facts)
    kept = NoteFactory(text=MARKED, **facts)
    wish = Wish("hidden", "hard_news", NOW.date())
    mark_item(kept, by=kept.author, wishes={"young_person": wish})
    return kept


@pytest.fixture
def child(world):
    """They are 14: representatives read by the rule."""
    world.case.person.birth_date, world.case.person.birth_year = dt.date(2012, 3, 14), 2012
    world.case.person.save()


@pytest.fixture
def read(world):
    """`read(representative)`: the page by that person's link, in a browser of its own."""

    def page(one=None):
        return open_in(Client(), given(world, one).link).get(ADDRESS).content.decode()

    return page


def test_the_young_person_reads_strengths_needs_wordings_and_notes_with_who_wrote_them(world, written, read):
    page = read()
    for text in (
        *("Joue du piano", "Aller en cours", "Surtout le lundi", NEEDS["open"], "Retour progressif"),
        *("Pour l’objectif « Finir mon année »", "Lou a fini son exposé", "Dort mal", "24 novembre 2026"),
        *("Vous le dites", "Équipe Cap Ouvert"),
    ):
        assert text in page.replace("\xa0", " "), text
    assert "Mot gardé par l’équipe" not in page


def test_what_is_kept_for_a_talk_shows_once_its_last_day_is_over(world, written, at):
    browser = open_in(Client(), given(world).link)
    assert MARKED not in browser.get(ADDRESS).content.decode()
    with at(clock.end_of(NOW.date())):
        assert MARKED in open_in(Client(), given(world).link).get(ADDRESS).content.decode()


def test_a_representative_reads_nothing_of_health_and_nothing_unmarked_after_16(world, child, written, read):
    one, texts = parent(world), ("Joue du piano", "Aller en cours", "Lou a fini son exposé", MARKED)
    page = read(one)
    assert [text in page for text in texts] == [True] * 4
    assert "Le ou la jeune le dit" in page
    assert "Dort mal" not in page
    assert "Mot gardé par l’équipe" not in page
    world.case.person.birth_date, world.case.person.birth_year = dt.date(2010, 3, 14), 2010
    world.case.person.save()
    mark_item(written, by=written.author, wishes={"representative": Wish("shown")})
    page = read(one)
    assert [text in page for text in texts] == [False, False, False, True]


def test_what_is_hidden_leaves_no_trace(world, facts, read):
    empty = read()
    assert "Rien à lire ici pour le moment" in empty
    for factory in (NoteFactory, NeedFactory, StatementFactory, GoalFactory):
        factory(level=Level.RESTRICTED, **facts)
    without = read()
    assert body_of(without) == body_of(empty)
    assert "Besoins" not in without


def test_the_minutes_of_a_review_show_once_they_are_all_written(world, read):
    review = reviews.in_state(world, "held")
    reviews.say(review, world, text="Je veux continuer le théâtre.")
    assert "Je veux continuer le théâtre." not in read()
    reviews.document(review, world)
    page = read()
    assert "Je veux continuer le théâtre." in page
    assert "Ce que dit le ou la jeune" in page


def test_a_measure_shows_unless_it_stays_within_the_team(world, child, facts, read):
    MeasureFactory(level=Level.COORDINATION, area=Area.FAMILY, visits="Un week-end sur deux", **facts)
    MeasureFactory(level=Level.RESTRICTED, area=Area.FAMILY, text="Gardé par l’équipe", **facts)
    page = read()
    for text in ("Aide éducative à domicile", "Tribunal pour enfants de Villebrune", "Un week-end sur deux"):
        assert text in page, text
    assert "Gardé par l’équipe" not in page
    one = parent(world)
    assert "Aide éducative à domicile" in read(one)
    one.refresh_from_db()
    change_representative(one, version=one.version, address_hidden=True, by=world.social_worker, case_id=world.case.pk)
    assert "Aide éducative à domicile" not in read(one)


def body_of(page):
    return page[page.index("<h1>") : page.index("</main>")]


def test_the_wording_of_a_goal_that_does_not_show_does_not_tell_it(world, facts, read):
    goal = GoalFactory(words="Ce que je tais", level=Level.RESTRICTED, **facts)
    GoalWordingFactory(text="Retour progressif", goal=goal, **facts)
    page = read()
    assert "Retour progressif" in page
    assert "Ce que je tais" not in page


def test_whom_the_address_is_hidden_from_is_not_told_which_association_writes(world, child, written, read):
    one = parent(world)
    assert "Équipe Cap Ouvert" in read(one)
    one.refresh_from_db()
    change_representative(one, version=one.version, address_hidden=True, by=world.social_worker, case_id=world.case.pk)
    page = read(one)
    assert "Lou a fini son exposé" in page
    assert "Cap Ouvert" not in body_of(page)


@pytest.mark.parametrize("status", NEEDS)
def test_the_state_of_a_need_is_said_in_plain_words(facts, read, status):
    NeedFactory(status=status, **facts)
    assert NEEDS[status] in read()


def test_a_need_nobody_covers_says_since_when(facts, read):
    NeedFactory(status="unmet", unmet_since=dt.date(2026, 3, 3), **facts)
    assert "Pas encore de réponse, depuis le 3 mars 2026" in read()


def test_twenty_items_cost_as_many_queries_as_one(world, facts):
    browser = open_in(Client(), given(world).link)
    documented, counts = reviews.in_state(world, "documented"), []
    for times in (1, 19):
        for _time in range(times):
            goal = GoalFactory(**facts)
            GoalWordingFactory(goal=goal, **facts)
            for factory in (NoteFactory, NeedFactory, StatementFactory, MeasureFactory):
                factory(**facts)
            ReviewSectionFactory(review=documented, **facts)
        browser.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(ADDRESS).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_once_the_key_is_destroyed_there_is_nothing_to_read(world, written):
    browser = open_in(Client(), given(world).link)
    destroy_key(person_id=world.case.person_id, by=None, reason="retention")
    answer = browser.get(ADDRESS)
    assert answer.status_code == 404
    assert "Joue du piano" not in answer.content.decode()


def test_a_correction_is_asked_of_what_they_read_and_of_nothing_else(world, facts, written, as_):
    browser = open_in(Client(), given(world).link)
    page = browser.get("/moi/demandes/").content.decode()
    for text in ('<optgroup label="Besoins">', "Lou a fini son exposé (24 novembre 2026)", "Joue du piano (24 nov"):
        assert text in page, text
    assert MARKED not in page
    for item in (StatementFactory(**facts), NeedFactory(**facts), NoteFactory(text="Lou a 17 ans", **facts)):
        browser.post("/moi/demandes/", {"about": str(item.pk), "text": "Ce n’est pas cela."})
        asked = PersonalRequest.objects.get(item=item.pk)
        answer = as_(world.social_worker).get(f"/paroles/{asked.pk}/").content.decode()
        assert item.where() in answer
    assert "Lou a 17 ans" in answer
    browser.post("/moi/demandes/", {"about": str(written.pk), "text": "x"})
    assert not PersonalRequest.objects.filter(item=written.pk).exists()

"""Sessions by a personal link: who reads which, what their author keeps back, in how many queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from cases.actions.marks import Wish, mark_item
from cases.models import Mark
from common import clock
from common.areas import Area, Level
from people.actions import change_representative
from programs.actions import log_session
from tests.cases.holding import given, open_in, parent
from tests.conftest import NOW
from tests.factories.cases import GoalFactory
from vault.actions import destroy_key

ADDRESS = "/seances/moi/"
DAY = "20 novembre 2026"


@pytest.fixture(autouse=True)
def _morning(db, at):
    with at(NOW):
        yield


@pytest.fixture
def session(world):
    """With the mentor, for a goal, at a place."""
    goal = GoalFactory(words="Finir mon année", case=world.case, author=world.social_worker, level=Level.PRACTICAL)
    facts = {"held_on": dt.date(2026, 11, 20), "place": "Maison des associations", "minutes": 90}
    return log_session(world.case, by=world.mentor, goal=goal, status="present", note="A lu tout haut", **facts)


@pytest.fixture
def read(world):
    def page(one=None):
        return open_in(Client(), given(world, one).link).get(ADDRESS).content.decode()

    return page


def is_born_in(world, year):
    world.case.person.birth_date, world.case.person.birth_year = dt.date(year, 3, 14), year
    world.case.person.save()


def test_the_young_person_reads_the_day_the_association_and_whether_they_came(session, read):
    page = read()
    for text in (DAY, "Binômes du Val", "90 min", "Maison des associations", "Vous y étiez", "Finir mon année"):
        assert text in page, text
    assert "A lu tout haut" not in page
    assert 'aria-current="page"' in page


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        ("late", "", "Vous y étiez, un peu en retard"),
        ("excused", "ill", "Vous n’avez pas pu venir, et c’était dit avant"),
        ("absent", "unknown", "Vous n’êtes pas venu·e"),
        ("cancelled", "", "Annulée par l’association"),
    ],
)
def test_presence_is_said_in_plain_words(world, read, status, reason, said):
    log_session(world.case, by=world.mentor, status=status, reason=reason, held_on=NOW.date())
    page = read()
    assert said in page
    assert ("malade" in page) == (reason == "ill")
    assert "motif inconnu" not in page


def test_a_goal_that_does_not_show_is_not_told_by_its_session(world, session, read):
    mark_item(session.goal, by=session.goal.author, wishes={"young_person": Wish("hidden", "hard_news", NOW.date())})
    page = read()
    assert DAY in page
    assert "Finir mon année" not in page


def test_a_representative_reads_it_under_16_never_of_health_and_never_a_hidden_address(world, session, read):
    one = parent(world)
    assert DAY not in read(one)
    is_born_in(world, 2012)
    page = read(one)
    assert DAY in page
    assert "Était là" in page
    assert "Vous y étiez" not in page
    for n, area in enumerate((Area.HEALTH, Area.MENTAL_HEALTH), 1):
        goal = GoalFactory(words="x", case=world.case, author=world.social_worker, area=area, level=Level.PRACTICAL)
        log_session(world.case, by=world.social_worker, goal=goal, status="present", held_on=dt.date(2026, 11, n))
    assert read().count("<time ") == 3
    assert read(one).count("<time ") == 1
    one.refresh_from_db()
    change_representative(one, version=one.version, address_hidden=True, by=world.social_worker, case_id=world.case.pk)
    page = read(one)
    assert "novembre" not in page
    assert "Rien à lire ici pour le moment" in page


def test_a_restricted_session_never_shows(session, read):
    session.level = Level.RESTRICTED
    session.save()
    page = read()
    assert DAY not in page
    assert "Rien à lire ici pour le moment" in page


def test_its_author_keeps_it_for_a_talk_from_its_own_page_and_then_it_shows(world, session, as_, read, at):
    mentor, address = as_(world.mentor), f"/seances/{session.pk}/remise/"
    assert address in mentor.get(f"/seances/{session.pk}/corriger/").content.decode()
    assert address in mentor.get(world.case.get_absolute_url()).content.decode()
    assert DAY in read()
    assert "Dites pourquoi" in mentor.post(address, {"young_person": "hidden"}).content.decode()
    wish = {"young_person": "hidden", "told_because": "hard_news", "told_by": NOW.date().isoformat()}
    answer = mentor.post(address, wish)
    assert answer.url == world.case.get_absolute_url()
    assert Mark.objects.get().item == session.pk
    assert Event.objects.filter(verb="cases.item_marked").count() == 1
    assert DAY not in read()
    with at(clock.end_of(NOW.date())):
        assert DAY in read()


def test_nobody_else_marks_it_nor_sees_the_way_to_it(world, session, as_):
    address = f"/seances/{session.pk}/remise/"
    for who, code in ((world.social_worker, 403), (world.stranger, 404)):
        browser = as_(who)
        assert (
            browser.get(address).status_code == browser.post(address, {"representatives": "shown"}).status_code == code
        )
    assert address not in as_(world.social_worker).get(world.case.get_absolute_url()).content.decode()
    assert not Mark.objects.exists()


def test_marked_as_shown_a_representative_reads_it_past_16(world, session, read):
    one = parent(world)
    mark_item(session, by=session.author, wishes={"representative": Wish("shown")})
    assert DAY in read(one)


def test_twenty_sessions_cost_as_many_queries_as_one(world, session):
    browser = open_in(Client(), given(world).link)
    counts = []
    for times in (0, 19):
        for n in range(times):
            log_session(
                world.case, by=world.mentor, goal=session.goal, status="present", held_on=dt.date(2026, 10, n + 1)
            )
        browser.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(ADDRESS).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_once_the_key_is_destroyed_there_is_nothing_to_read(world, session):
    browser = open_in(Client(), given(world).link)
    destroy_key(person_id=world.case.person_id, by=None, reason="retention")
    assert browser.get(ADDRESS).status_code == 404

"""The budgets of pages and savings, in queries: within the table, and the same whatever the number of rows."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.lives import MEASURED, OFFSETS, USUAL, Amounts, add_files
from bench.networks import add_network
from cases.actions.plan import add_need
from cases.models import Action, Goal, GoalWording, Need, Note, TimelineEntry
from common import clock
from common.areas import Area
from people.actions import change_identity
from referrals.actions.sending import draft_referral, send_referral
from reporting.actions import publish
from tests.factories.cases import commune

AREA = Area.EDUCATION
FEW, MANY, TWO_PAGES = 5, 25, 30
FIVE_ITEMS = Amounts(needs=1, goals=1, actions=1, notes=1, sessions=0, entries=0, partners=1)


@pytest.fixture
def place(db):
    """Ten associations of four teams."""
    commune()
    return add_network(0)


@pytest.fixture
def browse(client):
    """A client whose session has begun."""

    def sign_in(user):
        client.force_login(user)
        client.get("/accessibilite/")
        return client

    return sign_in


def led(place, first, last, amounts=USUAL):
    """Files of the first team, each with a referral that its first partner has not answered."""
    return [add_files(place, [amounts], len(place.staff) * number)[0] for number in range(first, last)]


def cost(send, *args, status=200):
    with CaptureQueriesContext(connection) as queries:
        answer = send(*args)
    assert answer.status_code == status, answer.content
    return len(queries), answer


def case_list(place, browse, cases):
    found, answer = cost(browse(place.staff[0].workers[0]).get, "/jeunes/")
    assert answer.context["page"].paginator.count == len(cases)
    return found


def search(place, browse, cases):
    for case in cases:
        change_identity(case.person, by=place.staff[0].workers[0], case_id=case.pk, first_name="Zéphyrin")
    found, answer = cost(browse(place.staff[0].workers[0]).post, "/jeunes/", {"name": "zephyrin"})
    assert answer.context["page"].paginator.count == len(cases)
    return found


def inbox(place, browse, cases):
    row = cases[0].referral_set.get(status="sent")
    row.area = AREA  # one that its receiver sees in the file already: a name to decrypt
    row.save()
    found, answer = cost(browse(place.staff[OFFSETS[0]].workers[0]).get, "/orientations/")
    assert answer.context["page"].paginator.count == len(cases)
    return found


def coverage(place, browse, cases):
    publish(place.network, last_day=clock.today() - len(cases) * clock.DAY)
    return cost(browse(place.staff[0].manager).get, "/couverture/")[0]


def own(place, browse, cases):
    return cost(browse(place.staff[0].manager).get, "/pilotage/")[0]


def answers(place, browse, cases):
    return cost(browse(place.staff[0].manager).get, "/pilotage/orientations/")[0]


def home(place, browse, cases):
    return cost(browse(place.staff[0].workers[0]).get, "/")[0]


def session(place, browse, cases):
    typed = {"new_id": uuid.uuid4(), "case": cases[0].pk, "goal": cases[0].goal_set.order_by("created_at")[0].pk}
    typed |= {"held_on": clock.today().isoformat(), "status": "present", "minutes": 60, "note": "Un mot"}
    return cost(browse(place.staff[0].workers[0]).post, "/seances/nouvelle/", typed, status=302)[0]


def answer(move, **typed):
    def cost_of(place, browse, cases):
        sender, receiver = place.staff[0].workers[0], place.staff[OFFSETS[0]].workers[0]
        need = add_need(cases[0], by=sender, code="education.attendance", area=AREA, level=2, detail="En deux mots")
        asked = {"areas": int(AREA), "seat_level": 2, "asked": "regular"}
        team = place.staff[OFFSETS[0]].team
        row = send_referral(draft_referral(need, by=sender, to_team=team, **asked), by=sender)
        path, client = f"/orientations/{row.pk}/repondre/", browse(receiver)
        return cost(client.post, path, {"move": move, **typed}, status=302)[0]

    return cost_of


BUDGETS = {
    "case list": (case_list, 10),
    "search by name": (search, 8),
    "inbox of a team": (inbox, 12),
    "coverage": (coverage, 12),
    "own figures": (own, 12),
    "answers to referrals": (answers, 12),
    "home": (home, 20),
    "session": (session, 30),
    "acceptance": (answer("accept"), 30),
    "waiting list": (answer("waitlist"), 30),
    "no place": (answer("decline", reason="no_place"), 30),
}


@pytest.mark.parametrize(("cost_of", "most"), BUDGETS.values(), ids=BUDGETS.keys())
def test_more_files_cost_no_more_queries(place, browse, cost_of, most):
    cases = led(place, 0, FEW)
    few = cost_of(place, browse, cases)
    cases += led(place, FEW, MANY)
    assert cost_of(place, browse, cases) == few <= most


def test_a_second_page_of_files_is_counted_in_the_same_query(place, browse):
    cases = led(place, 0, MANY)
    one = case_list(place, browse, cases)
    assert case_list(place, browse, cases + led(place, MANY, TWO_PAGES)) == one


def test_the_page_of_a_young_person_costs_the_same_with_forty_items_and_their_circle(place, browse):
    worker = place.staff[0].workers[0]
    small, whole = led(place, 0, 1, FIVE_ITEMS) + led(place, 1, 2, MEASURED)
    few, _page = cost(browse(worker).get, small.get_absolute_url())
    many, page = cost(browse(worker).get, whole.get_absolute_url())
    assert items(small) == FEW
    assert items(whole) == 40
    assert len({seat.team.organisation_id for seat in page.context["page"].seats}) == 6
    assert TimelineEntry.objects.filter(case=whole).count() == 200
    assert few <= many <= 20


def items(case):
    return sum(model.objects.filter(case=case).count() for model in (Need, Goal, GoalWording, Action, Note))

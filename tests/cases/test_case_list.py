"""The order of one's files: what needs attention first, and nothing moved by what is hidden."""

import datetime as dt

import pytest

from cases.actions.circle import end_lead
from cases.actions.plan import set_next_review
from cases.listing import for_list
from cases.models import Case
from common import clock
from common.areas import Level
from tests.factories.cases import ActionFactory, CaseFactory, lead, seat


def days(n):
    return clock.today() + dt.timedelta(days=n)


def led_file(world):
    case = CaseFactory(leading_team=world.teams["cap"])
    seat(case, team=world.teams["cap"])
    lead(case, world.social_worker)
    return case


def action(case, world, **facts):
    return ActionFactory(**{"case": case, "author": world.social_worker, "owner_team": world.teams["cap"]} | facts)


def listed(reader):
    return list(for_list(Case.objects.visible_to(reader), reader))


def test_late_action_then_overdue_review_then_no_lead_then_what_waits_then_the_nearest_review(world):
    later, waiting, leadless, overdue, late = (led_file(world) for _case in range(5))
    set_next_review(later.plan, on=days(200), by=world.social_worker)
    action(waiting, world, status="proposed", level=Level.PRACTICAL)
    end_lead(leadless)
    set_next_review(overdue.plan, on=days(-30), by=world.social_worker)
    action(late, world, status="in_progress", due_on=days(-1))
    assert listed(world.social_worker) == [late, overdue, leadless, waiting, world.case, later]
    assert [case.is_late for case in listed(world.social_worker)] == [True, False, False, False, False, False]


def test_the_row_says_that_an_action_is_late(world, as_):
    action(world.case, world, status="accepted", due_on=days(-1))
    assert "Une de vos actions est en retard" in as_(world.social_worker).get("/jeunes/").content.decode()


@pytest.mark.parametrize("facts", [{"status": "accepted", "due_on": -1}, {"status": "proposed", "due_on": 9}])
def test_an_action_that_is_hidden_moves_nothing(world, facts):
    facts |= {"due_on": days(facts["due_on"]), "owner_team": world.teams["voisins"]}
    action(world.case, world, level=Level.COORDINATION, **facts)  # the teacher sees what is practical
    assert [(case.is_late, case.is_waited_for) for case in listed(world.teacher)] == [(False, False)]
    action(world.case, world, level=Level.PRACTICAL, **facts)
    assert (listed(world.teacher)[0].is_late, listed(world.teacher)[0].is_waited_for) != (False, False)


def test_an_action_that_is_not_ours_or_is_done_is_no_lateness_of_ours(world):
    action(world.case, world, status="accepted", due_on=days(-1), owner_team=world.teams["binomes"])
    action(world.case, world, status="done", due_on=days(-1))
    assert [case.is_late for case in listed(world.social_worker)] == [False]

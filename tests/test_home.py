"""The home page: what awaits each person, the most urgent first, and nothing of what they may not see."""

import datetime as dt

import pytest
from django.urls import reverse

from cases.actions import circle
from common import clock
from common.areas import Area, Level, with_general
from common.todo import Todo
from tests.factories.cases import ActionFactory, CaseFactory, seat
from tests.factories.organisations import OrganisationRoleFactory

SCHOOL = {"area": Area.EDUCATION, "level": Level.PRACTICAL}


def home(as_, user):
    return as_(user).get(reverse("home")).content.decode()


def own_action(world, **fields):
    facts = SCHOOL | {"case": world.case, "author": world.social_worker, "owner_team": world.teams["voisins"]}
    return ActionFactory(**facts | fields)


def days(n):
    return clock.today() + dt.timedelta(days=n)


@pytest.mark.parametrize(
    ("status", "due", "shown"),
    [
        ("proposed", None, True),
        ("proposed", 60, True),
        ("accepted", -1, True),
        ("in_progress", 7, True),
        ("in_progress", 8, False),
        ("on_hold", -40, True),
        ("accepted", None, False),
        ("done", -1, False),
    ],
)
def test_an_action_awaits_its_team_until_it_is_answered_and_around_its_day(world, as_, status, due, shown):
    own_action(world, title="Deux élèves relais", status=status, due_on=None if due is None else days(due))
    assert ("Deux élèves relais" in home(as_, world.teacher)) == shown
    assert "Deux élèves relais" not in home(as_, world.social_worker)


def test_late_comes_first_then_today_then_what_comes(world, as_):
    for title, due in (("Dans trois jours", 3), ("Hier", -1), ("Avant-hier", -2)):
        own_action(world, title=title, status="accepted", due_on=days(due))
    own_action(world, title="À accepter", status="proposed")
    html = home(as_, world.teacher)
    places = [html.index(title) for title in ("Avant-hier", "Hier", "À accepter", "Dans trois jours")]
    assert places == sorted(places)


def test_an_action_that_its_team_may_not_read_is_not_announced(world, as_):
    own_action(world, title="Confidentiel", level=Level.COORDINATION)
    assert "Confidentiel" not in home(as_, world.teacher)


@pytest.mark.parametrize(("left", "shown"), [(-3, True), (7, True), (8, False)])
def test_a_review_awaits_the_lead_and_nobody_else(world, as_, left, shown):
    world.case.plan.next_review_on = days(left)
    world.case.plan.save()
    address = reverse("cases:reviews", args=[world.case.pk])
    assert (address in home(as_, world.social_worker)) == shown
    assert address not in home(as_, world.psychologist)


def test_an_agreement_that_ends_within_thirty_days_awaits_the_lead(world, as_):
    row = world.case.recipients.get(organisation=world.organisations["binomes"])
    row.valid_until = clock.now() + dt.timedelta(days=29)
    row.save()
    assert "Accord avec Binômes du Val à renouveler" in home(as_, world.social_worker)
    assert "à renouveler" not in home(as_, world.mentor)


def test_an_offered_seat_awaits_its_team(world, as_):
    case = CaseFactory(leading_team=world.teams["cap"])
    offered = circle.ask_seat(
        case, by=world.social_worker, team=world.teams["toit"], areas=with_general(1), level=1, function="housing"
    )
    assert reverse("cases:seat_answer", args=[offered.pk]) in home(as_, world.stranger)
    assert case.person.name not in home(as_, world.stranger)


def test_a_manager_is_sent_to_the_rows_and_sees_no_name(world, as_):
    CaseFactory(leading_team=world.teams["cap"])
    html = home(as_, world.manager)
    assert reverse("reporting:own_rows", args=["no-lead"]) in html
    assert world.case.person.last_name not in html


def test_an_officer_is_sent_to_the_record_of_a_file_that_somebody_was_refused(world, as_, at):
    address = f"{reverse('privacy:who_saw', args=[world.case.pk])}?what=refused"
    assert as_(world.stranger).get(world.case.get_absolute_url()).status_code == 404
    html = home(as_, world.dpo)
    assert address in html
    assert world.case.reference in html
    assert world.case.person.last_name not in html
    assert address not in home(as_, world.manager)
    with at(clock.now() + dt.timedelta(days=8)):
        assert address not in home(as_, world.dpo)


def test_an_officer_of_another_association_hears_of_no_refusal(world, as_):
    OrganisationRoleFactory(user=world.stranger, organisation=world.organisations["lien"], role="dpo")
    as_(world.teacher).get(reverse("cases:close", args=[world.case.pk]))
    as_(world.org_admin).get(world.case.get_absolute_url())
    assert "refusé" not in home(as_, world.stranger)


@pytest.mark.parametrize(("persona", "count"), [("social_worker", 2), ("mentor", 1), ("manager", 1), ("dpo", 0)])
def test_each_starts_from_home_what_is_theirs_to_start(world, as_, persona, count):
    html = home(as_, world.people[persona])
    starts = [reverse("cases:open"), reverse("programs:session_create")]
    assert sum(f'class="btn" href="{url}"' in html or f'btn-primary" href="{url}"' in html for url in starts) == count


def test_who_has_nothing_to_do_reads_so(world, as_):
    assert "Rien ne vous attend" in home(as_, world.dpo)


def test_home_costs_the_same_with_more_to_do(world, as_, django_assert_max_num_queries):
    for _ in range(10):
        case = CaseFactory(leading_team=world.teams["cap"])
        seat(case, team=world.teams["cap"], level=Level.COORDINATION, areas=2047)
        own_action(world, case=case, owner_team=world.teams["cap"])
    as_(world.social_worker).get(reverse("home"))
    with django_assert_max_num_queries(20):
        as_(world.social_worker).get(reverse("home"))


def test_past_its_day_is_late():
    assert Todo("clock", "", "", "", "", due_on=days(-1)).tone == "late"
    assert Todo("clock", "", "", "", "", due_on=days(0)).tone == "wait"

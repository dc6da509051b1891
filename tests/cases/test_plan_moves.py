"""Actions and needs: every state × move × role, and what the database refuses."""

import datetime as dt
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from cases.actions import closing, plan
from cases.models import Action, ActionPlan, Case, Need
from common import clock
from common.areas import Area, Level
from common.moves import IllegalMove
from notifications.models import Notice
from tests.factories.cases import ActionFactory, CaseFactory, NeedFactory
from tests.factories.organisations import MembershipFactory

Status = Action.Status

ACTION_TABLE = {
    ("proposed", "accepted"),
    ("proposed", "declined"),
    ("accepted", "in_progress"),
    ("accepted", "done"),
    ("accepted", "dropped"),
    ("in_progress", "on_hold"),
    ("in_progress", "done"),
    ("in_progress", "dropped"),
    ("on_hold", "in_progress"),
    ("on_hold", "done"),
    ("on_hold", "dropped"),
}
NEED_TABLE = {
    ("open", "unmet"),
    ("open", "covered"),
    ("open", "closed"),
    ("unmet", "covered"),
    ("unmet", "closed"),
    ("covered", "open"),
    ("covered", "unmet"),
    ("covered", "closed"),
    ("closed", "open"),
}
BY_HAND = NEED_TABLE - {("unmet", "covered")}
"""An unmet need is covered by an accepted referral, never by somebody's word."""

ROLES = {
    "author": "social_worker",
    "owner's member": "mentor",
    "owner's bound manager": "owner_manager",
    "owner's unbound manager": "unbound_manager",
    "another member": "psychologist",
    "stranger": "stranger",
}
OWNERS = {"owner's member", "owner's bound manager"}


def reason_of(status):
    return "no_means" if status in {"declined", "dropped"} else ""


@pytest.fixture
def cast(world):
    """The mentor's team owns the action; it has a manager bound by secrecy and one who is not."""
    team = world.teams["binomes"]
    world.people["owner_manager"] = MembershipFactory(team=team, manager=True, bound=True).user
    world.people["unbound_manager"] = MembershipFactory(team=team, manager=True).user
    return world


def action(world, status):
    return ActionFactory(
        case=world.case,
        author=world.social_worker,
        level=Level.PRACTICAL,
        owner_team=world.teams["binomes"],
        status=status,
        reason=reason_of(status),
    )


@pytest.mark.parametrize(("status", "move"), list(product(Status.values, Status.values)))
def test_an_action_moves_along_its_table_and_no_other_way(world, status, move):
    found = action(world, status)
    if (status, move) in ACTION_TABLE:
        assert plan.move_action(found, status=move, by=world.mentor, reason=reason_of(move)).status == move
    else:
        with pytest.raises(IllegalMove):
            plan.move_action(found, status=move, by=world.mentor, reason=reason_of(move))
    found.refresh_from_db()
    assert found.status == (move if (status, move) in ACTION_TABLE else status)


@pytest.mark.parametrize("role", ROLES)
def test_only_the_owner_moves_an_action_whatever_its_state(cast, as_, role):
    client = as_(cast.people[ROLES[role]])
    for status, move in product(Status.values, Status.values[1:]):
        found = action(cast, status)
        client.post(f"/actions/{found.pk}/{move}/", {"reason": "no_means"})
        found.refresh_from_db()
        moved = role in OWNERS and (status, move) in ACTION_TABLE
        assert found.status == (move if moved else status), (status, move)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_move_an_action_is_who_has_the_verb(cast, role):
    user, found = cast.people[ROLES[role]], action(cast, "proposed")
    assert user.has_perm("cases.move_action", found) == (role in OWNERS)


def test_an_owner_that_no_longer_sees_the_action_does_not_move_it(world, as_):
    found = action(world, "proposed")
    found.level = Level.COORDINATION
    found.save()
    assert as_(world.mentor).post(f"/actions/{found.pk}/accepted/").status_code == 404


def test_whoever_accepts_takes_it_in_charge_and_its_author_is_told(world):
    found = plan.move_action(action(world, "proposed"), status="accepted", by=world.mentor)
    assert found.person_in_charge == world.mentor
    assert Notice.objects.get(reader=world.social_worker).kind == "cases.action_accepted"


def test_ones_own_teams_action_is_accepted_at_once(world):
    facts = {"title": "Appeler le lycée", "area": Area.EDUCATION, "level": Level.COORDINATION}
    own = plan.add_action(world.case, by=world.social_worker, owner_team=world.teams["cap"], **facts)
    theirs = plan.add_action(world.case, by=world.social_worker, owner_team=world.teams["lien"], **facts)
    assert (own.status, theirs.status) == (Status.ACCEPTED, Status.PROPOSED)


OWNERLESS = {
    "an area its seat does not hold": ("binomes", Area.HOUSING, Level.PRACTICAL),
    "coordination, and nobody there is bound": ("binomes", Area.EDUCATION, Level.COORDINATION),
    "restricted to another team": ("lien", Area.EDUCATION, Level.RESTRICTED),
    "a team without a seat": ("toit", Area.EDUCATION, Level.PRACTICAL),
}


@pytest.mark.parametrize("why", OWNERLESS)
def test_the_owner_is_a_team_of_which_somebody_sees_it_as_written(world, why):
    team, area, level = OWNERLESS[why]
    with pytest.raises(plan.NotReadable):
        plan.add_action(
            world.case, by=world.social_worker, title="x", owner_team=world.teams[team], area=area, level=level
        )
    assert not Action.objects.exists()


@pytest.mark.parametrize(("status", "move"), list(product(Need.Status.values, Need.Status.values)))
def test_a_need_moves_along_its_table_and_no_other_way(world, status, move):
    since = clock.today() if status == "unmet" else None
    found = NeedFactory(case=world.case, author=world.social_worker, status=status, unmet_since=since)
    if (status, move) in NEED_TABLE or status == move:
        moved = plan.move_need(found, status=move, by=None)
        assert (moved.status, moved.unmet_since) == (move, clock.today() if move == "unmet" else None)
    else:
        with pytest.raises(IllegalMove):
            plan.move_need(found, status=move, by=None)


@pytest.mark.parametrize("persona", ["social_worker", "teacher", "psychologist", "mentor", "stranger", "manager"])
def test_by_hand_a_need_is_moved_by_its_author_or_the_lead(world, as_, persona):
    client = as_(world.people[persona])
    for status, move in product(Need.Status.values, Need.Status.values):
        since = clock.today() if status == "unmet" else None
        found = NeedFactory(
            case=world.case,
            author=world.teacher,
            author_team=world.teams["voisins"],
            level=Level.PRACTICAL,
            status=status,
            unmet_since=since,
        )
        client.post(f"/besoins/{found.pk}/{move}/")
        found.refresh_from_db()
        moved = persona in {"social_worker", "teacher"} and (status, move) in BY_HAND
        assert found.status == (move if moved else status), (status, move)


def test_the_page_offers_a_need_exactly_the_moves_that_are_left(world, as_):
    found = NeedFactory(case=world.case, author=world.social_worker, status="unmet", unmet_since=clock.today())
    html = as_(world.social_worker).get(world.case.get_absolute_url()).content.decode()
    assert f"/besoins/{found.pk}/closed/" in html
    assert f"/besoins/{found.pk}/covered/" not in html
    html = as_(world.psychologist).get(world.case.get_absolute_url()).content.decode()
    assert f"/besoins/{found.pk}/closed/" not in html


@pytest.mark.parametrize("status", Case.Status.values)
@pytest.mark.parametrize("persona", ["social_worker", "manager", "psychologist", "mentor", "stranger", "dpo"])
def test_an_open_file_is_closed_once_by_its_lead_or_its_manager(world, as_, status, persona):
    if status == "closed":
        closing.close_case(world.case, reason="moved", by=world.manager)
    as_(world.people[persona]).post(f"/dossiers/{world.case.pk}/cloturer/", {"reason": "achieved"})
    world.case.refresh_from_db()
    wanted = "achieved" if persona in {"social_worker", "manager"} else ""
    assert world.case.closing_reason == ("moved" if status == "closed" else wanted)


def test_a_closed_file_is_read_for_thirty_days_and_changed_no_more(world, as_, at):
    need = NeedFactory(case=world.case, author=world.social_worker, level=Level.PRACTICAL)
    owned = action(world, "proposed")
    instant = clock.now()
    with at(instant):
        closing.close_case(world.case, reason="moved", by=world.social_worker)
    assert ActionPlan.objects.get(case=world.case).status == ActionPlan.Status.CLOSED
    last = instant + closing.SEATS_LAST
    with at(last - dt.timedelta(microseconds=1)):
        assert all(world.case.is_visible_to(world.people[who]) for who in ("social_worker", "mentor", "teacher"))
        assert refused_in_a_closed_file(world, as_, need, owned)
    with at(last):
        assert not any(world.case.is_visible_to(world.people[who]) for who in ("social_worker", "mentor", "teacher"))


def refused_in_a_closed_file(world, as_, need, owned):
    base = f"/dossiers/{world.case.pk}"
    lead = [f"{base}/{page}/" for page in ("besoin", "objectif", "action", "ecrit", "prochain-bilan", "referent")]
    lead += [f"/besoins/{need.pk}/closed/", f"/besoin/{need.pk}/modifier/", f"/besoin/{need.pk}/niveau/"]
    answers = [as_(world.social_worker).post(path) for path in lead]
    answers.append(as_(world.mentor).post(f"/actions/{owned.pk}/accepted/"))
    return {answer.status_code for answer in answers} == {403}


CLOSED_FORMS = {
    "accord": {
        "capacity": "young_person",
        "means": "signed",
        "agreed_on": "2026-01-05",
        "information_given": "yes",
        "recipient-areas": [1],
    },
    "fondement": {"article": "csp_l1110_4", "areas": [1]},
    "cercle/inviter": {"function": "housing", "purpose": "contribute", "areas": [1], "level": 1},
}


@pytest.mark.parametrize("page", CLOSED_FORMS)
def test_a_closed_file_takes_no_more_seats_or_agreements_and_says_so(world, as_, page):
    closing.close_case(world.case, reason="moved", by=world.social_worker)
    data = CLOSED_FORMS[page] | {
        "recipient-organisation": world.organisations["lien"].pk,
        "organisation": world.organisations["lien"].pk,
        "team": extra_team(world).pk,
    }
    answer = as_(world.social_worker).post(f"/dossiers/{world.case.pk}/{page}/", data)
    assert "Ce dossier est clos" in answer.content.decode()


def extra_team(world):
    return MembershipFactory(team__organisation=world.organisations["lien"], bound=True).team


ILLEGAL = {
    "a declined action without a reason": (ActionFactory, {"status": "declined"}),
    "an accepted action with a reason to refuse": (ActionFactory, {"status": "accepted", "reason": "moved"}),
    "an unmet need since no day": (NeedFactory, {"status": "unmet"}),
    "a covered need that is unmet since a day": (NeedFactory, {"status": "covered", "unmet_since": "2026-01-01"}),
    "an item in two areas": (NeedFactory, {"area": 3}),
    "an item in no area": (NeedFactory, {"area": 0}),
    "a closed file without date or reason": (CaseFactory, {"status": "closed"}),
    "an open file with a reason for closing": (CaseFactory, {"closing_reason": "moved"}),
}


@pytest.mark.parametrize("why", ILLEGAL)
def test_the_database_refuses(world, why):
    factory, facts = ILLEGAL[why]
    known = {} if factory is CaseFactory else {"case": world.case, "author": world.social_worker}
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**known, **facts)

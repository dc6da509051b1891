"""What a transfer does: before acceptance nothing; at acceptance everything at once; who is told, what stays."""

import datetime as dt

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from audit.models import Event
from cases.actions import circle, closing, plan
from cases.actions.circle import CircleRefusal
from cases.checking import check_access
from cases.models import Block, Case, CircleMembership, Lead, LeadingPeriod, Note, PlanVersion, TimelineEntry
from common import clock
from common.areas import ALL_AREAS, Area, Level
from common.moves import IllegalMove
from notifications.models import Notice
from organisations.actions.structure import dissolve_team
from referrals.actions import transferring
from referrals.actions.transferring import TransferRefused, Unconfirmed
from referrals.models import Transfer
from referrals.tasks import run_transfer_clock
from referrals.transfer_policy import Fate
from tests.factories.organisations import MembershipFactory, NetworkFactory, OrganisationFactory, TeamFactory
from tests.referrals.conftest import SENT

HERE = {"area": Area.EDUCATION, "level": Level.COORDINATION}


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("reader", flat=True))


def pks(*people):
    return {person.pk for person in people}


def test_until_it_is_accepted_nothing_changes_and_the_team_asked_opens_nothing(moving):
    before = moving.openers()
    row = moving.proposed()
    assert moving.openers() == before
    assert not moving.case.is_visible_to(moving.receiver)
    assert told("referrals.transfer_proposed") == pks(moving.receiver, moving.receiving_manager)
    transferring.decline_transfer(row, by=moving.receiver, reason="no_place")
    assert moving.openers() == before
    assert told("referrals.transfer_declined") == pks(moving.lead, moving.manager)


def test_acceptance_changes_everything_in_one_go(moving):
    row = moving.accepted()
    case = Case.objects.get(pk=moving.case.pk)
    assert (case.leading_team, case.leading_organisation) == (moving.team, moving.team.organisation)
    given = CircleMembership.objects.get(case=case, team=moving.team)
    assert (given.level, given.areas, given.purpose) == (Level.COORDINATION, int(ALL_AREAS), "lead")
    assert row.lead == Lead.objects.in_force().get(case=case)
    assert (row.lead.user, row.lead.team) == (moving.receiver, moving.team)
    first, second = LeadingPeriod.objects.filter(case=case).order_by("valid_from")
    assert first.valid_until == second.valid_from == SENT
    assert moving.openers() == pks(moving.receiver, moving.world.psychologist, moving.world.intake)
    assert check_access()["agree"]


def test_the_manager_steers_no_more_and_that_of_the_new_team_does(moving):
    moving.accepted()
    assert not Case.objects.steered_by(moving.manager).exists()
    assert Case.objects.steered_by(moving.receiving_manager).get() == moving.case
    assert moving.receiving_manager.has_perm("cases.appoint_lead", Case.objects.get(pk=moving.case.pk))


def test_the_team_before_hands_over_until_the_overlap_ends(moving):
    moving.keeps()
    moving.accepted(days=10)
    assert moving.case.is_visible_to(moving.lead)
    assert not moving.lead.has_perm("cases.manage_circle", moving.case)
    end = SENT + 10 * clock.DAY
    for instant, opens in ((end - dt.timedelta(microseconds=1), True), (end, False)):
        with clock.at(instant):
            assert moving.case.is_visible_to(moving.lead) is opens


def test_without_overlap_it_leaves_at_once(moving):
    moving.keeps()
    moving.accepted(days=0)
    assert not moving.case.is_visible_to(moving.lead)


def test_without_an_agreement_its_seat_waits_for_one(moving):
    moving.accepted()
    assert not moving.case.is_visible_to(moving.lead)
    moving.keeps()
    assert moving.case.is_visible_to(moving.lead)


def test_the_team_before_keeps_its_archive_and_no_identity(moving):
    note = plan.add_note(moving.case, by=moving.lead, text="Va mieux.", **HERE)
    moving.accepted(days=0)
    assert Case.objects.archive_for(moving.lead).get() == moving.case
    assert Note.objects.archive_for(moving.lead).get() == note
    assert not Note.objects.visible_to(moving.lead).exists()
    with pytest.raises(ObjectDoesNotExist):
        Case.objects.visible_to(moving.lead).get()
    assert Note.objects.visible_to(moving.receiver).get() == note


def test_what_was_written_signed_and_agreed_stays_and_nothing_is_copied(moving):
    plan.add_note(moving.case, by=moving.lead, text="Va mieux.", **HERE)
    counts = [(model, model.objects.count()) for model in (Note, PlanVersion, Case)]
    covers = moving.case.recipients.count()
    moving.accepted()
    assert [(model, model.objects.count()) for model, _count in counts] == counts
    assert moving.case.recipients.count() == covers


def test_everybody_concerned_is_told_once(moving):
    moving.keeps()
    moving.accepted()
    assert told("referrals.transfer_accepted") == pks(moving.lead, moving.manager, moving.receiving_manager)
    assert told("cases.leading_passed") == pks(
        *(moving.world.people[name] for name in ("psychologist", "intake", "teacher", "mentor"))
    )
    kinds = ("referrals.transfer_accepted", "cases.leading_passed", "cases.lead_appointed", "cases.lead_relieved")
    readers = list(Notice.objects.filter(kind__in=kinds).values_list("reader", flat=True))
    assert len(readers) == len(set(readers))


def test_the_file_the_record_and_the_history_say_so(moving):
    row = moving.accepted()
    assert TimelineEntry.objects.filter(case=moving.case, kind="cases.leading_passed").count() == 1
    verbs = set(Event.objects.filter(case_id=moving.case.pk).values_list("verb", flat=True))
    assert {"referrals.transfer_proposed", "referrals.transfer_accepted", "cases.leading_passed"} <= verbs
    reasons = row.history.order_by("history_date", "version").values_list("history_change_reason", flat=True)
    assert list(reasons) == ["transfer_proposed", "transfer_accepted"]
    assert moving.case.history.filter(history_change_reason="transferred").exists()


def test_a_partner_that_has_a_seat_already_gets_the_one_of_whoever_leads(moving):
    terms = {"function": "housing", "areas": int(Area.HOUSING | Area.GENERAL), "level": Level.PRACTICAL}
    circle.accept_seat(circle.ask_seat(moving.case, by=moving.lead, team=moving.team, **terms), by=moving.receiver)
    moving.accepted()
    seats = CircleMembership.objects.in_force().filter(case=moving.case, team=moving.team)
    assert sorted(seats.values_list("level", flat=True)) == [1, 2]


def test_whoever_would_lose_access_unconfirmed_stops_the_proposal(moving):
    with pytest.raises(Unconfirmed):
        moving.proposed(confirmed=frozenset())
    assert not Transfer.objects.exists()


def test_a_circle_that_changed_meanwhile_is_confirmed_again_before_anybody_loses_access(moving):
    row = moving.proposed()
    newcomer, before = moving.newcomer(), moving.openers()
    row = moving.accept(row)
    assert row.status == "to_confirm"
    assert moving.openers() == before
    assert told("referrals.transfer_recounted") == pks(moving.lead, moving.manager)
    said = moving.foreseen()
    assert newcomer in {line.user for line in said.lines[Fate.LOSES]}
    with pytest.raises(Unconfirmed):
        transferring.confirm_transfer(row, by=moving.lead, confirmed=frozenset())
    row = transferring.confirm_transfer(row, by=moving.manager, confirmed=said.losing_ids)
    assert moving.accept(row).status == "accepted"


def test_fewer_who_lose_access_need_no_new_confirmation(moving):
    row = moving.proposed()
    moving.keeps()
    assert moving.accept(row).status == "accepted"


def second(moving):
    return moving.proposed()


def elsewhere(moving):
    team = TeamFactory(organisation=OrganisationFactory(network=NetworkFactory()))
    return propose_to(moving, bound(team))


def bound(team):
    MembershipFactory(team=team, bound=True)
    return team


def propose_to(moving, team):
    scene = moving.world
    scene.teams["toit"] = team
    return moving.proposed(confirmed=frozenset(moving.openers()))


def partner(moving, **fields):
    return TeamFactory(organisation=OrganisationFactory(network=moving.world.network), **fields)


def to_ones_own(moving):
    team = bound(partner(moving))
    MembershipFactory(user=moving.lead, team=team)
    return propose_to(moving, team)


REFUSED = {
    "to a team of the same association": lambda moving: propose_to(moving, moving.world.teams["cap"]),
    "outside the network": elsewhere,
    "to a team that is no more": lambda moving: propose_to(moving, bound(partner(moving, dissolved_at=clock.now()))),
    "to a team where nobody is bound": lambda moving: propose_to(moving, partner(moving)),
    "to an association of one's own": to_ones_own,
}


@pytest.mark.parametrize("why", REFUSED)
def test_it_is_not_proposed(moving, why):
    with pytest.raises(TransferRefused):
        REFUSED[why](moving)
    assert not Transfer.objects.exists()


def test_one_at_a_time_and_none_of_a_closed_file(moving):
    first = moving.proposed()
    with pytest.raises(TransferRefused):
        moving.proposed()
    with clock.at(first.expires_at):
        assert moving.proposed().pk != first.pk
    assert Transfer.objects.get(pk=first.pk).status == "expired"
    closing.close_case(moving.case, reason="moved", by=moving.lead)
    with pytest.raises(TransferRefused):
        moving.proposed()


def test_the_database_keeps_one_pending_and_two_associations(moving):
    row = moving.proposed()
    for change in ({"pk": None}, {"to_organisation": row.from_organisation}, {"overlap_days": 91}, {"lead_id": None}):
        facts = {"reference": "TR-OTHER", "status": "accepted" if "lead_id" in change else "proposed"}
        again = Transfer.objects.get(pk=row.pk)
        for name, value in (facts | change).items():
            setattr(again, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save()


def test_whoever_proposed_it_does_not_accept_it(moving):
    row = moving.proposed()
    MembershipFactory(user=moving.lead, team=moving.team, bound=True)
    assert not moving.lead.has_perm("referrals.answer_transfer", row)
    with pytest.raises(TransferRefused):
        moving.accept(row, by=moving.lead)


@pytest.mark.parametrize("unfit", ["not bound", "blocked", "of another team"])
def test_nobody_leads_who_could_not(moving, unfit):
    row = moving.proposed()
    user = MembershipFactory(team=moving.team, is_bound=unfit == "blocked").user
    if unfit == "of another team":
        user = moving.world.psychologist
    if unfit == "blocked":
        Block.objects.create(case=moving.case, user=user, reason="family", recorded_by=moving.lead)
    with pytest.raises(CircleRefusal), transaction.atomic():
        transferring.accept_transfer(row, by=moving.receiver, lead=user)
    assert Lead.objects.in_force().get(case=moving.case).user == moving.lead


def test_a_manager_who_is_not_bound_accepts_and_names_somebody_who_is(moving):
    row = moving.accept(moving.proposed(by=moving.manager), by=moving.receiving_manager)
    assert row.lead.user == moving.receiver
    assert not moving.case.is_visible_to(moving.receiving_manager)


def test_closing_the_file_or_dissolving_a_team_withdraws_it(moving):
    row = moving.proposed()
    closing.close_case(moving.case, reason="moved", by=moving.lead)
    row.refresh_from_db()
    assert (row.status, row.withdraw_reason) == ("withdrawn", "case_closed")
    assert told("referrals.transfer_withdrawn") == pks(moving.receiver, moving.receiving_manager, moving.manager)


@pytest.mark.parametrize("short", ["toit", "cap"])
def test_dissolving_either_team_withdraws_it(moving, short):
    row = moving.proposed()
    dissolve_team(team=moving.world.teams[short], by=moving.world.org_admin)
    row.refresh_from_db()
    assert (row.status, row.withdraw_reason) == ("withdrawn", "team_dissolved")


def test_the_clock_ends_it_after_thirty_working_days_once(moving):
    row = moving.proposed()
    assert run_transfer_clock()["expired"] == 0
    with clock.at(row.expires_at):
        assert [run_transfer_clock()["expired"] for _ in range(2)] == [1, 0]
        assert told("referrals.transfer_expired") == pks(
            moving.lead, moving.manager, moving.receiver, moving.receiving_manager
        )
        with pytest.raises(IllegalMove):
            moving.accept(row)


def test_without_a_lead_a_manager_proposes_and_the_file_finds_one(moving):
    circle.lose_lead(moving.case, by=moving.manager)
    row = moving.accept(moving.proposed(by=moving.manager))
    assert Lead.objects.in_force().get(case=moving.case) == row.lead

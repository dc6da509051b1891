"""What acceptance opens, and what closes again."""

import datetime as dt

import pytest

from cases.models import Case, CircleMembership, Need
from cases.signals import case_closed, sharing_ended
from common.areas import Area, Level
from common.moves import IllegalMove
from referrals.actions.answering import accept_referral, decline_referral, take_up_referral, write_message
from referrals.actions.ending import close_referral, withdraw_referral
from referrals.choices import DeclineReason, Outcome, WithdrawReason
from referrals.gates import GateShut
from referrals.models import Referral
from referrals.policy import Gap
from tests.factories.cases import NeedFactory, seat
from tests.referrals.conftest import HOUSING

LATER = dt.timedelta(days=30)


def opens(scene, person):
    return Case.objects.visible_to(person).filter(pk=scene.world.case.pk).exists()


def test_before_acceptance_the_file_stays_closed_and_after_it_opens_at_once(scene):
    row = take_up_referral(scene.sent(), by=scene.receiver)
    assert not opens(scene, scene.receiver)
    row = accept_referral(row, by=scene.receiver)
    assert opens(scene, scene.receiver)
    assert (row.seat.areas, row.seat.level, row.seat.purpose) == (HOUSING, Level.COORDINATION, "referral")
    assert row.seat.function == CircleMembership.Function.HOUSING
    assert Referral.objects.visible_to(scene.receiver).get() == row


def test_a_seat_of_practical_level_still_shows_its_own_referral_and_no_other(scene):
    other = scene.sent()
    row = accept_referral(scene.sent(seat_level=Level.PRACTICAL), by=scene.receiver)
    assert list(Referral.objects.visible_to(scene.receiver)) == [row]
    assert Referral.objects.previewed_by(scene.receiver).get() == other


def test_the_manager_who_is_not_bound_answers_without_opening_the_file(scene):
    row = accept_referral(scene.sent(), by=scene.receiving_manager)
    assert not opens(scene, scene.receiving_manager)
    assert not Referral.objects.visible_to(scene.receiving_manager).exists()
    assert Referral.objects.known_to(scene.receiving_manager).get() == row


def test_withdrawing_ends_the_seat_at_once_and_leaves_the_others_alone(scene):
    team = scene.world.teams["toit"]
    row = accept_referral(scene.sent(), by=scene.receiver)
    other = seat(scene.world.case, team=team, areas=HOUSING, level=Level.PRACTICAL)
    withdraw_referral(row, by=scene.sender, reason=WithdrawReason.NOT_WANTED)
    assert list(scene.world.case.seats.in_force().filter(team=team)) == [other]
    assert not Referral.objects.visible_to(scene.receiver).exists()
    assert Referral.objects.known_to(scene.receiver).get() == row


def test_closing_ends_the_seat_thirty_days_later(scene, at):
    row = close_referral(accept_referral(scene.sent(), by=scene.receiver), by=scene.receiver, outcome=Outcome.PARTLY)
    assert row.seat.valid_until == row.ended_at + LATER
    with at(row.seat.valid_until - dt.timedelta(microseconds=1)):
        assert opens(scene, scene.receiver)
    with at(row.seat.valid_until):
        assert not opens(scene, scene.receiver)


def test_closing_the_file_withdraws_the_referral_and_leaves_its_seat_to_the_file(scene):
    rows = [scene.draft(), scene.sent(), accept_referral(scene.sent(), by=scene.receiver)]
    case_closed.send(Case, case=scene.world.case, by=scene.sender)
    found = Referral.objects.filter(pk__in=[row.pk for row in rows])
    assert {row.withdraw_reason for row in found} == {WithdrawReason.CASE_CLOSED}
    assert opens(scene, scene.receiver)


def test_the_end_of_the_agreement_withdraws_what_rested_on_it(scene):
    row = accept_referral(scene.sent(), by=scene.receiver)
    organisation = scene.world.organisations["toit"]
    told = {"case": scene.world.case, "organisation_id": organisation.pk, "by": scene.sender}
    sharing_ended.send(Case, **told)
    assert Referral.objects.get(pk=row.pk).status == "accepted"
    recipient = scene.world.case.recipients.get(organisation=organisation)
    recipient.end()
    recipient.save()
    sharing_ended.send(Case, **told)
    assert Referral.objects.get(pk=row.pk).withdraw_reason == WithdrawReason.SHARING_ENDED
    assert not CircleMembership.objects.in_force().filter(pk=row.seat_id).exists()


def test_both_gates_are_asked_again_on_acceptance(scene):
    row = scene.sent()
    recipient = scene.world.case.recipients.get(organisation=scene.world.organisations["toit"])
    recipient.end()
    recipient.save()
    with pytest.raises(GateShut) as shut:
        accept_referral(row, by=scene.receiver)
    assert shut.value.gaps == {Gap.CONSENT: Area.HOUSING}
    assert "Toit Partagé" in shut.value.sentences[0]
    assert Referral.objects.get(pk=row.pk).status == "sent"


def test_accepting_twice_seats_once(scene):
    row = scene.sent()
    accept_referral(row, by=scene.receiver)
    with pytest.raises(IllegalMove):
        accept_referral(row, by=scene.receiving_manager)
    assert CircleMembership.objects.filter(case=scene.world.case, team=scene.world.teams["toit"]).count() == 1


@pytest.mark.parametrize(
    ("reason", "status"),
    [("no_place", "unmet"), ("none_here", "unmet"), ("criteria", "open"), ("not_interested", "open")],
)
def test_only_a_missing_offer_records_an_unmet_need(scene, reason, status):
    decline_referral(scene.sent(), by=scene.receiver, reason=DeclineReason(reason))
    assert Need.objects.get(pk=scene.need.pk).status == status


@pytest.mark.parametrize(
    ("outcome", "status"), [("achieved", "closed"), ("partly", "open"), ("transferred", "covered")]
)
def test_acceptance_covers_the_need_and_the_outcome_flows_back_into_it(scene, outcome, status):
    decline_referral(scene.sent(), by=scene.receiver, reason=DeclineReason.NO_PLACE)
    row = accept_referral(scene.sent(), by=scene.receiver)
    assert Need.objects.get(pk=scene.need.pk).status == "covered"
    close_referral(row, by=scene.receiver, outcome=Outcome(outcome))
    assert Need.objects.get(pk=scene.need.pk).status == status


def test_a_need_two_teams_cover_stays_covered_when_one_leaves(scene):
    first, second = (accept_referral(scene.sent(), by=scene.receiver) for _ in range(2))
    withdraw_referral(first, by=scene.sender, reason=WithdrawReason.ELSEWHERE)
    assert Need.objects.get(pk=scene.need.pk).status == "covered"
    withdraw_referral(second, by=scene.sender, reason=WithdrawReason.ELSEWHERE)
    assert Need.objects.get(pk=scene.need.pk).status == "open"


def test_the_thread_goes_on_after_acceptance_and_only_then(scene):
    row = scene.sent()
    with pytest.raises(IllegalMove):
        write_message(row, by=scene.receiver, text="Bonjour")
    accept_referral(row, by=scene.receiver)
    message = write_message(row, by=scene.receiver, text="Premier rendez-vous mardi.")
    assert (message.text, message.author_team) == ("Premier rendez-vous mardi.", row.to_team)


def test_a_referral_is_as_narrow_as_a_restricted_need(scene):
    need = NeedFactory(case=scene.world.case, area=Area.HOUSING, level=Level.RESTRICTED, author=scene.sender)
    need.author_team = scene.world.teams["cap"]
    scene.need = need
    assert scene.draft().level == Level.RESTRICTED


def test_every_move_leaves_its_history(scene):
    row = scene.sent()
    assert [entry.history_change_reason for entry in row.history.order_by("version")] == ["drafted", "sent"]


def test_each_move_is_one_line_of_the_files_thread(scene):
    row = accept_referral(scene.sent(), by=scene.receiver)
    kinds = list(scene.world.case.timeline.filter(object_id=row.pk).values_list("kind", flat=True))
    assert sorted(kinds) == ["referrals.accepted", "referrals.sent"]


def test_to_try_again_is_a_new_referral_linked_to_the_old_one(scene):
    declined = decline_referral(scene.sent(), by=scene.receiver, reason=DeclineReason.CRITERIA)
    assert scene.draft().previous == declined

"""Several partners in order of preference: the next is asked when the one before does not take it on."""

import pytest

from cases.actions.closing import close_case
from cases.actions.plan import move_need
from cases.models import Need
from common.areas import Area
from common.moves import IllegalMove
from notifications.models import Notice
from organisations.models import TeamMembership
from referrals.actions.answering import accept_referral, ask_question, decline_referral, take_up_referral
from referrals.actions.ending import cancel_referral, expire_referral, withdraw_referral
from referrals.actions.ordering import OrderRefused, Receiver, ask_next, set_order
from referrals.choices import PARTNER_REASONS, PERSON_REASONS, DeclineReason, WithdrawReason
from referrals.models import NextPartner, Referral
from referrals.tasks import run_clock
from tests.factories.cases import share
from tests.referrals.conftest import HOUSING

SAME = ("need", "area", "areas", "level", "seat_level", "asked", "constraints", "sector", "urgency", "author_team")


@pytest.fixture
def second(scene):
    return scene.partner()


@pytest.fixture
def third(scene):
    return scene.partner()


def member(team):
    return TeamMembership.objects.in_force().filter(team=team).first().user


def decline(row, reason=DeclineReason.NO_PLACE, **details):
    return decline_referral(row, by=member(row.to_team), reason=reason, **details)


def asked_after(row):
    return list(Referral.objects.filter(previous=row))


def told(kind):
    return set(Notice.objects.filter(kind=f"referrals.{kind}").values_list("reader", flat=True))


def test_the_next_is_asked_the_same_and_nothing_that_the_first_wrote(scene, second):
    row = decline(scene.in_order(second, constraints=["by_bus"]), text="Nous rouvrons en mars.")
    (new,) = asked_after(row)
    assert (new.status, new.to_team, new.to_organisation) == ("sent", second, second.organisation)
    assert {name: getattr(new, name) for name in SAME} == {name: getattr(row, name) for name in SAME}
    assert (new.messages.count(), new.decline_reason, new.handled_by) == (0, "", None)
    assert new.preview.need_code == scene.need.code
    assert new.reference != row.reference


def test_the_questions_of_one_do_not_reach_the_next(scene, second):
    row = ask_question(take_up_referral(scene.in_order(second), by=scene.receiver), by=scene.receiver, text="Le soir ?")
    (new,) = asked_after(decline(row))
    assert not new.messages.exists()


def test_its_clock_runs_from_its_own_sending_and_nobodys_hand_sent_it(scene, second, at):
    row = scene.in_order(second)
    with at(row.escalate_at):
        (new,) = asked_after(decline(row))
        assert new.sent_at == row.escalate_at
        assert new.expires_at > row.expires_at
        assert (new.reminded_at, new.escalated_at) == (None, None)
    assert set(new.history.values_list("history_user", flat=True)) == {None}


def test_both_sides_are_told(scene, second):
    decline(scene.in_order(second))
    assert told("next_asked") == {scene.sender.pk}
    assert member(second).pk in told("sent")


@pytest.mark.parametrize("reason", PARTNER_REASONS)
def test_each_reason_of_a_partner_passes_it_on(scene, second, reason):
    assert asked_after(decline(scene.in_order(second), reason))


@pytest.mark.parametrize("reason", PERSON_REASONS)
def test_a_reason_of_the_young_persons_leaves_it_to_the_sender(scene, second, reason):
    row = decline(scene.in_order(second), reason)
    assert not asked_after(row)
    assert ask_next(row, by=scene.sender).to_team == second


def test_it_goes_down_the_whole_order_then_says_that_nobody_is_left(scene, second, third):
    row = scene.in_order(second, third)
    for team in (second, third):
        (row,) = asked_after(decline(row))
        assert row.to_team == team
    decline(row)
    assert told("order_ended") == {scene.sender.pk}
    assert Referral.objects.count() == 3


def test_time_that_passes_asks_the_next_once(scene, second, at):
    row = scene.in_order(second)
    with at(row.expires_at):
        assert run_clock()["expired"] == 1
        assert run_clock()["expired"] == 0
        with pytest.raises(IllegalMove):
            expire_referral(row)
        (new,) = asked_after(row)
        assert new.sent_at == row.expires_at


@pytest.mark.parametrize("reason", ["sharing_ended", "partnership_ended", "team_dissolved"])
def test_what_the_system_withdraws_before_an_answer_goes_to_the_next(scene, second, reason):
    row = cancel_referral(scene.in_order(second), by=None, reason=WithdrawReason(reason))
    assert [new.to_team for new in asked_after(row)] == [second]


def test_what_was_accepted_goes_to_nobody_by_itself(scene, second):
    row = accept_referral(scene.in_order(second), by=scene.receiver)
    assert not asked_after(cancel_referral(row, by=None, reason=WithdrawReason.PARTNERSHIP_ENDED))


def test_what_the_sender_takes_back_goes_to_nobody_by_itself(scene, second):
    row = withdraw_referral(scene.in_order(second), by=scene.sender, reason=WithdrawReason.NOT_NEEDED)
    assert not asked_after(row)


def test_a_gate_that_is_shut_skips_to_the_next_and_says_why(scene, third):
    unknown = scene.partner(agreed=False)
    row = decline(scene.in_order(unknown, third))
    assert [new.to_team for new in asked_after(row)] == [third]
    skipped = NextPartner.objects.get(team=unknown)
    assert (skipped.status, skipped.gaps) == ("skipped", {"consent": Area.HOUSING})
    assert told("next_skipped") == {scene.sender.pk}


def test_the_gates_are_asked_when_its_turn_comes_not_when_the_order_is_made(scene):
    late = scene.partner(agreed=False)
    row = scene.in_order(late)
    share(scene.world.case, late.organisation, areas=HOUSING, by=scene.sender)
    assert [new.to_team for new in asked_after(decline(row))] == [late]


def test_whoever_named_them_must_still_see_what_acceptance_opens(scene, second):
    row = scene.in_order(second)
    membership = TeamMembership.objects.get(user=scene.sender)
    membership.end()
    membership.save()
    assert not asked_after(decline(row))
    assert list(NextPartner.objects.get().gaps) == ["not_seen"]


def test_a_team_that_already_has_the_request_is_not_asked_twice(scene, second):
    row = scene.in_order(second)
    scene.sent(to_team=second)
    assert not asked_after(decline(row))
    assert list(NextPartner.objects.get().gaps) == ["already"]


def test_nothing_goes_out_once_the_need_is_closed(scene, second):
    row = scene.in_order(second)
    move_need(scene.need, status=Need.Status.CLOSED, by=scene.sender)
    assert not asked_after(decline(row))
    with pytest.raises(OrderRefused):
        ask_next(row, by=scene.sender)


def test_nothing_goes_out_once_another_team_covers_the_need(scene, second):
    row = scene.in_order(second)
    accept_referral(scene.sent(), by=scene.receiver)
    assert not asked_after(decline(row))


@pytest.mark.parametrize("late", [False, True])
def test_nothing_goes_out_once_the_file_is_closed(scene, second, at, late):
    row = scene.in_order(second)
    with at(row.expires_at if late else row.sent_at):
        close_case(scene.world.case, reason="achieved", by=scene.sender)
        assert Referral.objects.count() == 1


def test_an_order_rests_on_the_young_persons_agreement(scene, second):
    with pytest.raises(OrderRefused):
        set_order(scene.sent(), by=scene.sender, then=[Receiver(second)], agreed=False)
    assert not NextPartner.objects.exists()


@pytest.mark.parametrize("whom", ["toit", "cap"])
def test_neither_the_first_nor_the_sending_team_comes_again(scene, whom):
    with pytest.raises(OrderRefused):
        set_order(scene.sent(), by=scene.sender, then=[Receiver(scene.world.teams[whom])], agreed=True)


def test_what_follows_is_changed_and_stopped(scene, second, third):
    row = scene.in_order(second)
    set_order(row, by=scene.sender, then=[Receiver(third)], agreed=True)
    (new,) = asked_after(decline(row))
    assert new.to_team == third
    set_order(new, by=scene.sender, then=[Receiver(second)], agreed=True)
    set_order(new, by=scene.sender, then=[], agreed=False)
    assert not asked_after(decline(new))


def test_the_next_is_asked_once_even_when_the_sender_presses_twice(scene, second, third):
    row = decline(scene.in_order(second, third), DeclineReason.NOT_REACHED)
    ask_next(row, by=scene.sender)
    with pytest.raises(OrderRefused):
        ask_next(row, by=scene.sender)
    assert len(asked_after(row)) == 1

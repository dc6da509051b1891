"""Every state × move × role: allowed, refused by the state, forbidden to the role, or hidden from it."""

import pytest

from common import clock
from common.access import allowed
from common.moves import IllegalMove
from organisations.models import TeamMembership
from referrals.actions import answering, attaching, ending, ordering, questions, sending
from referrals.choices import DeclineReason, Outcome, WithdrawReason
from referrals.models import Referral
from referrals.policy import MOVE_BY_NAME, Side, Status
from referrals.reading import moves_of
from tests.factories.organisations import MembershipFactory
from tests.referrals.test_states import BESIDE, SPECIFIED

ACTIONS = {
    "send": lambda row, by: sending.send_referral(row, by=by),
    "take_up": lambda row, by: answering.take_up_referral(row, by=by),
    "ask": lambda row, by: answering.ask_question(row, by=by, text="Quand ?"),
    "reply": lambda row, by: answering.reply_to_question(row, by=by, text="Le soir."),
    "decline": lambda row, by: answering.decline_referral(row, by=by, reason=DeclineReason.CRITERIA),
    "accept": lambda row, by: answering.accept_referral(row, by=by),
    "offer_place": lambda row, by: answering.accept_referral(row, by=by),
    "waitlist": lambda row, by: answering.waitlist_referral(row, by=by),
    "start": lambda row, by: answering.start_referral(row, by=by),
    "close": lambda row, by: ending.close_referral(row, by=by, outcome=Outcome.ACHIEVED),
    "withdraw": lambda row, by: ending.withdraw_referral(row, by=by, reason=WithdrawReason.MISTAKE),
    "expire": lambda row, by: ending.expire_referral(row),
    "cancel": lambda row, by: ending.cancel_referral(row, by=None, reason=WithdrawReason.CASE_CLOSED),
}


def kept(row):
    return {"areas": row.areas, "seat_level": row.seat_level, "asked": row.asked}


ACTS = {
    "order": lambda row, by: ordering.set_order(row, by=by, then=[], agreed=False),
    "answer_service": lambda row, by: questions.answer_service(row, by=by, answers={}),
    "attach": lambda row, by: attaching.attach_documents(row, by=by, documents=[]),
    "refer_again": lambda row, by: sending.refer_again(row, by=by, to_team=row.to_team, **kept(row)),
    "set_meeting": lambda row, by: answering.set_first_meeting(row, by=by, on=clock.today()),
    "ask_next": lambda row, by: ordering.ask_next(row, by=by),
}
SAME_ACTION = {"accept": "offer_place", "offer_place": "accept"}
ALLOWED = {
    "sender": {"send_referral", "withdraw_referral"},
    "sending_manager": {"withdraw_referral"},
    "receiver": {"answer_referral"},
    "receiving_manager": {"answer_referral"},
    "third": set(),
}
OFFERED = {Side.SENDER: {"sender"}, Side.RECEIVER: {"receiver", "receiving_manager"}}


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("status", Status)
def test_each_move_is_made_from_its_states_only(scene, status, name):
    row = scene.in_state(status)
    by = scene.sender if MOVE_BY_NAME[name].side is Side.SENDER else scene.receiver
    expected = SPECIFIED[status].get(name) or SPECIFIED[status].get(SAME_ACTION.get(name, ""))
    if name == "expire":  # in time, not even the clock may
        expected = None
    if expected is None:
        with pytest.raises(IllegalMove):
            ACTIONS[name](row, by)
        expected = status
    else:
        ACTIONS[name](row, by)
    assert Referral.objects.get(pk=row.pk).status == expected


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("status", Status)
def test_each_act_beside_the_moves_is_done_in_its_states_only_and_leaves_the_state(scene, status, name):
    row = scene.in_state(status)
    side, states = BESIDE[name]
    by = scene.sender if side is Side.SENDER else scene.receiver
    if status in states:
        ACTS[name](row, by)
    else:
        with pytest.raises(IllegalMove):
            ACTS[name](row, by)
    assert Referral.objects.get(pk=row.pk).status == status


@pytest.mark.parametrize("role", ALLOWED)
@pytest.mark.parametrize("status", Status)
def test_each_role_is_offered_its_moves_and_acts_and_no_other(scene, status, role):
    row = scene.in_state(status)
    sides = {side for side, roles in OFFERED.items() if role in roles}
    expected = {name for name in SPECIFIED[status] if MOVE_BY_NAME[name].side in sides}
    expected |= {name for name, (side, states) in BESIDE.items() if side in sides and status in states}
    if role == "sending_manager":
        expected = {"withdraw"} & set(SPECIFIED[status])
    if status == "draft" and Side.RECEIVER in sides:
        expected = set()
    assert moves_of(row, getattr(scene, role)) == expected


@pytest.mark.parametrize("role", ALLOWED)
@pytest.mark.parametrize("status", Status)
def test_each_role_has_its_verbs_and_a_stranger_sees_nothing(scene, status, role):
    row = scene.in_state(status)
    person = getattr(scene, role)
    hidden = role == "third" or (status == "draft" and role.startswith("receiv"))
    assert Referral.objects.known_to(person).filter(pk=row.pk).exists() is not hidden
    for verb in ("send_referral", "withdraw_referral", "answer_referral"):
        expected = not hidden and verb in ALLOWED[role]
        assert allowed(person, f"referrals.{verb}", row) is expected, verb


@pytest.mark.parametrize("status", ["sent", "under_review", "info_requested", "waitlisted"])
def test_a_block_closes_the_preview_to_that_one_person(scene, status):
    row = scene.in_state(status)
    scene.world.case.blocks.create(user=scene.receiver, reason="family", recorded_by=scene.sender)
    assert not Referral.objects.known_to(scene.receiver).filter(pk=row.pk).exists()
    assert Referral.objects.previewed_by(scene.receiving_manager).filter(pk=row.pk).exists()


def test_leaving_the_team_closes_the_preview(scene):
    row = scene.sent()
    membership = TeamMembership.objects.get(user=scene.receiver)
    membership.end()
    membership.save()
    assert not Referral.objects.known_to(scene.receiver).filter(pk=row.pk).exists()


def test_a_member_who_is_not_bound_answers_but_does_not_send(scene):
    volunteer = MembershipFactory(team=scene.world.teams["toit"]).user
    assistant = MembershipFactory(team=scene.world.teams["cap"]).user
    row = scene.sent(seat_level=1)
    assert allowed(volunteer, "referrals.answer_referral", row)
    assert not allowed(assistant, "referrals.withdraw_referral", row)

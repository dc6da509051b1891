"""Every state × move × role of a transfer: the table written out by hand, and who may make each move."""

import pytest

from common import clock
from common.access import allowed
from common.moves import IllegalMove
from referrals.actions import transferring
from referrals.choices import TransferDecline, WithdrawReason
from referrals.models import Transfer
from referrals.policy import Side
from referrals.transfer_policy import FINAL, TABLE, Status
from referrals.transfer_reading import moves_of

SPECIFIED = {
    "proposed": {
        "accept": "accepted",
        "recount": "to_confirm",
        "decline": "declined",
        "withdraw": "withdrawn",
        "expire": "expired",
        "cancel": "withdrawn",
    },
    "to_confirm": {
        "confirm": "proposed",
        "decline": "declined",
        "withdraw": "withdrawn",
        "expire": "expired",
        "cancel": "withdrawn",
    },
    "accepted": {},
    "declined": {},
    "withdrawn": {},
    "expired": {},
}
SIDES = {
    Side.SENDER: {"confirm", "withdraw"},
    Side.RECEIVER: {"accept", "decline"},
    Side.CLOCK: {"expire"},
    Side.SYSTEM: {"recount", "cancel"},
}
VERBS = {
    "lead": {"withdraw_transfer"},
    "manager": {"withdraw_transfer"},
    "receiver": {"answer_transfer"},
    "receiving_manager": {"answer_transfer"},
    "third": set(),
}
MADE_BY = {"withdraw_transfer": {"confirm", "withdraw"}, "answer_transfer": {"accept", "decline"}}


@pytest.mark.parametrize("status", Status)
def test_each_state_has_exactly_the_moves_of_the_specification(status):
    assert {move.name: move.target for move in TABLE if status in move.sources} == SPECIFIED[status]
    assert (status in FINAL) == (not SPECIFIED[status])


def test_each_move_belongs_to_one_side():
    assert {side: {move.name for move in TABLE if move.side is side} for side in Side} == SIDES


def recount(row, scene):
    """Accepted when the circle has changed."""
    scene.newcomer()
    return scene.accept(row)


def confirm(row, scene):
    return transferring.confirm_transfer(row, by=scene.lead, confirmed=scene.foreseen().losing_ids)


ACTIONS = {
    "accept": lambda row, scene: scene.accept(row),
    "recount": recount,
    "confirm": confirm,
    "decline": lambda row, scene: transferring.decline_transfer(
        row, by=scene.receiver, reason=TransferDecline.CRITERIA
    ),
    "withdraw": lambda row, scene: transferring.withdraw_transfer(row, by=scene.lead, reason=WithdrawReason.MISTAKE),
    "expire": lambda row, scene: transferring.expire_transfer(row),
    "cancel": lambda row, scene: transferring.cancel_transfer(row, by=None, reason=WithdrawReason.CASE_CLOSED),
}


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("status", Status)
def test_each_move_is_made_from_its_states_only(moving, status, name):
    row = moving.in_state(status)
    expected = SPECIFIED[status].get(name)
    if name == "expire":  # in time, not even the clock may
        expected = None
    if expected is None:
        with pytest.raises(IllegalMove):
            ACTIONS[name](row, moving)
    else:
        ACTIONS[name](row, moving)
    assert Transfer.objects.get(pk=row.pk).status == (expected or status)


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("status", ["proposed", "to_confirm"])
def test_out_of_time_only_the_clock_moves_it(moving, status, name):
    row = moving.in_state(status)
    with clock.at(row.expires_at):
        assert row.stands() == Status.EXPIRED
        if name in ("expire", "cancel"):
            assert ACTIONS[name](row, moving).status == Status.EXPIRED
        else:
            with pytest.raises(IllegalMove):
                ACTIONS[name](row, moving)


@pytest.mark.parametrize("role", VERBS)
@pytest.mark.parametrize("status", Status)
def test_each_role_has_its_verbs_and_moves_and_a_stranger_sees_nothing(moving, status, role):
    row, person = moving.in_state(status), getattr(moving, role)
    assert Transfer.objects.known_to(person).filter(pk=row.pk).exists() is (role != "third")
    for verb in ("withdraw_transfer", "answer_transfer"):
        expected = verb in VERBS[role] and (status != "accepted" or verb == "answer_transfer")
        assert allowed(person, f"referrals.{verb}", row) is expected, verb
    able = {move for verb in VERBS[role] for move in MADE_BY[verb]}
    assert moves_of(row, person) == {name for name in SPECIFIED[status] if name in able}


@pytest.mark.parametrize("status", sorted(FINAL))
def test_a_final_state_says_when_and_why(moving, status):
    row = moving.in_state(status)
    assert row.ended_at is not None
    assert bool(row.decline_reason) == (status == "declined")
    assert bool(row.withdraw_reason) == (status == "withdrawn")
    assert (row.lead is not None) == (status == "accepted")

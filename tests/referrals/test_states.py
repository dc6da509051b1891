"""PRODUCT's table, written out again by hand: the code's table must say the same."""

import pytest

from common.areas import Area
from referrals import policy
from referrals.policy import TABLE, Ask, Gap, Side, Status

SPECIFIED = {
    "draft": {"send": "sent", "withdraw": "withdrawn", "cancel": "withdrawn"},
    "sent": {
        "take_up": "under_review",
        "decline": "declined",
        "accept": "accepted",
        "waitlist": "waitlisted",
        "withdraw": "withdrawn",
        "expire": "expired",
        "cancel": "withdrawn",
    },
    "under_review": {
        "ask": "info_requested",
        "decline": "declined",
        "accept": "accepted",
        "waitlist": "waitlisted",
        "withdraw": "withdrawn",
        "expire": "expired",
        "cancel": "withdrawn",
    },
    "info_requested": {
        "reply": "under_review",
        "decline": "declined",
        "withdraw": "withdrawn",
        "expire": "expired",
        "cancel": "withdrawn",
    },
    "waitlisted": {"offer_place": "accepted", "decline": "declined", "withdraw": "withdrawn", "cancel": "withdrawn"},
    "accepted": {"start": "in_progress", "close": "closed", "withdraw": "withdrawn", "cancel": "withdrawn"},
    "in_progress": {"close": "closed", "withdraw": "withdrawn", "cancel": "withdrawn"},
    "closed": {},
    "declined": {},
    "withdrawn": {},
    "expired": {},
}
SIDES = {
    Side.SENDER: {"send", "reply", "withdraw"},
    Side.RECEIVER: {"take_up", "ask", "decline", "accept", "waitlist", "offer_place", "start", "close"},
    Side.CLOCK: {"expire"},
    Side.SYSTEM: {"cancel"},
}


@pytest.mark.parametrize("status", Status)
def test_each_state_has_exactly_the_moves_of_the_specification(status):
    assert {move.name: move.target for move in TABLE if status in move.sources} == SPECIFIED[status]


def test_each_move_belongs_to_one_side():
    assert {side: {move.name for move in TABLE if move.side is side} for side in Side} == SIDES


BESIDE = {
    "order": (Side.SENDER, {"draft", "sent", "under_review", "info_requested", "waitlisted"}),
    "answer_service": (Side.SENDER, {"draft", "sent", "under_review", "info_requested", "waitlisted"}),
    "attach": (Side.SENDER, {"draft"}),
    "refer_again": (Side.SENDER, {"closed", "declined", "withdrawn", "expired"}),
    "set_meeting": (Side.RECEIVER, {"accepted"}),
    "ask_next": (Side.SENDER, {"declined", "withdrawn", "expired"}),
}
"""What one side may do in these states, the state staying as it is."""


def test_each_act_beside_the_table_has_exactly_its_states_and_its_side():
    assert {act.name: (act.side, set(act.sources)) for act in policy.BESIDE} == BESIDE


def test_final_states_have_no_move():
    assert {status for status in Status if not SPECIFIED[status]} == policy.FINAL


def ask(**facts):
    areas = int(Area.HOUSING | Area.HEALTH | Area.GENERAL)
    facts = {"areas": areas, "seen": 2047, "to_own_team": False, "within_leading": False} | facts
    return Ask(**({"both_open": True, "agreed": 2047, "covered": 2047} | facts))


@pytest.mark.parametrize(
    ("facts", "gaps"),
    [
        ({}, {}),
        ({"agreed": 0}, {Gap.CONSENT: Area.HOUSING | Area.HEALTH}),
        ({"agreed": Area.HOUSING | Area.GENERAL}, {Gap.CONSENT: Area.HEALTH}),
        ({"covered": Area.HEALTH | Area.GENERAL}, {Gap.PARTNERSHIP: Area.HOUSING}),
        (
            {"agreed": 0, "covered": 0},
            {Gap.CONSENT: Area.HOUSING | Area.HEALTH, Gap.PARTNERSHIP: Area.HOUSING | Area.HEALTH},
        ),
        ({"agreed": 0, "covered": 0, "within_leading": True}, {}),
    ],
)
def test_the_two_gates_name_the_areas_they_leave_out(facts, gaps):
    assert policy.gate_gaps(ask(**facts)) == gaps


def test_nobody_gives_what_they_do_not_see_nor_asks_their_own_team():
    assert policy.sender_gaps(ask()) == {}
    assert policy.sender_gaps(ask(seen=Area.HOUSING | Area.GENERAL)) == {Gap.NOT_SEEN: Area.HEALTH}
    assert Gap.CLOSED in policy.sender_gaps(ask(both_open=False))
    assert Gap.OWN_TEAM in policy.sender_gaps(ask(to_own_team=True, within_leading=True))


@pytest.mark.parametrize(("age", "band"), [(10, "0-10"), (11, "11-14"), (17, "15-17"), (18, "18-21"), (26, "26+")])
def test_an_age_is_only_ever_a_band(age, band):
    assert policy.age_band(age) == band

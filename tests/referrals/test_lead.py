"""The lead of a file may be of a team that a referral seated: its end never leaves a lead without access."""

import datetime as dt

import pytest

from cases.actions.circle import CircleRefusal, appoint_lead, ask_seat
from cases.models import CircleMembership, Lead
from common.areas import Level
from notifications.models import Notice
from referrals.actions.answering import accept_referral
from referrals.actions.ending import cancel_referral, close_referral, withdraw_referral
from referrals.choices import Outcome, WithdrawReason
from referrals.models import Referral
from tests.referrals.conftest import HOUSING

REFUSED = "passez d’abord le relais"


@pytest.fixture
def accepted(scene):
    return accept_referral(scene.sent(), by=scene.receiver)


@pytest.fixture
def led(scene, accepted):
    """The file, led by the receiving team."""
    appoint(scene, scene.receiver, "toit")
    return accepted


def appoint(scene, user, team):
    return appoint_lead(scene.world.case, user=user, team=scene.world.teams[team], by=scene.sending_manager)


def leads(scene):
    return list(Lead.objects.in_force().filter(case=scene.world.case).values_list("user", flat=True))


def close(row, scene):
    return close_referral(row, by=scene.receiver, outcome=Outcome.PARTLY)


def test_closing_is_refused_as_long_as_the_lead_leads_by_its_seat_alone(scene, led):
    with pytest.raises(CircleRefusal):
        close(led, scene)
    row = Referral.objects.get(pk=led.pk)
    assert (row.status, row.outcome, row.ended_at) == ("accepted", "", None)
    assert CircleMembership.objects.in_force().filter(pk=row.seat_id).exists()
    assert leads(scene) == [scene.receiver.pk]


def test_the_page_says_to_hand_over_first_and_keeps_what_was_typed(scene, led, as_):
    typed = {"outcome": "partly", "report": "A visité deux logements."}
    html = as_(scene.receiver).post(f"/orientations/{led.pk}/terminer/", typed).content.decode()
    assert REFUSED in html
    assert "A visité deux logements." in html


def test_once_handed_over_it_closes_and_the_successor_leads_on(scene, led, at):
    appoint(scene, scene.sender, "cap")
    row = close(led, scene)
    with at(row.seat.valid_until + dt.timedelta(days=1)):
        assert leads(scene) == [scene.sender.pk]


def test_with_another_lasting_seat_it_closes_and_the_lead_leads_on(scene, led, at):
    terms = {"function": "housing", "purpose": "contribute", "level": Level.COORDINATION, "areas": HOUSING}
    seat = ask_seat(scene.world.case, by=scene.sender, user=scene.receiver, **terms)
    seat.valid_from = seat.asked_at
    seat.save()
    row = close(led, scene)
    with at(row.seat.valid_until + dt.timedelta(days=1)):
        assert leads(scene) == [scene.receiver.pk]
        assert scene.world.case.is_visible_to(scene.receiver)


def test_nobody_becomes_lead_by_a_seat_whose_end_is_set(scene, accepted):
    close(accepted, scene)
    with pytest.raises(CircleRefusal):
        appoint(scene, scene.receiver, "toit")
    assert leads(scene) == [scene.sender.pk]


@pytest.mark.parametrize(
    "end",
    [
        lambda row, by: withdraw_referral(row, by=by, reason=WithdrawReason.NOT_WANTED),
        lambda row, by: cancel_referral(row, by=None, reason=WithdrawReason.SHARING_ENDED),
    ],
)
def test_an_end_at_once_leaves_the_file_without_a_lead_and_tells_its_manager(scene, led, end):
    end(led, scene.sender)
    assert leads(scene) == []
    told = Notice.objects.filter(kind="cases.lead_lost").values_list("reader", flat=True)
    assert scene.sending_manager.pk in told

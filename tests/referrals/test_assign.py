"""Who of the receiving team follows a referral: said to the team, never in the way of its answer."""

import pytest
from django.urls import reverse

from cases.models import Block
from common.moves import IllegalMove
from notifications.models import Notice
from referrals.actions.answering import accept_referral, assign_referral, take_up_referral
from referrals.policy import FINAL, OPEN
from tests.factories.organisations import MembershipFactory


@pytest.fixture
def colleague(scene):
    return MembershipFactory(team=scene.world.teams["toit"], user__full_name="Sam Petit").user


def listed(as_, user, **asked):
    return as_(user).get(reverse("referrals:inbox"), {"state": "new", **asked}).content.decode()


def test_whoever_takes_it_up_follows_it(scene):
    assert take_up_referral(scene.sent(), by=scene.receiver).handled_by == scene.receiver


@pytest.mark.parametrize("status", sorted(OPEN - {"draft"}))
def test_an_open_referral_is_handed_to_a_colleague_who_is_told(scene, colleague, status):
    row = assign_referral(scene.in_state(status), by=scene.receiver, to=colleague)
    assert (row.handled_by, row.status) == (colleague, status)
    assert list(Notice.objects.filter(kind="referrals.assigned").values_list("reader", flat=True)) == [colleague.pk]


@pytest.mark.parametrize("status", sorted(FINAL))
def test_one_that_has_ended_is_not(scene, colleague, status):
    with pytest.raises(IllegalMove):
        assign_referral(scene.in_state(status), by=scene.receiver, to=colleague)


def test_only_the_team_that_may_know_of_it_follows_it(scene, colleague):
    row = scene.sent()
    for other in (scene.sender, scene.third):
        with pytest.raises(IllegalMove):
            assign_referral(row, by=scene.receiver, to=other)
    Block.objects.create(case=row.case, user=colleague, reason="family", recorded_by=scene.sender)
    with pytest.raises(IllegalMove):
        assign_referral(row, by=scene.receiver, to=colleague)


def test_taking_it_for_oneself_tells_nobody(scene):
    assign_referral(scene.sent(), by=scene.receiver, to=scene.receiver)
    assert not Notice.objects.filter(kind="referrals.assigned").exists()


def test_anybody_of_the_team_still_answers(scene, colleague):
    row = assign_referral(scene.sent(), by=scene.receiver, to=colleague)
    assert accept_referral(row, by=scene.receiver).status == "accepted"


def test_the_inbox_says_who_follows_it_and_keeps_to_ones_own(scene, colleague, as_):
    row, other = scene.sent(), scene.sent()
    assign_referral(row, by=scene.receiver, to=colleague)
    assert "Suivie par Sam Petit" in listed(as_, scene.receiver)
    mine = listed(as_, colleague, who="me")
    assert row.reference in mine
    assert other.reference not in mine


def test_the_page_offers_the_team_and_tells_the_sender_nothing(scene, colleague, as_):
    row = scene.sent()
    address = reverse("referrals:assign", args=[row.pk])
    assert as_(scene.receiver).post(address, {"to": colleague.pk}).status_code == 302
    assert "Sam Petit" in as_(scene.receiver).get(row.get_absolute_url()).content.decode()
    assert "Sam Petit" not in as_(scene.sender).get(row.get_absolute_url()).content.decode()
    answer = as_(scene.receiver).post(address, {"to": scene.third.pk})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()

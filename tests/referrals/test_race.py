"""Two people of one team answer at the same moment: one wins, the other is told."""

import threading

import pytest
from django.db import connection, connections

from cases.actions.closing import close_case
from cases.models import CircleMembership
from common import clock
from common.moves import IllegalMove
from referrals.actions.answering import accept_referral, decline_referral
from referrals.actions.ending import expire_referral
from referrals.actions.ordering import ask_next
from referrals.choices import DeclineReason
from referrals.models import Referral

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="an in-memory database has one writer"),
]


def at_once(*answers):
    """Run the answers in threads that start together; what each came to."""
    gate, came_to = threading.Barrier(len(answers)), []

    def run(answer):
        gate.wait()
        try:
            came_to.append(answer().status)
        except IllegalMove as told:
            came_to.append(str(told))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[answer]) for answer in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came_to, key=len)


def test_one_accepts_and_the_other_is_told_it_is_accepted(scene):
    row = scene.sent()
    won, told = at_once(
        lambda: accept_referral(row, by=scene.receiver), lambda: accept_referral(row, by=scene.receiving_manager)
    )
    assert won == "accepted"
    assert str(Referral.Status.ACCEPTED.label) in told
    assert CircleMembership.objects.filter(case=scene.world.case, team=row.to_team).count() == 1


def test_acceptance_and_refusal_at_once_leave_one_answer(scene):
    row = scene.sent()
    came_to = at_once(
        lambda: accept_referral(row, by=scene.receiver),
        lambda: decline_referral(row, by=scene.receiving_manager, reason=DeclineReason.CRITERIA),
    )
    found = Referral.objects.get(pk=row.pk)
    assert found.status in came_to
    assert (found.seat is None) == (found.status == "declined")


def asked_after(row):
    return Referral.objects.filter(previous=row).count()


def test_two_refusals_at_once_ask_the_next_partner_once(scene):
    row, people = scene.in_order(scene.partner(), scene.partner()), (scene.receiver, scene.receiving_manager)
    at_once(*(lambda by=by: decline_referral(row, by=by, reason=DeclineReason.NO_PLACE) for by in people))
    assert asked_after(row) == 1


def test_two_clocks_at_once_ask_the_next_partner_once(scene):
    row = scene.in_order(scene.partner(), scene.partner())
    with clock.at(row.expires_at):
        at_once(lambda: expire_referral(row), lambda: expire_referral(row))
    assert asked_after(row) == 1


def test_the_sender_who_presses_twice_at_once_asks_one(scene):
    row = scene.in_order(scene.partner(), scene.partner())
    decline_referral(row, by=scene.receiver, reason=DeclineReason.NOT_REACHED)
    at_once(lambda: ask_next(row, by=scene.sender), lambda: ask_next(row, by=scene.sender))
    assert asked_after(row) == 1


def test_a_refusal_while_the_file_closes_leaves_nothing_open(scene):
    row = scene.in_order(scene.partner())
    at_once(
        lambda: decline_referral(row, by=scene.receiver, reason=DeclineReason.NO_PLACE),
        lambda: close_case(scene.world.case, reason="achieved", by=scene.sender),
    )
    assert not Referral.objects.open().exists()

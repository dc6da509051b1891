"""Two answers to one transfer at the same moment: one counts, the other is told."""

import pytest
from django.db import connection

from cases.actions.closing import close_case
from cases.checking import check_access
from cases.models import Case, Lead, LeadingPeriod
from referrals.actions.transferring import TransferRefused, withdraw_transfer
from referrals.choices import WithdrawReason
from referrals.models import Transfer
from tests.factories.organisations import MembershipFactory
from tests.referrals.test_race import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="an in-memory database has one writer"),
]


def told(act):
    """A refusal is an answer too."""

    def run():
        try:
            return act()
        except TransferRefused as refusal:
            return type("Told", (), {"status": str(refusal)})

    return run


def test_two_who_accept_at_once_make_one_lead(moving):
    row = moving.proposed()
    other = MembershipFactory(team=moving.team, bound=True).user
    at_once(*(told(lambda by=by: moving.accept(row, by=by)) for by in (moving.receiver, other)))
    assert Transfer.objects.get(pk=row.pk).status == "accepted"
    assert Lead.objects.in_force().filter(case=moving.case).count() == 1
    assert LeadingPeriod.objects.filter(case=moving.case).count() == 2
    assert moving.case.seats.filter(team=moving.team).count() == 1
    assert check_access()["agree"]


def test_accepted_and_withdrawn_at_once_is_one_of_both_throughout(moving):
    row = moving.proposed()
    at_once(
        told(lambda: moving.accept(row)),
        told(lambda: withdraw_transfer(row, by=moving.lead, reason=WithdrawReason.MISTAKE)),
    )
    status = Transfer.objects.get(pk=row.pk).status
    assert status in ("accepted", "withdrawn")
    leads = Case.objects.get(pk=moving.case.pk).leading_team
    assert (leads == moving.team) == (status == "accepted")
    assert (moving.receiver.pk in moving.openers()) == (status == "accepted")


def test_two_who_propose_at_once_propose_one(moving):
    at_once(told(moving.proposed), told(lambda: moving.proposed(by=moving.manager)))
    assert Transfer.objects.pending().filter(case=moving.case).count() == 1


def test_accepted_while_the_file_closes_leaves_nothing_pending(moving):
    row = moving.proposed()
    at_once(told(lambda: moving.accept(row)), lambda: close_case(moving.case, reason="moved", by=moving.lead))
    assert not Transfer.objects.pending().exists()
    assert Case.objects.get(pk=moving.case.pk).status == "closed"

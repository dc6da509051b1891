"""How a referral ends: withdrawn by its sender or by the system, closed with an outcome, out of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases.actions.plan import add_note
from cases.actions.referred import end_referred_seat
from cases.models import Need, account_of
from common.areas import Level
from referrals import policy
from referrals.actions.moving import carry_over, lock, settle
from referrals.actions.ordering import pass_on
from referrals.choices import Outcome, WithdrawReason
from referrals.models import SEAT_STAYS, Referral
from referrals.policy import Side

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Hand, Reader

BOTH = (Side.SENDER, Side.RECEIVER)
STILL_COVERED = frozenset({Outcome.TRANSFERRED})


@transaction.atomic
def withdraw_referral(referral: Referral, *, by: User, reason: WithdrawReason) -> Referral:
    """Take it back. If it was accepted, the seat it gave ends at once."""
    referral = lock(referral)
    was_sent = referral.sent_at is not None
    referral.make("withdraw")
    if referral.seat is not None:
        end_referred_seat(referral.seat, by=by)
    return withdrawn(referral, reason, by=by, tell=BOTH if was_sent else ())


@transaction.atomic
def cancel_referral(referral: Referral, *, by: User | None, reason: WithdrawReason) -> Referral:
    """The system's withdrawal: what the referral rested on has ended. Out of time, it expires instead.

    Not yet accepted, the next of its order is asked, unless the file itself is what closed.
    """
    referral = lock(referral)
    if referral.is_out_of_time():
        return expired(referral)
    was_sent = referral.sent_at is not None
    referral.make("cancel")
    if referral.seat is not None and reason != WithdrawReason.CASE_CLOSED:  # a closed file ends all its seats itself
        end_referred_seat(referral.seat, by=by)
    withdrawn(referral, reason, by=by, tell=BOTH if was_sent else ())
    if was_sent and referral.seat is None:
        pass_on(referral)
    return referral


def withdrawn(referral: Referral, reason: WithdrawReason, *, by: User | None, tell: tuple[Side, ...]) -> Referral:
    referral.withdraw_reason = reason
    settle(referral, "withdrawn", by=by, tell=tell, reason=reason)
    if referral.seat is not None:
        release_need(referral, Need.Status.OPEN, by=by)
    return referral


@transaction.atomic
def close_referral(referral: Referral, *, by: Reader, outcome: Outcome, report: str = "") -> Referral:
    """Say how it ended. The seat stays thirty days; the need follows the outcome.

    The report is a note of the file, in the need's area, for coordination: a link writes none. Raises NotReadable for
    whoever may not write there, CircleRefusal when the lead of the file leads by that seat alone.
    """
    referral = lock(referral)
    referral.make("close")
    referral.outcome = outcome
    if report and (user := account_of(by)):
        referral.report = add_note(referral.case, by=user, text=report, area=referral.area, level=Level.COORDINATION)
    if referral.seat is not None:
        end_referred_seat(referral.seat, by=by, after=SEAT_STAYS)
    settle(referral, "closed", by=by, tell=[Side.SENDER], outcome=outcome)
    if outcome not in STILL_COVERED:
        status = Need.Status.CLOSED if outcome == Outcome.ACHIEVED else Need.Status.OPEN
        release_need(referral, status, by=by)
    return referral


def release_need(referral: Referral, status: str, *, by: Hand) -> None:
    """The need is no longer covered by this referral; nothing changes while another one covers it."""
    others = Referral.objects.filter(need=referral.need_id, status__in=policy.TAKEN_ON).exclude(pk=referral.pk)
    if referral.need.status == Need.Status.COVERED and not others.exists():
        carry_over(referral, status, by=by)


@transaction.atomic
def expire_referral(referral: Referral) -> Referral:
    """The clock's move, thirty working days after sending."""
    return expired(lock(referral))


def expired(referral: Referral) -> Referral:
    referral.make("expire")
    settle(referral, "expired", by=None, tell=BOTH)
    pass_on(referral)
    return referral

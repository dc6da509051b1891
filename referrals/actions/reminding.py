"""The clock's warnings: to whoever must answer, then to their manager; for news once it is accepted.

A team without accounts gets each of them as a letter with a link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from audit import actions as audit
from common import clock
from notifications.actions import notify
from referrals.actions.moving import keep, lock, managers_of, tell_side, warnings_of, write_to
from referrals.models import Referral
from referrals.policy import Side

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def remind_of_referral(referral: Referral) -> None:
    """After five working days, tell the side that must move. Once, whoever asks twice."""
    referral = lock(referral)
    if referral.reminded_at is not None or not is_unanswered(referral):
        return
    referral.reminded_at = clock.now()
    keep(referral, by=None, reason="reminder")
    tell_side(referral, waiting_side(referral), "referrals.reminder", by=None)


@transaction.atomic
def escalate_referral(referral: Referral) -> None:
    """After ten working days, tell the managers of the side that must move."""
    referral = lock(referral)
    if referral.escalated_at is not None or not is_unanswered(referral):
        return
    referral.escalated_at = clock.now()
    keep(referral, by=None, reason="escalation")
    managers = managers_of(referral, waiting_side(referral))
    notify("referrals.escalation", to=managers, about=referral.pk, case_id=referral.case_id)
    write_to(referral, waiting_side(referral), by=None)


@transaction.atomic
def ask_for_news(referral: Referral) -> None:
    """Twenty working days after acceptance with neither appointment nor start: the receiving team is asked, once."""
    referral = lock(referral)
    if referral.news_asked_at is not None or not referral.lacks_news():
        return
    referral.news_asked_at = clock.now()
    keep(referral, by=None, reason="news_asked")
    tell_side(referral, Side.RECEIVER, "referrals.news_asked", by=None)


@transaction.atomic
def recount_delays(referral: Referral, *, by: User | None) -> None:
    """The team asked is away, or back: what still warns moves with it. What is past stays, and so does the expiry."""
    referral = lock(referral)
    if not is_unanswered(referral):
        return
    to_come = {name: at for name, at in warnings_of(referral).items() if getattr(referral, name) > clock.now()}
    if all(getattr(referral, name) == at for name, at in to_come.items()):
        return
    for name, at in to_come.items():
        setattr(referral, name, at)
    keep(referral, by=by, reason="delays_moved")
    audit.record("referrals.delays_moved", referral, by=by, organisation_id=referral.to_organisation_id)


def is_unanswered(referral: Referral) -> bool:
    """Answered meanwhile, there is nothing to remind of."""
    return Referral.objects.unanswered().filter(pk=referral.pk).exists()


def waiting_side(referral: Referral) -> Side:
    return referral.waits_for() or Side.RECEIVER

"""The clock of referrals: what is due at the end of a working day."""

from __future__ import annotations

from celery import shared_task

from referrals.actions import reminding
from referrals.actions.ending import expire_referral
from referrals.actions.reminding import escalate_referral, remind_of_referral
from referrals.actions.transfer_reminding import escalate_transfer, remind_of_transfer
from referrals.actions.transferring import expire_transfer
from referrals.models import Referral, Transfer


@shared_task
def ask_for_news() -> int:
    """Of those accepted long ago with neither appointment nor start."""
    found = list(Referral.objects.to_chase().order_by("news_due_at", "pk"))
    for referral in found:
        reminding.ask_for_news(referral)
    return len(found)


@shared_task
def run_clock() -> dict[str, int]:
    """Expire, escalate, remind. What was done is not done again; one that fails holds up no other run."""
    rows = Referral.objects
    done = {}
    for name, due, act in (
        ("expired", rows.to_expire(), expire_referral),
        ("escalated", rows.to_escalate(), escalate_referral),
        ("reminded", rows.to_remind(), remind_of_referral),
    ):
        found = list(due.order_by("expires_at", "pk"))
        for referral in found:
            act(referral)
        done[name] = len(found)
    return done


@shared_task
def run_transfer_clock() -> dict[str, int]:
    """End those out of time, then remind, then escalate: a clock that ran late says each once, in this order."""
    rows = Transfer.objects
    done = {}
    for name, due, act in (
        ("expired", rows.to_expire, expire_transfer),
        ("reminded", rows.to_remind, remind_of_transfer),
        ("escalated", rows.to_escalate, escalate_transfer),
    ):
        found = list(due().order_by("expires_at", "pk"))
        for transfer in found:
            act(transfer)
        done[name] = len(found)
    return done

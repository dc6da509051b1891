"""The young person is told how a referral stands, by whoever sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from audit import actions as audit
from common import clock
from referrals.actions.moving import keep, lock
from referrals.models import MovedOn, Referral

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def note_told(referral: Referral, *, by: User, step: str, how: str) -> Referral:
    """Told of this step, by this channel. Twice is once. Raises MovedOn when it stands elsewhere meanwhile."""
    referral = lock(referral)
    if referral.step() != step:
        raise MovedOn(referral)
    if referral.told != step:
        referral.told, referral.told_at, referral.told_how = step, clock.now(), how
        keep(referral, by=by, reason="told")
        audit.record("referrals.told", referral, by=by, detail={"step": step, "how": how})
    return referral

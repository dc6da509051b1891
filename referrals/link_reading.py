"""What whoever answers by link sees of one referral: the preview; once taken on, the thread. Nothing of the file."""

from __future__ import annotations

from referrals import policy
from referrals.addresses import Addresses
from referrals.models import AnswerLink
from referrals.policy import Side
from referrals.reading import ReferralPage, thread_of


def read_by_link(answer: AnswerLink) -> ReferralPage:
    """The page of an account of that team, but for what its seat would open."""
    referral = answer.referral
    return ReferralPage(
        referral=referral,
        shows_file=False,
        sends=False,
        preview=referral.preview if referral.status in policy.PREVIEWED else None,
        thread=thread_of(referral, sends=False),
        moves=referral.possible(Side.RECEIVER),
        writes=referral.status in policy.TAKEN_ON,
        at=Addresses(answer.pk, "link_"),
        link=answer,
    )

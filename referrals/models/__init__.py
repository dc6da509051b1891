"""The tables of referrals."""

from referrals.models.answer import ServiceAnswer
from referrals.models.answer_link import AnswerLink
from referrals.models.attachment import Attachment, attached_to, would_open
from referrals.models.message import Message
from referrals.models.order import NextPartner
from referrals.models.preview import ReferralPreview, preview_of
from referrals.models.referral import (
    ESCALATE_AFTER,
    EXPIRE_AFTER,
    NEWS_AFTER,
    REMIND_AFTER,
    SEAT_STAYS,
    MovedOn,
    OutOfTime,
    Referral,
    ReferralQuerySet,
    new_reference,
)
from referrals.models.transfer import LONGEST_OVERLAP, USUAL_OVERLAP, Transfer, TransferOutOfTime

__all__ = [
    "ESCALATE_AFTER",
    "EXPIRE_AFTER",
    "LONGEST_OVERLAP",
    "NEWS_AFTER",
    "REMIND_AFTER",
    "SEAT_STAYS",
    "USUAL_OVERLAP",
    "AnswerLink",
    "Attachment",
    "Message",
    "MovedOn",
    "NextPartner",
    "OutOfTime",
    "Referral",
    "ReferralPreview",
    "ReferralQuerySet",
    "ServiceAnswer",
    "Transfer",
    "TransferOutOfTime",
    "attached_to",
    "new_reference",
    "preview_of",
    "would_open",
]

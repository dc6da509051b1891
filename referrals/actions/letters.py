"""Letters to a team without accounts: each carries a link to one referral, and says nothing of it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from cases.actions.links import end_link, give_link
from cases.models import CaseLink
from common import clock
from notifications.actions import send_letter
from referrals.models import AnswerLink, Referral

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Hand

LINK_DAYS = 8


def send_link(referral: Referral, *, by: User | None) -> AnswerLink:
    """A new link, sent to the address recorded today; others that run go on."""
    is_first = not referral.answer_links.exists()
    address = referral.to_organisation.email
    link = CaseLink(case=referral.case, kind=CaseLink.Kind.PARTNER, address=address)
    link.renew(secrets.token_urlsafe(32), clock.now() + LINK_DAYS * clock.DAY)
    give_link(link, by=by, organisation_id=referral.to_organisation_id)
    answer = AnswerLink.objects.create(link=link, referral=referral)
    letter: dict[str, Any] = {
        "address": address,
        "path": reverse("referrals:link", args=[link.token]),
        "about": answer.pk,
    }
    if is_first:
        send_letter("referrals.answer_link", **letter)
    else:
        send_letter("referrals.answer_news", **letter)
    return answer


def end_links(referral: Referral, *, by: Hand) -> None:
    """None of them opens anything any more."""
    for answer in referral.answer_links.running().select_related("link").order_by("pk"):
        end_link(answer.link, by=by)

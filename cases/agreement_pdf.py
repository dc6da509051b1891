"""The agreement to share on paper, in plain words: read together, signed by hand, and taken home."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.template.loader import render_to_string

from cases.models import Case, Lead, SharingRecipient
from cases.models.sharing import BY_REPRESENTATIVES
from cases.plain import in_plain_words
from common import clock
from organisations.models import OrganisationRole

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def printable_to(reader: User) -> QuerySet[SharingRecipient]:
    """Recipients of today, in files the reader may open: the paper names the young person."""
    rows = SharingRecipient.objects.in_force().filter(case__in=Case.objects.visible_to(reader))
    return rows.select_related("case__person", "case__leading_organisation", "agreement", "organisation")


def last_day_of(recipient: SharingRecipient) -> dt.date | None:
    """None for one that lasts until it is taken back."""
    if recipient.valid_until >= clock.FOREVER:
        return None
    return clock.local_day(recipient.valid_until - dt.timedelta(microseconds=1))


def agreement_html(recipient_id: UUID, reader: User) -> str:
    """The document's source. The same recipient and day give the same text."""
    recipient = printable_to(reader).get(pk=recipient_id)
    case, agreement = recipient.case, recipient.agreement
    officers = OrganisationRole.objects.in_force().filter(organisation=case.leading_organisation_id, role="dpo")
    context = {
        "recipient": recipient,
        "agreement": agreement,
        "case": case,
        "person": case.person,
        "areas": in_plain_words(recipient.areas),
        "until": last_day_of(recipient),
        "lead": Lead.objects.in_force().filter(case=case).select_related("user", "team__organisation").first(),
        "officers": list(officers.select_related("user").order_by("user__full_name", "pk")),
        "holders_sign": agreement.capacity in BY_REPRESENTATIVES,
        "today": clock.today(),
    }
    return render_to_string("cases/pdf/agreement.html", context)

"""Documents beside a referral: chosen one by one on the draft, frozen when it is sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from audit import actions as audit
from cases.models import Document
from common.history import StaleVersion, remember
from referrals.actions.moving import lock
from referrals.models import Attachment, Referral, would_open

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def attach_documents(
    referral: Referral, *, by: User, documents: Collection[UUID], version: int | None = None
) -> Referral:
    """Exactly these, of those the sender sees and acceptance would open; a colleague's that they do not see stay.

    Raises StaleVersion when somebody changed the referral meanwhile, IllegalMove once it is sent.
    """
    referral = lock(referral)
    if version not in (None, referral.version):
        raise StaleVersion(referral)
    referral.allow("attach")
    seen = {one.pk: one for one in Document.objects.visible_to(by).filter(case=referral.case_id)}
    wanted = {pk for pk in documents if pk in seen and would_open(referral, seen[pk])}
    for row in referral.attachments.select_related("document"):
        if row.document_id in wanted:
            wanted.remove(row.document_id)
        elif row.document_id in seen or not would_open(referral, row.document):
            row.delete()
    for pk in sorted(wanted):
        Attachment.objects.create(referral=referral, document_id=pk, chosen_by=by)
    remember(referral, by=by, reason="documents_chosen")
    chosen = referral.attachments.order_by("document").values_list("document", flat=True)
    audit.record("referrals.documents_chosen", referral, by=by, detail={"documents": [str(pk) for pk in chosen]})
    return referral


def carry_documents(before: Referral, after: Referral) -> None:
    """The next one asked in an order of preference finds the same documents if it accepts."""
    for row in before.attachments.all():
        Attachment.objects.create(referral=after, document_id=row.document_id, chosen_by_id=row.chosen_by_id)

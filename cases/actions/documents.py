"""Documents: taken in, checked, hung on the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from audit import actions as audit
from cases.actions.circle import lock
from cases.actions.plan import add_item
from cases.models import Case, Document
from common.once import own_id
from documents.actions import keep_file
from documents.intake import FileRefused, take_in

if TYPE_CHECKING:
    from accounts.models import User
    from documents.cleaning import Clean

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def add_document(case: Case, *, by: User, content: bytes, new_id: UUID | None = None, **facts: Any) -> Document:
    """Keep a file and what is said of it: title, kind, day, area, level. Sent twice, it is the same document.

    Raises FileRefused, once that is recorded, for a file that cannot be kept; NotReadable as for every item.
    """
    again = Document.objects.filter(pk=own_id(new_id, by)).first() if new_id else None
    if again is not None:
        return again
    return hang(Document(**facts), received(content, by=by, case=case), by=by, case=case, new_id=new_id)


def received(content: bytes, *, by: User, case: Case) -> Clean:
    """What may be kept of a file. Raises FileRefused, once that is recorded."""
    try:
        return take_in(content)
    except FileRefused as refusal:
        audit.record("cases.document_refused", case, by=by, detail={"because": refusal.code})
        raise


@transaction.atomic
def hang(document: Document, clean: Clean, *, by: User, case: Case, new_id: UUID | None = None) -> Document:
    """The file and its document, together or not at all."""
    case = lock(case)
    again = Document.objects.filter(pk=own_id(new_id, by)).first() if new_id else None
    if again is not None:
        return again
    name = f"document-{document.dated_on:%Y-%m-%d}.{ENDINGS[clean.content_type]}"
    document.stored = keep_file(clean, person_id=case.person_id, name=name)
    return add_item(document, by=by, case=case, new_id=new_id)

"""Papers that were signed: noted with a picture of them, together or not at all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions import sharing, versions
from cases.actions.documents import hang, received
from cases.models import Case, Document, SharingAgreement, SignOff
from common.areas import Area, Level
from common.once import own_id

if TYPE_CHECKING:
    from accounts.models import User


def note_sign_off(sign: SignOff, *, by: User, scan: bytes | None = None, **answer: Any) -> SignOff:
    """What `versions.note_sign_off` does, and the paper beside it. Raises FileRefused, and what that raises."""
    clean = received(scan, by=by, case=sign.case) if scan else None
    with transaction.atomic():
        noted = versions.note_sign_off(sign, by=by, **answer)
        if clean:
            facts = {"number": sign.version.number, "party": sign.get_party_display()}
            title = _("Answer to version %(number)s of the plan: %(party)s") % facts
            paper = signed_paper(title, answer["on"], sign_off=noted)
            hang(paper, clean, by=by, case=sign.case)
    return noted


def record_agreement(
    case: Case, *, by: User, scan: bytes | None = None, new_id: UUID | None = None, **terms: Any
) -> SharingAgreement:
    """What `sharing.record_agreement` does, and the paper beside it. Raises FileRefused, and what that raises."""
    again = SharingAgreement.objects.filter(pk=own_id(new_id, by)).first() if new_id else None
    clean = received(scan, by=by, case=case) if scan and not again else None
    with transaction.atomic():
        agreement = sharing.record_agreement(case, by=by, new_id=new_id, **terms)
        if clean:
            paper = signed_paper(_("Agreement to share"), terms["agreed_on"], agreement=agreement)
            hang(paper, clean, by=by, case=case, new_id=new_id)
    return agreement


def signed_paper(title: str, day: dt.date, **of: Any) -> Document:
    """For whoever knows the identity: `general`, coordination, like the answers of the family."""
    kind = Document.Kind.SIGNED
    return Document(title=title, kind=kind, dated_on=day, area=Area.GENERAL, level=Level.COORDINATION, **of)

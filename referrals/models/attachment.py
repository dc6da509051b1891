"""Documents that a referral names: they open with the seat it gives, by the file's one rule and by nothing else."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Document
from common import clock
from common.areas import with_general
from referrals.models.referral import Referral

if TYPE_CHECKING:
    from accounts.models import User


class Attachment(models.Model):
    """One document chosen by the sender of a draft. It gives no right: the seat shows the document, or nobody does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="attachments")
    document = models.ForeignKey(Document, models.PROTECT, related_name="attachments")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("document of a referral")
        constraints = [models.UniqueConstraint(fields=["referral", "document"], name="attached_once")]

    def __str__(self) -> str:
        return str(self.id)


def attached_to(referral: Referral, reader: User) -> list[Document]:
    """Those of a referral that this reader sees, the newest first."""
    rows = Document.objects.visible_to(reader).filter(attachments__referral=referral).select_related("stored")
    return list(rows.defer("stored__content", "stored__preview").order_by("-dated_on", "-created_at", "pk"))


def would_open(referral: Referral, document: Document) -> bool:
    """Whether the seat that acceptance gives shows it."""
    return bool(document.area & with_general(referral.areas)) and document.level <= referral.seat_level

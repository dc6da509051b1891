"""Documents of a file: a report, a certificate, a photograph, a paper that was signed."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.items import CaseItem, ItemQuerySet
from cases.models.sharing import SharingAgreement
from cases.models.versions import SignOff
from documents.models import StoredFile
from vault.fields import SealedTextField


class Document(CaseItem):
    """One file about the young person, in one area, for one level of readers. Its content never changes."""

    class Kind(models.TextChoices):
        REPORT = "report", _("report")
        CERTIFICATE = "certificate", _("certificate")
        SCHOOL = "school", _("school record")
        LETTER = "letter", _("letter or decision")
        PHOTO = "photo", _("photograph")
        SIGNED = "signed", _("signed paper")
        OTHER = "other", _("other document")

    title = SealedTextField(_("title"))
    kind = models.CharField(_("kind of document"), max_length=12, choices=Kind)
    dated_on = models.DateField(_("dated"))
    sign_off = models.ForeignKey(
        SignOff, models.PROTECT, null=True, editable=False, related_name="scans", help_text="of which it is the paper"
    )
    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, null=True, editable=False, related_name="scans")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", editable=False)

    objects = ItemQuerySet["Document"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def where(self) -> str:
        return reverse("cases:document", args=[self.pk])

    def is_picture(self) -> bool:
        """Whether the preview shows all of it."""
        return self.stored.content_type.startswith("image/")

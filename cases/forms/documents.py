"""Forms of the documents of a file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from cases.forms.plan import AreaField, ChangeItemForm, ItemForm
from cases.models import Document
from common import clock
from common.forms import Form

ACCEPTED = "application/pdf,image/jpeg,image/png,image/webp"
"""Offered by the device's own dialogue; a telephone then hands a picture of another kind over as a JPEG."""


class SentFileField(forms.FileField):
    """A file of a size that is accepted; what it is, its content says (`documents.intake`)."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ACCEPTED})
        super().__init__(widget=widget, allow_empty_file=False, **kwargs)
        self.error_messages["empty"] = _("This file is empty. Check that it opens on your device, then send it again.")
        self.error_messages["required"] = _("Choose a file.")

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent: UploadedFile[bytes] | None = super().clean(data, initial)
        if sent and sent.size and sent.size > settings.LARGEST_FILE:
            sizes = {"size": filesizeformat(sent.size), "most": filesizeformat(settings.LARGEST_FILE)}
            raise ValidationError(_("This file is too large (%(size)s): %(most)s at most.") % sizes)
        return sent


class ScanForm(Form):
    """A picture of the paper that was signed, if there is one."""

    scan = SentFileField(
        required=False,
        label=_("Scan or photograph of the signed paper"),
        help_text=_(
            "PDF, JPEG, PNG or WebP. It is kept with the documents, for the members bound by secrecy who know the "
            "identity."
        ),
    )

    def facts(self) -> dict[str, Any]:
        """What was given, the scan as its bytes."""
        sent = self.cleaned_data.get("scan")
        return self.cleaned_data | {"scan": sent.read() if sent else None}


class SaidOfForm(Form):
    """What is said of a document."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("What it is, for those who will read it. The name of the file on your device is not kept."),
        max_length=200,
    )
    kind = forms.ChoiceField(choices=Document.Kind, label=_("Kind of document"))
    dated_on = forms.DateField(label=_("Dated"), initial=clock.today)

    def clean_dated_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["dated_on"]
        if day > clock.today():
            raise ValidationError(_("Choose today or a day gone by."))
        return day


class DocumentForm(ItemForm, SaidOfForm):
    """A file, what is said of it, in an area and for one level of readers."""

    content = SentFileField(
        label=_("File to send"),
        help_text=_(
            "PDF, JPEG, PNG or WebP. The place where a picture was taken and who made the file are taken out of it."
        ),
    )
    area = AreaField()
    field_order = ("content", "title", "kind", "dated_on", "area", "level")

    def facts(self) -> dict[str, Any]:
        """What was given, the file as its bytes."""
        return self.cleaned_data | {"content": self.cleaned_data["content"].read()}


class ChangeDocumentForm(ChangeItemForm, SaidOfForm):
    """What is said of it, mended; its content stays."""

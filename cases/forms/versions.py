"""Forms of the signatures of a plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.documents import ScanForm
from cases.models import SignOff
from common import clock
from common.forms import Form


class SignForm(Form):
    """Signed, or refused with a reason: both are answers."""

    answer = forms.ChoiceField(
        choices=[("signed", _("I sign this version")), ("refused", _("I refuse to sign it"))],
        widget=forms.RadioSelect,
        label=_("Your answer"),
    )
    reason = forms.ChoiceField(
        choices=[("", "—"), *SignOff.Reason.choices],
        required=False,
        label=_("If refused, why"),
        help_text=_("A refusal is an answer like another: it stays written beside the signatures."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("answer") == SignOff.Answer.REFUSED and cleaned.get("reason") == "":
            self.add_error("reason", _("Say why."))
        if cleaned.get("answer") == SignOff.Answer.SIGNED:
            cleaned["reason"] = ""
        return cleaned


class NoteSignForm(SignForm, ScanForm):
    """What somebody answered, as the lead saw or heard it."""

    answer = forms.ChoiceField(
        choices=[
            ("signed", _("Signed on paper: I have seen the signature")),
            ("refused", _("Refused, or there is no answer to be had")),
        ],
        widget=forms.RadioSelect,
        label=_("The answer"),
    )
    on = forms.DateField(label=_("On which day"))
    field_order = ("answer", "on", "reason", "scan")

    def __init__(self, *args: Any, proposed_on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed_on = proposed_on

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if not self.proposed_on <= day <= clock.today():
            raise ValidationError(_("Give a day between that of the proposal and today."))
        return day

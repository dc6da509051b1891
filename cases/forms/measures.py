"""Forms of the measures: what was decided, by whom, from when to when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.plan import AreaField, ChangeItemForm, ItemForm
from cases.models import Measure
from common import clock
from common.areas import Area, Level
from common.forms import Form

FACTS = (
    "kind",
    "decided_by",
    "decided_on",
    "begins_on",
    "ends_on",
    "grounds",
    "text",
    "objectives",
    "visits",
    "papers",
)


def long_text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DecidedForm(Form):
    """The decision and what it says."""

    kind = forms.ChoiceField(choices=Measure.Kind, label=_("Measure"))
    decided_by = forms.CharField(
        label=_("Court or service, and its place"),
        help_text=_("Who decided, and where: a court with its town, a service of the département."),
        max_length=200,
    )
    decided_on = forms.DateField(label=_("Date of the decision"))
    begins_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(required=False, label=_("Until"), help_text=_("Leave empty if no end was decided."))
    grounds = forms.CharField(label=_("Grounds"), required=False, max_length=2000, widget=long_text())
    text = forms.CharField(
        label=_("Content of the measure"),
        help_text=_("What was ordered or agreed. Not where they live: their address has its place in the identity."),
        max_length=2000,
        widget=long_text(4),
    )
    objectives = forms.CharField(
        label=_("Objectives of the measure"), required=False, max_length=2000, widget=long_text()
    )
    visits = forms.CharField(
        label=_("Visiting and accommodation rights"),
        help_text=_("Whose, how often, with somebody present or not."),
        required=False,
        max_length=2000,
        widget=long_text(),
    )
    papers = forms.CharField(
        label=_("Other documents"),
        help_text=_("How it goes with the DIPC, the contract of stay, the PPC: which, of when."),
        required=False,
        max_length=1000,
        widget=long_text(2),
    )

    def clean_decided_on(self) -> dt.date:
        decided: dt.date = self.cleaned_data["decided_on"]
        if decided > clock.today():
            raise ValidationError(_("Choose today or a day gone by."))
        return decided

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("begins_on"), cleaned.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("Choose a day after the beginning."))
        return cleaned


class MeasureForm(ItemForm, DecidedForm):
    """Restricted to the writer's team unless they choose otherwise."""

    USUALLY = Level.RESTRICTED
    area = AreaField(initial=Area.FAMILY)
    field_order = (*FACTS, "area", "level")


class ChangeMeasureForm(ChangeItemForm, DecidedForm):
    """Put right, renewed or ended by its author."""

"""Who holds parental authority: recorded, corrected, ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import clock
from common.forms import CreateForm, Form, VersionedForm
from people.models import LegalRepresentative


class RepresentativeForm(Form):
    """Name, capacity, contact, and whether the address is kept from them."""

    name = forms.CharField(label=_("Name"), max_length=120)
    capacity = forms.ChoiceField(label=_("In what capacity"), choices=LegalRepresentative.Capacity)
    contact = forms.CharField(label=_("How to reach them"), max_length=120, required=False)
    since_on = forms.DateField(
        label=_("Authority since"), required=False, help_text=_("For a guardian, a delegation or a measure.")
    )
    address_hidden = forms.BooleanField(
        label=_("The address is hidden from this person"),
        required=False,
        help_text=_("Nobody tells them where the young person lives, nor the places and times of what is planned."),
    )

    def clean_since_on(self) -> dt.date | None:
        since: dt.date | None = self.cleaned_data["since_on"]
        return past(since) if since else None


class AddRepresentativeForm(CreateForm, RepresentativeForm):
    """One more of them."""


class ChangeRepresentativeForm(VersionedForm, RepresentativeForm):
    """The same, over the row as it is."""

    def __init__(self, *args: Any, row: LegalRepresentative, **kwargs: Any) -> None:
        now = {name: getattr(row, name) for name in RepresentativeForm.base_fields}
        super().__init__(*args, row=row, initial=now, **kwargs)
        self.ended_on = row.ended_on

    def clean_since_on(self) -> dt.date | None:
        since = super().clean_since_on()
        if since and self.ended_on and since > self.ended_on:
            raise ValidationError(_("This authority ended before that day."))
        return since


class EndRepresentativeForm(Form):
    """Since when they hold it no more, and why."""

    ending = forms.ChoiceField(
        choices=LegalRepresentative.Ending, widget=forms.RadioSelect, label=_("Why this authority ended")
    )
    on = forms.DateField(label=_("Ended on"), initial=clock.today)

    def __init__(self, *args: Any, row: LegalRepresentative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since_on = row.since_on

    def clean_on(self) -> dt.date:
        on = past(self.cleaned_data["on"])
        if self.since_on and on < self.since_on:
            raise ValidationError(_("This authority began after that day."))
        return on


def past(day: dt.date) -> dt.date:
    """Raises ValidationError for a day to come."""
    if day > clock.today():
        raise ValidationError(_("Choose today or a day gone by."))
    return day

"""What is asked of the record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import clock
from common.forms import Form
from privacy.trail import KINDS, Wanted

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


class ReferenceForm(Form):
    """A file's reference, however it was typed."""

    reference = forms.CharField(
        label=_("Reference of the file"), max_length=20, help_text=_("Eight letters and figures, such as KJ7A-39QD.")
    )

    def clean_reference(self) -> str:
        letters = re.sub(r"[^A-Z0-9]", "", self.cleaned_data["reference"].upper())
        if len(letters) != 8:
            raise ValidationError(_("A reference has eight letters and figures, such as KJ7A-39QD."))
        return f"{letters[:4]}-{letters[4:]}"

    def refuse_unknown(self) -> None:
        self.add_error("reference", _("No file of this reference in which your association has or had part."))


class NameForm(Form):
    """First and last name, whole: nothing is found by a part of a name."""

    first_name = forms.CharField(label=_("First name, given or chosen"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)


class TrailForm(Form):
    """The filters of a trail. What makes no sense is as if not given."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    what = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *KINDS])

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(person.pk), person.full_name) for person in people]
        self.fields["person"].choices = [("", _("Everybody")), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        self.is_valid()
        return Wanted(**self.cleaned_data)


class DayForm(Form):
    """A day gone by, or today."""

    day = forms.DateField(label=_("On which day?"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = clock.local_day(case.opened_at)
        self.fields["day"].widget.attrs |= {"min": self.first.isoformat(), "max": clock.today().isoformat()}

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > clock.today():
            raise ValidationError(_("This day is still to come: who will see depends on what changes until then."))
        return day

"""Who the young person is, how to reach them, who holds parental authority: in a new file, and ever after."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common import clock
from common.forms import CreateForm, Form, VersionedForm
from organisations.models import Team, TeamMembership
from people.models import LegalRepresentative, YoungPerson
from places.fields import CommuneField

OLDEST = 30
STORED = {field.name for field in YoungPerson._meta.concrete_fields} - {"version"}


class IdentityForm(Form):
    """Names, birth, territory and chosen contact."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80, help_text=_("A pseudonym is allowed."))
    chosen_name = forms.CharField(
        label=_("Chosen first name"), max_length=80, required=False, help_text=_("If they use another one.")
    )
    pronoun = forms.CharField(label=_("Pronoun"), max_length=20, required=False)
    birth_date = forms.DateField(
        label=_("Date of birth"), required=False, help_text=_("The date or, if it is not known, the age alone.")
    )
    age = forms.IntegerField(label=_("Age"), required=False, min_value=0, max_value=OLDEST)
    commune = CommuneField(label=_("Commune where they live"))
    contact_channel = forms.ChoiceField(choices=YoungPerson.Channel, label=_("How they want to be reached"))
    contact = forms.CharField(label=_("Number or address"), max_length=120, required=False)
    contact_advice = forms.CharField(
        label=_("When and how"),
        max_length=200,
        required=False,
        help_text=_("For example: after 5 p.m., never at home."),
    )
    address = forms.CharField(label=_("Home address"), max_length=300, required=False)

    def clean_birth_date(self) -> dt.date | None:
        born: dt.date | None = self.cleaned_data["birth_date"]
        today = clock.today()
        if born and (born > today or today.year - born.year > OLDEST):
            raise ValidationError(_("Give a date of birth between today and thirty years ago."))
        return born

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        known = [name for name in ("birth_date", "age") if name in self.errors or cleaned.get(name) is not None]
        if not known:
            self.add_error("birth_date", _("Give the date of birth or, if it is not known, the age."))
        if len(known) > 1 and not self.errors:
            self.add_error("age", _("Give the date of birth or the age, not both."))
        return cleaned

    def identity(self) -> dict[str, Any]:
        """What the action stores: of an age alone, the year of birth."""
        known = {name: value for name, value in self.cleaned_data.items() if name in STORED}
        age = self.cleaned_data["age"]
        return known if age is None else known | {"birth_year": clock.today().year - age}


class ChangeIdentityForm(VersionedForm, IdentityForm):
    """Everything that is known of who they are and how they live."""

    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("", _("Other, or not said")), *YoungPerson.Sex.choices],
        required=False,
        help_text=_("As official papers say it."),
    )
    birth_place = forms.CharField(label=_("Place of birth"), max_length=120, required=False)
    other_contacts = forms.CharField(
        label=_("Other contacts"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Relatives, a neighbour, a school: who they are and how to reach them."),
    )
    language = forms.CharField(label=_("Language spoken"), max_length=80, required=False)
    needs_interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)
    situation = forms.ChoiceField(
        label=_("School or work"), choices=[("", _("Not known")), *YoungPerson.Situation.choices], required=False
    )
    situation_detail = forms.CharField(
        label=_("Where, in which year"),
        max_length=200,
        required=False,
        help_text=_("For example: third year at the Jean Macé school."),
    )
    siblings = forms.CharField(
        label=_("Siblings"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("First names, ages, with whom they live."),
    )
    trusted_person = forms.CharField(
        label=_("Person of trust"),
        max_length=120,
        required=False,
        help_text=_("Whom the young person chose to be at their side, whoever holds parental authority."),
    )
    trusted_contact = forms.CharField(label=_("How to reach this person"), max_length=120, required=False)
    field_order = ("first_name", "last_name", "chosen_name", "pronoun", "sex", "birth_date", "age", "birth_place")

    def __init__(self, *args: Any, row: YoungPerson, **kwargs: Any) -> None:
        self.row = row
        now = {name: self.saved(name) for name in self.base_fields if name != "version"}
        super().__init__(*args, row=row, initial=now, **kwargs)

    def saved(self, name: str) -> Any:
        if name == "age":
            return None if self.row.birth_date else self.row.age()  # type: ignore[attr-defined]
        return super().saved(name)


class OpenCaseForm(IdentityForm, CreateForm):
    """The identity, one representative, and the team that opens the file."""

    team = forms.ModelChoiceField(queryset=Team.objects.none(), label=_("Opened by"))
    representative_name = forms.CharField(
        label=_("Name of a holder of parental authority"), max_length=120, required=False
    )
    representative_capacity = forms.ChoiceField(
        label=_("In what capacity"), choices=LegalRepresentative.Capacity, required=False
    )
    representative_contact = forms.CharField(label=_("How to reach them"), max_length=120, required=False)

    def __init__(self, *args: Any, opener: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(pk__in=TeamMembership.objects.may_open_files(opener).values("team"))
        self.fields["team"].queryset = teams.select_related("organisation").order_by("name")  # type: ignore[attr-defined]
        self.fields["team"].initial = teams.first()

    def representatives(self) -> tuple[dict[str, Any], ...]:
        data = self.cleaned_data
        if not data["representative_name"]:
            return ()
        return (
            {
                "name": data["representative_name"],
                "capacity": data["representative_capacity"] or LegalRepresentative.Capacity.PARENT,
                "contact": data["representative_contact"],
            },
        )

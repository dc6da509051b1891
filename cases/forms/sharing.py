"""Forms of the agreements to share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.actions.sharing import Recipient
from cases.forms.documents import ScanForm
from cases.models import Case, LegalGround, Objection, SharingAgreement
from common import clock
from common.forms import AreasField, CreateForm, Form
from organisations.models import Organisation
from people.models import LegalRepresentative

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class AgreementForm(CreateForm, ScanForm):
    """Who agreed, in what capacity, how, and whether they were told before."""

    capacity = forms.ChoiceField(choices=SharingAgreement.Capacity, widget=forms.RadioSelect, label=_("Who agreed"))
    means = forms.ChoiceField(choices=SharingAgreement.Means, widget=forms.RadioSelect, label=_("How"))
    agreed_on = forms.DateField(label=_("On which day"))
    information_given = forms.ChoiceField(
        choices=YES_NO,
        widget=forms.RadioSelect,
        label=_("Was it explained beforehand what is shared, with whom and why?"),
    )
    not_informed_reason = forms.ChoiceField(
        choices=[("", "—"), *SharingAgreement.NotInformed.choices], required=False, label=_("If not, why")
    )

    field_order = ("capacity", "means", "agreed_on", "scan", "information_given", "not_informed_reason")

    def __init__(self, *args: Any, writes: bool, **kwargs: Any) -> None:
        """`writes`: whether this person writes in the file, and may add a document to it."""
        super().__init__(*args, **kwargs)
        if not writes:
            del self.fields["scan"]

    def clean_agreed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["agreed_on"]
        if day > clock.today():
            raise ValidationError(_("Give the day on which they agreed, today at the latest."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        informed = cleaned.get("information_given") == "yes"
        if not informed and cleaned.get("information_given") and not cleaned.get("not_informed_reason"):
            self.add_error("not_informed_reason", _("Say why it could not be explained."))
        if informed:
            cleaned["not_informed_reason"] = ""
        cleaned["information_given"] = informed
        return cleaned


class RecipientForm(Form):
    """One association that may know, in which areas, until when."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=_("Association"))
    areas = AreasField(label=_("What it may know about"))
    until = forms.DateField(
        required=False, label=_("Until"), help_text=_("Empty: until it is withdrawn. It can be withdrawn any day.")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.partners_of(case.leading_organisation)
        self.fields["organisation"].queryset = partners.order_by("name")  # type: ignore[attr-defined]

    @staticmethod
    def asked(query: Mapping[str, str]) -> dict[str, Any]:
        """The association and the areas that a link names: codes only."""
        areas = query.get("areas", "")
        return {"organisation": query.get("organisation"), "areas": int(areas) if areas.isdecimal() else None}

    def clean_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["until"]
        if day and day < clock.today():
            raise ValidationError(_("Give a day to come, or leave it empty."))
        return day

    def recipient(self) -> Recipient:
        """What the action asks for."""
        data = self.cleaned_data
        return Recipient(data["organisation"], data["areas"], data["until"])


class GroundForm(RecipientForm, CreateForm):
    """What the law allows without an agreement."""

    article = forms.ChoiceField(choices=LegalGround.Article, label=_("Legal ground"))


class HolderChoice(forms.ModelChoiceField[LegalRepresentative]):
    """Holders of parental authority by their name."""

    def label_from_instance(self, obj: LegalRepresentative) -> str:
        return str(obj.name)


class ObjectionForm(CreateForm):
    """Who objects to one recipient."""

    representative = HolderChoice(
        queryset=LegalRepresentative.objects.none(),
        label=_("Who objects"),
        help_text=_("They need give no reason. From this moment the association sees nothing of the file."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = LegalRepresentative.objects.holding(case.person_id)
        self.fields["representative"].queryset = holders  # type: ignore[attr-defined]


class SettleForm(Form):
    """What comes of an objection, how, on what ground."""

    outcome = forms.ChoiceField(choices=Objection.Outcome, widget=forms.RadioSelect, label=_("What comes of it"))
    means = forms.ChoiceField(choices=Objection.Means, widget=forms.RadioSelect, label=_("How it was settled"))
    ground = forms.ChoiceField(
        choices=Objection.Ground,
        widget=forms.RadioSelect,
        required=False,
        label=_("If it may know again, on what ground"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == Objection.Outcome.STOPPED:
            cleaned["ground"] = ""
        elif cleaned.get("outcome") and not cleaned.get("ground") and "ground" not in self.errors:
            self.add_error("ground", _("Say on what ground the association may know again."))
        return cleaned

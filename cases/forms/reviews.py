"""Forms of a review: convened, answered, held, written up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.actions.versions import holders_of_authority
from cases.forms.plan import ActionForm, AreaField, ChangeItemForm, ItemForm, LevelField
from cases.models import Case, CircleMembership, DateReply, Participant, Review, ReviewDate, ReviewSection
from cases.models.access import sight
from common import clock
from common.areas import Level
from common.forms import CreateForm, Form, MomentField, VersionedForm
from common.templatetags.ui import day, hour
from organisations.models import Team
from people.models import LegalRepresentative

if TYPE_CHECKING:
    from accounts.models import User

Party = Participant.Party


class SeatsField(forms.ModelMultipleChoiceField[CircleMembership]):
    """Members of the circle, with their function."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: CircleMembership) -> str:
        return f"{obj.team.organisation if obj.team else obj.user} – {obj.get_function_display()}"


class HoldersField(forms.ModelMultipleChoiceField[LegalRepresentative]):
    """Holders of parental authority, by name and capacity."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: LegalRepresentative) -> str:
        return f"{obj.name} – {obj.get_capacity_display()}"


class DatesForm(Form):
    """One to three days and hours to come."""

    first = MomentField(label=_("First date proposed"))
    second = MomentField(label=_("Second date"), required=False)
    third = MomentField(label=_("Third date"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("first", "second", "third"):
            if (at := cleaned.get(name)) and at <= clock.now():
                self.add_error(name, _("Choose a moment to come."))
        return cleaned

    def dates(self) -> list[dt.datetime]:
        """Those that are given."""
        given = [self.cleaned_data[name] for name in ("first", "second", "third")]
        return [at for at in given if at]


class WhereForm(Form):
    """Why, how and where."""

    purpose = forms.ChoiceField(choices=Review.Purpose, label=_("Why now"))
    means = forms.ChoiceField(choices=Review.Means, widget=forms.RadioSelect, label=_("How"))
    place = forms.CharField(
        label=_("Where, or how to join"),
        help_text=_("Everybody in the circle reads this."),
        max_length=300,
        required=False,
    )


class ConveneForm(CreateForm, DatesForm, WhereForm):
    """A review, the dates proposed, and who is invited."""

    seats = SeatsField(queryset=CircleMembership.objects.none(), label=_("Members of the circle"))
    young_person = forms.BooleanField(label=_("The young person"), required=False, initial=True)
    representatives = HoldersField(
        queryset=LegalRepresentative.objects.none(), required=False, label=_("Holders of parental authority")
    )
    field_order = ("purpose", "first", "second", "third", "means", "place", "seats", "young_person", "representatives")

    def __init__(self, *args: Any, case: Case, lead: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = CircleMembership.objects.in_force().filter(case=case).select_related("team__organisation", "user")
        self.fields["seats"].queryset = seats.order_by("valid_from", "pk")  # type: ignore[attr-defined]
        known = holders_of_authority(case) if sight(lead, case).sees_details else []
        holders = LegalRepresentative.objects.filter(pk__in=[one.pk for one in known]).order_by("pk")
        self.fields["representatives"].queryset = holders  # type: ignore[attr-defined]
        if not known:
            del self.fields["representatives"]

    def invited(self) -> Iterator[dict[str, Any]]:
        """The parties."""
        if self.cleaned_data["young_person"]:
            yield {"party": Party.YOUNG_PERSON}
        for seat in self.cleaned_data["seats"]:
            yield {"party": Party.SEAT, "seat": seat}
        for holder in self.cleaned_data.get("representatives", ()):
            yield {"party": Party.REPRESENTATIVE, "representative": holder}

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("purpose", "means", "place")}


class ChangeReviewForm(VersionedForm, WhereForm):
    """Why, how and where, changed before it is held."""


class InviteForm(CreateForm):
    """Somebody from outside the circle, by function: they get no access, the lead tells them."""

    function = forms.ChoiceField(choices=CircleMembership.Function, label=_("Function"))
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Shown to the lead and to professionals bound by secrecy. They read nothing of the file here."),
        max_length=120,
        required=False,
    )


class AnswerDatesForm(Form):
    """Yes, if need be, or no, to each date."""

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = dict(DateReply.objects.filter(participant=participant).values_list("date", "answer"))
        self.dates = {f"date_{n}": date for n, date in enumerate(participant.review.dates.order_by("starts_at"))}
        for name, date in self.dates.items():
            self.fields[name] = forms.ChoiceField(
                choices=DateReply.Answer, widget=forms.RadioSelect, label=told(date), initial=said.get(date.pk)
            )

    def answers(self) -> dict[ReviewDate, str]:
        return {date: self.cleaned_data[name] for name, date in self.dates.items()}


class DateChoice(forms.ModelChoiceField[ReviewDate]):
    """A date as it is read."""

    def label_from_instance(self, obj: ReviewDate) -> str:
        return told(obj)


class FixDateForm(Form):
    """One of the dates proposed."""

    date = DateChoice(
        queryset=ReviewDate.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        label=_("The date of the review"),
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].queryset = review.dates.order_by("starts_at")  # type: ignore[attr-defined]


class CancelForm(Form):
    """Why it will not be held."""

    reason = forms.ChoiceField(
        choices=[choice for choice in Review.Reason.choices if choice[0] != Review.Reason.CASE_CLOSED],
        widget=forms.RadioSelect,
        label=_("Why"),
    )


class PresenceForm(Form):
    """Who came, who was excused, who did not come."""

    def __init__(self, *args: Any, parties: dict[Participant, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {f"party_{n}": party for n, party in enumerate(parties)}
        for name, party in self.parties.items():
            self.fields[name] = forms.ChoiceField(
                choices=Participant.Presence, widget=forms.RadioSelect, label=parties[party], initial=party.presence
            )

    def presence(self) -> dict[Participant, str]:
        return {party: self.cleaned_data[name] for name, party in self.parties.items()}


class SectionForm(ItemForm):
    """A text for one area and one level of readers."""

    text = forms.CharField(label=_("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    area = AreaField()
    field_order = ("area", "text", "level")


class ChangeSectionForm(ChangeItemForm):
    text = forms.CharField(label=_("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))


class DecisionForm(ActionForm):
    """Something decided together; with an owner it becomes an action, which the owner accepts or declines."""

    title = forms.CharField(label=_("What is decided"), max_length=300)
    owner_team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        required=False,
        label=_("Who does it"),
        help_text=_("Chosen, it is proposed to them as an action of the plan. Left empty, it is a decision noted."),
    )


class OpinionForm(VersionedForm):
    """The young person's own words, or why they are missing."""

    text = forms.CharField(
        label=_("In the young person's own words"),
        help_text=_("As they say it, even when they disagree."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    missing = forms.ChoiceField(
        choices=[("", "—"), *ReviewSection.Missing.choices], required=False, label=_("Or why it is missing")
    )
    level = LevelField(initial=Level.COORDINATION)

    def __init__(self, *args: Any, row: Review, **kwargs: Any) -> None:
        super().__init__(*args, row=row, initial=opinion_of(row), **kwargs)
        self.fields["level"].choices = [one for one in Level.choices if one[0] != Level.RESTRICTED]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "text" in cleaned and bool(cleaned["text"]) == bool(cleaned.get("missing")):
            raise ValidationError(_("Write what they say, or choose why it is missing: one of the two."))
        return cleaned

    def saved(self, name: str) -> Any:
        return opinion_of(self.row).get(name)  # type: ignore[arg-type]


def opinion_of(review: Review) -> dict[str, Any]:
    """What is noted of it so far."""
    noted = review.opinion
    return {"text": noted.text or "", "missing": noted.missing, "level": noted.level} if noted else {}


class DocumentForm(Form):
    """When the plan is next looked at together."""

    next_on = forms.DateField(label=_("Next review"))

    def clean_next_on(self) -> dt.date:
        chosen: dt.date = self.cleaned_data["next_on"]
        if chosen <= clock.today():
            raise ValidationError(_("Choose a day to come."))
        return chosen


def told(date: ReviewDate) -> str:
    return f"{day(date.starts_at)}, {hour(date.starts_at)}"

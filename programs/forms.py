"""Forms of services and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.forms.plan import GoalChoice
from cases.models import Case, Goal
from cases.needs import vocabulary
from common import clock
from common.areas import LABELS, Area
from common.forms import CreateForm, Form, VersionedForm
from organisations.models import Organisation, Team, TeamMembership
from places.models import Territory
from programs.models import Attendance, Service, ServiceQuestion

if TYPE_CHECKING:
    import datetime as dt

MINUTES = [(30, "30 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30"), (120, "2 h"), (180, "3 h"), (240, "4 h")]


class CaseByName(forms.ModelChoiceField[Case]):
    """Young people by the first name they chose."""

    def label_from_instance(self, obj: Case) -> str:
        return obj.person.called


class GoalOfSomebody(GoalChoice):
    """Goals of several young people, told apart by their first names."""

    def label_from_instance(self, obj: Goal) -> str:
        return f"{obj.case.person.called} – « {obj.words} »"


class SessionForm(CreateForm):
    """With whom, when, did they come, for which goal, a word."""

    case = CaseByName(queryset=Case.objects.none(), empty_label=None, widget=forms.RadioSelect, label=_("With whom?"))
    held_on = forms.DateField(label=_("Which day?"), initial=clock.today)
    status = forms.ChoiceField(
        choices=Attendance.Status,
        initial=Attendance.Status.PRESENT,
        widget=forms.RadioSelect,
        label=_("They were…"),
    )
    reason = forms.ChoiceField(
        choices=[("", "—"), *Attendance.Reason.choices],
        required=False,
        label=_("Reason, when they did not come"),
    )
    goal = GoalOfSomebody(
        queryset=Goal.objects.none(), required=False, label=_("For which goal?"), empty_label=_("None in particular")
    )
    minutes = forms.TypedChoiceField(choices=MINUTES, coerce=int, initial=60, label=_("How long?"))
    note = forms.CharField(
        label=_("A word"),
        help_text=_(
            "Two sentences are enough. It goes to the professionals, and the young person may read it; so can you."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, writer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = Case.objects.visible_to(writer).open().select_related("person").order_by("reference")
        goals = Goal.objects.visible_to(writer).filter(case__status=Case.Status.OPEN, reached_on=None)
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]
        self.fields["goal"].queryset = goals.select_related("case__person").order_by("case", "created_at")  # type: ignore[attr-defined]

    def clean_held_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["held_on"]
        if not clock.today() - 60 * clock.DAY <= day <= clock.today():
            raise ValidationError(_("Give the day of the session: today, or one of the last sixty days."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        case, goal = cleaned.get("case"), cleaned.get("goal")
        if case and goal and goal.case_id != case.pk:
            self.add_error("goal", _("This goal belongs to another young person."))
        cleaned["reason"] = reason_for(cleaned.get("status", ""), cleaned.get("reason", ""))
        return cleaned


def reason_for(status: str, reason: str) -> str:
    """An absence has a reason, “not known” when nobody said; anything else has none."""
    if status not in {Attendance.Status.ABSENT, Attendance.Status.EXCUSED}:
        return ""
    return reason or Attendance.Reason.UNKNOWN


class CorrectSessionForm(Form):
    """What can be mended the same day."""

    status = forms.ChoiceField(choices=Attendance.Status, widget=forms.RadioSelect, label=_("They were…"))
    reason = SessionForm.base_fields["reason"]
    minutes = forms.TypedChoiceField(choices=MINUTES, coerce=int, label=_("How long?"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["reason"] = reason_for(cleaned.get("status", ""), cleaned.get("reason", ""))
        return cleaned


class ServiceForm(Form):
    """A service's entry in the directory."""

    name = forms.CharField(label=_("Name of the service"), max_length=120)
    team = forms.ModelChoiceField(queryset=Team.objects.none(), label=_("Team that answers referrals"))
    description = forms.CharField(
        label=_("What it offers"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    conditions = forms.CharField(
        label=_("Its conditions"),
        help_text=_("Who may come, and how. Everybody in the network reads it, above all whoever refers somebody."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    needs = forms.MultipleChoiceField(label=_("Needs it serves"), widget=forms.CheckboxSelectMultiple)
    territory = forms.ModelChoiceField(
        queryset=Territory.objects.order_by("name"), required=False, label=_("Territory"), empty_label=_("Everywhere")
    )
    min_age = forms.IntegerField(label=_("From age"), min_value=0, max_value=30, initial=11)
    max_age = forms.IntegerField(label=_("To age"), min_value=0, max_value=30, initial=25)
    usual_answer_days = forms.IntegerField(
        label=_("Usual answer, in working days"), min_value=1, max_value=30, initial=5
    )
    is_open = forms.BooleanField(label=_("Open to referrals now"), required=False, initial=True)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(organisation=organisation, dissolved_at=None).order_by("name")
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["needs"].choices = [  # type: ignore[attr-defined]
            (str(label), [(need.code, str(need)) for need in vocabulary().values() if need.area == area])
            for area, label in LABELS.items()
            if area != Area.GENERAL
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("min_age") or 0) > (cleaned.get("max_age") or 30):
            self.add_error("max_age", _("Give an age at least equal to the first one."))
        return cleaned


class NewServiceForm(ServiceForm, CreateForm):
    """An entry that does not exist yet."""


class ChangeServiceForm(ServiceForm, VersionedForm):
    """An entry that others may change too."""

    row: Service

    def __init__(self, *args: Any, row: Service, **kwargs: Any) -> None:
        self.row = row
        initial = {name: self.saved(name) for name in ServiceForm.base_fields}
        super().__init__(*args, row=row, organisation=row.organisation, initial=initial, **kwargs)

    def saved(self, name: str) -> Any:
        return [need.code for need in self.row.needs.all()] if name == "needs" else getattr(self.row, name)


class QuestionForm(CreateForm):
    """One question, and how it is answered: by a tick, a choice, a number or a day, never by a text."""

    MOST_CHOICES, LONGEST_CHOICE = 8, 80

    text = forms.CharField(
        label=_("Your question"),
        help_text=_("Read before acceptance: ask nothing that would tell who the young person is."),
        max_length=160,
    )
    kind = forms.ChoiceField(choices=ServiceQuestion.Kind, widget=forms.RadioSelect, label=_("How it is answered"))
    options = forms.CharField(
        label=_("Choices"),
        help_text=_("For a choice only: one a line, two at least, eight at most."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_required = forms.BooleanField(label=_("It must be answered before sending"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lines = [" ".join(line.split()) for line in cleaned.get("options", "").splitlines() if line.strip()]
        if cleaned.get("kind") != ServiceQuestion.Kind.CHOICE:
            lines = []
        elif not 2 <= len(set(lines)) == len(lines) <= self.MOST_CHOICES:
            self.add_error("options", _("Write two to eight different choices, one a line."))
        elif any(len(line) > self.LONGEST_CHOICE for line in lines):
            self.add_error("options", _("Keep each choice within 80 characters."))
        cleaned["options"] = "\n".join(lines)
        return cleaned


class PlacesForm(Form):
    """Places in all, and free today."""

    places = forms.IntegerField(label=_("Places in all"), min_value=0, max_value=999)
    free = forms.IntegerField(label=_("Free places today"), min_value=0, max_value=999)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("free") or 0) > (cleaned.get("places") or 0):
            self.add_error("free", _("There cannot be more free places than places."))
        return cleaned


class CareForm(Form):
    """Who keeps a service's entry and places up to date: a member, or a team."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), required=False, label=_("A member"))
    team = forms.ModelChoiceField(queryset=Team.objects.none(), required=False, label=_("Or a team"))

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = TeamMembership.objects.in_force().filter(team__organisation=service.organisation_id)
        self.fields["user"].queryset = User.objects.filter(pk__in=members.values("user")).order_by("full_name")  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.filter(  # type: ignore[attr-defined]
            organisation=service.organisation_id, dissolved_at=None
        ).order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("user")) == bool(cleaned.get("team")):
            raise ValidationError(_("Choose a member or a team, one of the two."))
        return cleaned

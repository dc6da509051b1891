"""Forms of a transfer: to whom, why and with what consequences; the answer; the withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from common.forms import CreateForm, Form
from organisations.models import Team, TeamMembership
from referrals.choices import (
    TRANSFER_WITHDRAW_REASONS,
    Informed,
    TransferDecline,
    TransferReason,
    WithdrawReason,
)
from referrals.forecast import Forecast, foreseen
from referrals.forms import NAMES_NOBODY, refuse_names
from referrals.models import LONGEST_OVERLAP, USUAL_OVERLAP

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from people.models import YoungPerson


def teams_to_lead(case: Case, proposer: User) -> QuerySet[Team]:
    """Teams of the other associations of the network with somebody bound, those of the proposer's left out."""
    bound = TeamMembership.objects.in_force().bound().filter(team=OuterRef("pk"), user__is_active=True)
    own = TeamMembership.objects.of(proposer).values("team__organisation")
    teams = Team.objects.filter(
        Exists(bound), dissolved_at=None, organisation__network=case.leading_organisation.network_id
    ).exclude(organisation=case.leading_organisation_id)
    teams = teams.exclude(organisation__in=own).select_related("organisation")
    return teams.order_by("organisation__name", "name")


class TargetForm(Form):
    """Which team, and for how long the one before stays: what the list of consequences depends on."""

    team = forms.ModelChoiceField(queryset=Team.objects.none(), label=_("Team that would lead"))
    overlap_days = forms.IntegerField(
        min_value=0,
        max_value=LONGEST_OVERLAP,
        initial=USUAL_OVERLAP,
        label=_("Days of overlap"),
        help_text=_("The team that leads today keeps its seat for that long, to hand over in peace. 90 at most."),
    )

    def __init__(self, *args: Any, case: Case, proposer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["team"].queryset = teams_to_lead(case, proposer)  # type: ignore[attr-defined]

    def terms(self) -> dict[str, Any]:
        return {"to_team": self.cleaned_data["team"], "overlap_days": self.cleaned_data["overlap_days"]}

    def foresee(self) -> Forecast | None:
        """What that would change; None while it is not said."""
        if not self.is_valid():
            return None
        team, days = self.cleaned_data["team"], self.cleaned_data["overlap_days"]
        return foreseen(self.case, team, days)


class ConfirmForm(Form):
    """That the list of those who lose access was read: a tick, asked for when there is one."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    confirmed = forms.BooleanField(
        required=False, label=_("I have read who loses access, and why: it is what we want, or cannot be otherwise")
    )

    def __init__(self, *args: Any, forecast: Forecast | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"shown": forecast.digest if forecast else ""}, **kwargs)
        self.forecast = forecast
        if forecast is None or not forecast.losing:
            del self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.forecast and "confirmed" in self.fields:
            if not cleaned.get("confirmed"):
                self.add_error("confirmed", gettext("Tick this once you have read the list: nothing is sent before."))
            elif cleaned.get("shown") != self.forecast.digest:
                self.read_again(self.forecast)
        return cleaned

    def read_again(self, forecast: Forecast) -> None:
        """The list is another one than was shown: whoever ticked it has not read this one."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("shown")] = forecast.digest  # type: ignore[index]
        changed = gettext("The list of those who lose access has changed: read it again, then confirm.")
        self.add_error("confirmed", changed)


class ProposeForm(ConfirmForm, CreateForm):
    """Why, what the young person said, a word for the team asked."""

    reason = forms.ChoiceField(choices=TransferReason, widget=forms.RadioSelect, label=_("Why"))
    informed = forms.ChoiceField(
        choices=Informed,
        widget=forms.RadioSelect,
        label=_("What the young person says to it"),
        help_text=_("Speak with them first: nothing is proposed without their knowing."),
    )
    message = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("A word for the team asked"),
        help_text=NAMES_NOBODY,
        max_length=2000,
    )
    field_order = ("reason", "informed", "message", "confirmed")

    def __init__(self, *args: Any, person: YoungPerson | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_message(self) -> str:
        """For whoever opens the file, who knows the names: nobody finds one out here."""
        text: str = self.cleaned_data["message"]
        if self.person is not None:
            refuse_names(text, self.person)
        return text

    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("reason", "informed", "message", "new_id")}


class DeclineForm(Form):
    """Why the team does not take the lead."""

    reason = forms.ChoiceField(choices=TransferDecline, widget=forms.RadioSelect, label=_("Reason"))

    def clean_reason(self) -> TransferDecline:
        return TransferDecline(self.cleaned_data["reason"])


class TakeBackForm(Form):
    """Why it is taken back."""

    reason = forms.ChoiceField(
        choices=[(reason.value, reason.label) for reason in TRANSFER_WITHDRAW_REASONS],
        widget=forms.RadioSelect,
        label=_("Reason"),
    )

    def clean_reason(self) -> WithdrawReason:
        return WithdrawReason(self.cleaned_data["reason"])

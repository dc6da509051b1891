"""Forms of the circle: a seat offered, a lead appointed, a file closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CircleMembership
from common import clock
from common.areas import SEAT_LEVELS
from common.forms import AreasField, CreateForm, Form
from common.templatetags.ui import short_day
from organisations.models import Organisation, Team, TeamMembership


class SeatForm(CreateForm):
    """Which team, for what, at which level, in which areas."""

    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label=_("Team"),
        help_text=_("Teams of your association, and of those you have a partnership agreement with."),
    )
    function = forms.ChoiceField(choices=CircleMembership.Function, label=_("What it does"))
    purpose = forms.ChoiceField(choices=CircleMembership.Purpose, label=_("Why it joins"))
    areas = AreasField(label=_("Areas it will see"))
    level = forms.TypedChoiceField(
        choices=SEAT_LEVELS,
        coerce=int,
        widget=forms.RadioSelect,
        label=_("Level"),
        help_text=_("Coordination is for members bound by professional secrecy; practical is for everybody seated."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.partners_of(case.leading_organisation)
        near = Q(organisation__in=partners) | Q(organisation=case.leading_organisation_id)
        teams = Team.objects.filter(near, dissolved_at=None)
        if not self.is_bound:  # sent twice, or just after a colleague, the action says what became of it
            seated = CircleMembership.objects.filter(case=case, team__isnull=False, valid_until=clock.FOREVER)
            teams = teams.exclude(pk__in=seated.values("team"))
        self.fields["team"].queryset = teams.select_related("organisation").order_by("organisation__name", "name")  # type: ignore[attr-defined]


class LeadForm(Form):
    """Who becomes the lead, among bound members of one team, or of the parties to these seats."""

    membership = forms.ModelChoiceField(queryset=TeamMembership.objects.none(), label=_("New lead professional"))

    def __init__(self, *args: Any, team: Any = None, seats: Any = None, but: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        memberships = TeamMembership.objects.in_force().bound().filter(user__is_active=True)
        if seats is None:
            memberships = memberships.filter(team=team)
        else:
            of_teams = seats.filter(team__isnull=False).values("team")
            in_person = seats.filter(user__isnull=False).values("user")
            memberships = memberships.filter(Q(team__in=of_teams) | Q(user__in=in_person)).exclude(user=but)
        self.fields["membership"].queryset = memberships.select_related(  # type: ignore[attr-defined]
            "user", "team__organisation"
        ).order_by("team__name", "user__full_name")


class FilesField(forms.ModelMultipleChoiceField[Case]):
    """Steering rows to tick: a reference, and when the next review is due."""

    def label_from_instance(self, obj: Any) -> str:
        words = {"reference": obj.reference, "day": short_day(obj.next_review_on)}
        return gettext("%(reference)s – review on %(day)s") % words


class CaseloadForm(Form):
    """Which files of one lead, and who of the team leads them from now on."""

    cases = FilesField(queryset=Case.objects.none(), widget=forms.CheckboxSelectMultiple, label=_("Files"))
    membership = forms.ModelChoiceField(queryset=TeamMembership.objects.none(), label=_("New lead professional"))
    confirmed = forms.BooleanField(required=False, label=_("The files ticked change lead at once"))

    def __init__(self, *args: Any, leaver: TeamMembership, led: QuerySet[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].queryset = led  # type: ignore[attr-defined]
        self.fields["cases"].initial = [case.pk for case in led]
        able = TeamMembership.objects.in_force().bound().filter(team=leaver.team_id, user__is_active=True)
        self.fields["membership"].queryset = (  # type: ignore[attr-defined]
            able.exclude(user=leaver.user_id).select_related("user", "team__organisation").order_by("user__full_name")
        )

    def clean_confirmed(self) -> bool:
        if not self.cleaned_data["confirmed"]:
            raise forms.ValidationError(gettext("Tick this to hand them over."))
        return True


class CloseCaseForm(Form):
    """Why the file closes."""

    reason = forms.ChoiceField(choices=Case.ClosingReason, widget=forms.RadioSelect, label=_("Why the support ends"))

"""Whom to ask, and whom next: one partner or several, in the young person's order of preference."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Need
from common import clock, workdays
from common.forms import Form, VersionedForm
from organisations.models import Absence, Organisation, Team, TeamMembership
from organisations.reading import away
from programs.models import Service, ServiceNeed
from referrals.actions.ordering import Receiver
from referrals.models import EXPIRE_AFTER, NextPartner, Referral

type Choices = list[tuple[str, list[tuple[str, str]]]]

THEN = ("then_1", "then_2", "then_3")
"""As many partners may wait for their turn."""


class Partners:
    """Who may be asked for a need by this sender: services and teams, by the id a form sends."""

    def __init__(self, need: Need, sender: User) -> None:
        self.teams = {str(team.pk): team for team in teams_to_ask(need, sender)}
        self.services = {str(service.pk): service for service in services_to_ask(need, self.teams.values())}
        until = workdays.after(clock.today(), EXPIRE_AFTER)
        self.absences = list(Absence.objects.of(*self.teams.values()).to_come(until=until))

    def choices(self) -> Choices:
        """Services that serve this need first, then the others, then the teams."""
        services = {pk: self.with_absence(described(row), row.team) for pk, row in self.services.items()}
        serving = [(pk, services[pk]) for pk, row in self.services.items() if row.serves]  # type: ignore[attr-defined]
        others = [(pk, services[pk]) for pk, row in self.services.items() if not row.serves]  # type: ignore[attr-defined]
        teams = [(pk, self.with_absence(called(team), team)) for pk, team in self.teams.items()]
        groups = ((_("Services for this need"), serving), (_("Other services"), others), (_("Teams"), teams))
        return [(str(label), choices) for label, choices in groups if choices]

    def with_absence(self, label: str, team: Team) -> str:
        """A partner, and when nobody is there before a referral sent today would end."""
        away_at = [one for one in self.absences if team.pk == one.team_id or whole(one, team)]
        return " – ".join([label, *(away(one) for one in away_at)])

    def named(self, chosen: str) -> Receiver:
        """The service, if one was chosen, and the team that answers."""
        service = self.services.get(chosen)
        return Receiver(service.team if service else self.teams[chosen], service)


class OrderForm(Form):
    """Who is asked next, should the one before not take it on."""

    then_1 = forms.ChoiceField(
        choices=(),
        required=False,
        label=_("If this partner cannot, ask"),
        help_text=_(
            "Asked by itself as soon as the one before declines or lets the time pass, if both gates are open."
        ),
    )
    then_2 = forms.ChoiceField(choices=(), required=False, label=_("Then"))
    then_3 = forms.ChoiceField(choices=(), required=False, label=_("Then, last of all"))
    order_agreed = forms.BooleanField(required=False, label=_("The young person agrees to this order"))
    partners: Partners

    def offer(self, partners: Partners) -> None:
        self.partners = partners
        for name in THEN:
            nobody = [("", gettext("Nobody else"))]
            self.fields[name].choices = [*nobody, *partners.choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = {name: cleaned[name] for name in THEN if cleaned.get(name)}
        seen = {self.first_asked(cleaned)}
        for name, partner in given.items():
            if partner in seen:
                self.add_error(name, gettext("Choose each partner once."))
            seen.add(partner)
        if given and not cleaned.get("order_agreed"):
            self.add_error(
                "order_agreed", gettext("Ask the young person first: without their agreement only the first is asked.")
            )
        return cleaned

    def first_asked(self, cleaned: dict[str, Any]) -> str:
        """Who comes before all of them."""
        return str(cleaned.get("receiver", ""))

    def then(self) -> list[Receiver]:
        return [self.partners.named(self.cleaned_data[name]) for name in THEN if self.cleaned_data[name]]


class ChangeOrderForm(VersionedForm, OrderForm):
    """What follows, changed or stopped while the present partner has not taken it on."""

    def __init__(self, *args: Any, row: Referral, sender: User, **kwargs: Any) -> None:
        waiting = NextPartner.objects.of(row).waiting()
        self.kept = dict(zip(THEN, [str(one.service_id or one.team_id) for one in waiting], strict=False))
        kwargs["initial"] = self.kept
        super().__init__(*args, row=row, **kwargs)
        self.first = str(row.service_id or row.to_team_id)
        self.offer(Partners(row.need, sender))

    def first_asked(self, cleaned: dict[str, Any]) -> str:
        return self.first

    def saved(self, name: str) -> Any:
        return bool(self.kept) if name == "order_agreed" else self.kept.get(name, "")


def whole(absence: Absence, team: Team) -> bool:
    """Whether it is one of the team's whole association."""
    return absence.team_id is None and absence.organisation_id == team.organisation_id


def called(team: Team) -> str:
    """A team, and whether it answers without an account."""
    return gettext("%(team)s – answers by link") % {"team": team} if team.by_link else str(team)  # type: ignore[attr-defined]


def described(service: Service) -> str:
    """A service with its free places and its usual delay."""
    capacity = getattr(service, "capacity", None)
    places = (
        ngettext("%(free)s free place", "%(free)s free places", capacity.free) % {"free": capacity.free}
        if capacity
        else gettext("places not said")
    )
    days = gettext("answers in %(days)s working days") % {"days": service.usual_answer_days}
    return f"{service.name} ({service.organisation}) – {places}, {days}"


def teams_to_ask(need: Need, sender: User) -> Any:
    """Open teams of the leading organisation and of its partners, the sender's own left out."""
    leading = need.case.leading_organisation
    near = Q(organisation=leading) | Q(organisation__in=Organisation.objects.partners_of(leading))
    own = TeamMembership.objects.of(sender).values("team")
    by_link = Exists(Team.objects.answering_by_link().filter(pk=OuterRef("pk")))
    teams = Team.objects.filter(near, dissolved_at=None).exclude(pk__in=own).annotate(by_link=by_link)
    return teams.select_related("organisation").order_by("organisation__name", "name")


def services_to_ask(need: Need, teams: Any) -> Any:
    """Open services answered by these teams, each marked when it serves the need."""
    serves = Exists(ServiceNeed.objects.filter(service=OuterRef("pk"), code=need.code))
    services = Service.objects.open().filter(team__in=list(teams)).annotate(serves=serves)
    return services.select_related("organisation", "team", "capacity").order_by("organisation__name", "name")

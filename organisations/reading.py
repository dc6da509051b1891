"""What pages of associations show, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from common import clock
from common.templatetags.ui import short_day
from organisations.access import administered, decidable, deciders, known_partnerships, steered_teams
from organisations.models import (
    Absence,
    Decision,
    Invitation,
    Network,
    Organisation,
    OrganisationRole,
    PartnershipAgreement,
    Team,
    TeamMembership,
)

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """Teams the reader steers; roles and invitations for an administrator."""

    organisation: Organisation
    teams: list[Team]
    roles: list[OrganisationRole]
    invitations: list[Invitation]
    absences: list[Absence]


@dataclass(frozen=True, slots=True)
class TeamPage:
    members: list[TeamMembership]
    invitations: list[Invitation]
    decisions: list[Decision]
    absences: list[Absence]


def read_organisation(organisation: Organisation, reader: User, *, administers: bool) -> OrganisationPage:
    in_force = Q(memberships__valid_from__lte=clock.DbNow(), memberships__valid_until__gt=clock.DbNow())
    teams = steered_teams(reader).filter(organisation=organisation, dissolved_at=None)
    roles = OrganisationRole.objects.in_force().filter(organisation=organisation).select_related("user")
    pending = Invitation.objects.pending().filter(organisation=organisation, team=None)
    return OrganisationPage(
        organisation,
        list(teams.annotate(size=Count("memberships", filter=in_force, distinct=True)).order_by("name")),
        list(roles.order_by("role", "user__full_name")) if administers else [],
        list(pending.order_by("sent_at")) if administers else [],
        list(Absence.objects.to_come().filter(organisation=organisation, team=None).order_by("first_on", "pk")),
    )


def read_team(team: Team) -> TeamPage:
    members = TeamMembership.objects.in_force().filter(team=team).select_related("user")
    asked = Decision.objects.open().filter(membership__team=team).select_related("user", "asked_by")
    return TeamPage(
        list(members.order_by("user__full_name")),
        list(Invitation.objects.pending().filter(team=team).order_by("sent_at")),
        list(asked.order_by("asked_at")),
        list(Absence.objects.of(team).to_come()),
    )


def away(absence: Absence) -> str:
    """An absence in a few words."""
    days = {"first": short_day(absence.first_on), "last": short_day(absence.last_on)}
    if absence.first_on == absence.last_on:
        return _("away on %(first)s") % days
    return _("away from %(first)s to %(last)s") % days


def read_network(network: Network) -> QuerySet[Organisation]:
    """Associations with the number of their administrators and of invitations sent to future ones."""
    admins = Q(
        roles__role=OrganisationRole.Role.ADMIN,
        roles__valid_from__lte=clock.DbNow(),
        roles__valid_until__gt=clock.DbNow(),
    )
    asked = Q(invitations__role=Invitation.Role.ADMIN, invitations__accepted_at=None, invitations__cancelled_at=None)
    return network.organisations.annotate(
        admins=Count("roles", filter=admins, distinct=True), asked=Count("invitations", filter=asked, distinct=True)
    ).order_by("name", "pk")


def to_settle(reader: User) -> list[Decision]:
    """Open decisions that this person may settle."""
    return [row for row in decidable(reader).order_by("asked_at") if deciders(row).filter(pk=reader.pk).exists()]


def to_sign(reader: User) -> QuerySet[PartnershipAgreement]:
    """Agreements that wait for the signature of an association of theirs."""
    return PartnershipAgreement.objects.filter(
        status=PartnershipAgreement.Status.TO_SIGN,
        parties__organisation__in=administered(reader),
        parties__signed_at=None,
    ).distinct()


ATTENTION = ("to_sign", "in_force", "draft", "expired", "terminated")
"""States of an agreement, those that ask something of the reader first."""


def read_partnerships(reader: User) -> QuerySet[PartnershipAgreement]:
    """Those the reader may know of, by attention."""
    rank = Case(*(When(status=status, then=Value(place)) for place, status in enumerate(ATTENTION)))
    found = known_partnerships(reader).prefetch_related("parties__organisation")
    return found.annotate(rank=rank).order_by("rank", "title", "pk")

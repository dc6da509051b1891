"""What a reader is today: memberships and roles, read once a request, for the menu and the compulsory second factor.

Never asked for access to a file: that is the access view's, and only its.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import Value

from organisations.models import NetworkRole, OrganisationRole, TeamMembership

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

    from accounts.models import User


NETWORK = "network"
TEAM = tuple(TeamMembership.Role.values)


class Tie(NamedTuple):
    """Belonging to a team, or a role in an association or (`network`) in a network."""

    kind: str
    of: UUID
    name: str
    organisation: str
    """of a team"""
    is_bound: bool
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """The reader's memberships and roles in force, the oldest first."""

    ties: tuple[Tie, ...]

    @property
    def memberships(self) -> list[Tie]:
        return [tie for tie in self.ties if tie.kind in TEAM]

    @property
    def roles(self) -> list[Tie]:
        return [tie for tie in self.ties if tie.kind not in TEAM]

    @property
    def short(self) -> str:
        """One line for the top of the page."""
        for tie in self.memberships:
            return f"{tie.organisation} · {tie.name}"
        return self.ties[0].name if self.ties else ""

    def has(self, kind: str) -> bool:
        return any(tie.kind == kind for tie in self.ties)

    @property
    def is_member(self) -> bool:
        return bool(self.memberships)

    @property
    def is_bound(self) -> bool:
        return any(tie.is_bound for tie in self.ties)

    @property
    def reads_files(self) -> bool:
        """As a member, or as a manager bound by secrecy: the memberships that count for the access rule."""
        return any(tie.is_bound or tie.kind == TeamMembership.Role.MEMBER for tie in self.memberships)

    @property
    def may_open_files(self) -> bool:
        return self.is_bound or self.is_manager

    @property
    def is_manager(self) -> bool:
        return self.has(TeamMembership.Role.MANAGER)

    @property
    def is_admin(self) -> bool:
        return self.has(OrganisationRole.Role.ADMIN)

    @property
    def team_ids(self) -> set[UUID]:
        return {tie.of for tie in self.memberships}

    @property
    def organisation_ids(self) -> set[UUID]:
        """The associations administered or protected."""
        return {tie.of for tie in self.roles if tie.kind != NETWORK}

    @property
    def is_dpo(self) -> bool:
        return self.has(OrganisationRole.Role.DPO)

    @property
    def is_network_admin(self) -> bool:
        return self.has(NETWORK)

    @property
    def needs_second_factor(self) -> bool:
        """Whoever may read coordination or restricted items, or holds a role over others."""
        return self.is_bound or bool(self.roles)


def standing_of(user: User) -> Standing:
    """One short query."""
    teams = TeamMembership.objects.of(user).values_list(
        "role", "team", "team__name", "team__organisation__name", "is_bound", "valid_from"
    )
    nothing = (Value(""), Value(value=False), "valid_from")
    of_associations = OrganisationRole.objects.in_force().filter(user=user)
    of_networks = NetworkRole.objects.in_force().filter(user=user)
    ties = teams.union(
        of_associations.values_list("role", "organisation", "organisation__name", *nothing),
        of_networks.values_list(Value(NETWORK), "network", "network__name", *nothing),
        all=True,
    ).order_by("valid_from", "team")
    return Standing(tuple(Tie(*tie) for tie in ties))


def standing(request: HttpRequest) -> Standing:
    """The signed-in reader's, read once a request."""
    known = getattr(request, "_standing", None)
    if known is None:
        known = standing_of(request.user)  # type: ignore[arg-type]
        request._standing = known  # type: ignore[attr-defined]
    return known

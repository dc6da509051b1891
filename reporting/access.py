"""Who may see which figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from common.access import verb
from organisations.models import NetworkRole, OrganisationRole, TeamMembership

if TYPE_CHECKING:
    from accounts.models import User


def manages_a_team(user: User, found: Any) -> bool:
    """of a team"""
    return TeamMembership.objects.of(user).managers().exists()


def administers_an_association(user: User, found: Any) -> bool:
    """of an association"""
    return has_role(user, OrganisationRole.Role.ADMIN)


def protects_an_association(user: User, found: Any) -> bool:
    """of an association"""
    return has_role(user, OrganisationRole.Role.DPO)


def has_role(user: User, role: str) -> bool:
    return OrganisationRole.objects.in_force().filter(user=user, role=role).exists()


def administers_the_network(user: User, found: Any) -> bool:
    """of the network"""
    return NetworkRole.objects.in_force().filter(user=user).exists()


verb(
    "reporting.see_coverage",
    _("See the network's published figures"),
    manager=manages_a_team,
    org_admin=administers_an_association,
    dpo=protects_an_association,
    network_admin=administers_the_network,
)
verb(
    "reporting.see_own",
    _("See the true figures of the files one's association leads"),
    manager=manages_a_team,
    dpo=protects_an_association,
)
verb(
    "reporting.see_answers",
    _("See, in numbers, how one's association answers referrals and how its own are answered"),
    manager=manages_a_team,
    dpo=protects_an_association,
)
verb("reporting.publish", _("Publish the network's figures"), network_admin=administers_the_network)

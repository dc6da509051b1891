"""Networks, associations, teams; who belongs to them and how one enters; agreements between them."""

from organisations.models.absence import Absence
from organisations.models.decisions import Decision
from organisations.models.invitations import Invitation
from organisations.models.organisations import (
    Network,
    NetworkRole,
    Organisation,
    OrganisationQuerySet,
    OrganisationRole,
    PartnershipAgreement,
    PartnershipParty,
    Team,
    TeamMembership,
    TeamMembershipQuerySet,
)

__all__ = [
    "Absence",
    "Decision",
    "Invitation",
    "Network",
    "NetworkRole",
    "Organisation",
    "OrganisationQuerySet",
    "OrganisationRole",
    "PartnershipAgreement",
    "PartnershipParty",
    "Team",
    "TeamMembership",
    "TeamMembershipQuerySet",
]

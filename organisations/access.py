"""Who may do what with associations, teams and agreements between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.access import verb
from organisations.models import (
    Absence,
    Decision,
    Invitation,
    Network,
    NetworkRole,
    Organisation,
    OrganisationRole,
    PartnershipAgreement,
    PartnershipParty,
    Team,
    TeamMembership,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

ADMIN = OrganisationRole.Role.ADMIN


def administered(user: User) -> QuerySet[Organisation]:
    """The associations this person administers."""
    roles = OrganisationRole.objects.in_force().filter(user=user, role=ADMIN)
    return Organisation.objects.filter(pk__in=roles.values("organisation"))


def managed(user: User) -> QuerySet[Team]:
    """The teams this person manages."""
    return Team.objects.filter(pk__in=TeamMembership.objects.of(user).managers().values("team"))


def coordinated(user: User) -> QuerySet[Network]:
    """The networks this person administers."""
    roles = NetworkRole.objects.in_force().filter(user=user)
    return Network.objects.filter(pk__in=roles.values("network"))


def steered_organisations(user: User) -> QuerySet[Organisation]:
    """Those one administers, and those of the teams one manages."""
    return Organisation.objects.filter(Q(pk__in=administered(user)) | Q(teams__in=managed(user))).distinct()


def steered_teams(user: User) -> QuerySet[Team]:
    return Team.objects.filter(Q(organisation__in=administered(user)) | Q(pk__in=managed(user))).select_related(
        "organisation"
    )


def steered_absences(user: User) -> QuerySet[Absence]:
    """Absences of the teams and associations one steers."""
    whole = Q(team=None, organisation__in=steered_organisations(user))
    return Absence.objects.filter(Q(team__in=steered_teams(user)) | whole).select_related("team", "organisation")


def steered_memberships(user: User) -> QuerySet[TeamMembership]:
    """Memberships in force of the teams one administers or manages."""
    found = TeamMembership.objects.in_force().filter(team__in=steered_teams(user))
    return found.select_related("user", "team__organisation")


def steered_roles(user: User) -> QuerySet[OrganisationRole]:
    found = OrganisationRole.objects.in_force().filter(organisation__in=administered(user))
    return found.select_related("user", "organisation")


def steered_invitations(user: User) -> QuerySet[Invitation]:
    """Those one could have sent."""
    theirs = Q(team__in=steered_teams(user)) | Q(team=None, organisation__in=administered(user))
    first = Q(role=ADMIN, organisation__network__in=coordinated(user))
    return Invitation.objects.filter(theirs | first).select_related("team", "organisation", "network")


def coordinated_organisations(user: User) -> QuerySet[Organisation]:
    """Associations whose administrators one may invite: one's own, and those of one's network."""
    return Organisation.objects.filter(Q(pk__in=administered(user)) | Q(network__in=coordinated(user)))


def coordinated_by_link(user: User) -> QuerySet[Organisation]:
    """The associations of one's network that nobody of them administers, and that answer by link."""
    return Organisation.objects.without_administrator().filter(network__in=coordinated(user))


def decisions_of(user: User) -> QuerySet[Decision]:
    """Decisions of one's associations, or of one's network, open or settled."""
    mine = Q(organisation__in=administered(user)) | Q(organisation__network__in=coordinated(user))
    return Decision.objects.filter(mine).select_related("user", "asked_by", "organisation", "membership__team")


def decidable(user: User) -> QuerySet[Decision]:
    """Those that still wait."""
    return decisions_of(user).open()  # type: ignore[attr-defined, no-any-return]


def deciders(decision: Decision) -> QuerySet[User]:
    """Administrators of the association, but not who asked nor who is concerned; with none left, the network's."""
    concerned = (decision.asked_by_id, decision.user_id)
    of_association = OrganisationRole.objects.in_force().filter(
        organisation=decision.organisation_id, role=OrganisationRole.Role.ADMIN
    )
    found = User.objects.filter(is_active=True, pk__in=of_association.values("user")).exclude(pk__in=concerned)
    if found.exists():
        return found
    of_network = NetworkRole.objects.in_force().filter(network=decision.organisation.network_id)
    return User.objects.filter(is_active=True, pk__in=of_network.values("user")).exclude(pk__in=concerned)


def known_partnerships(user: User) -> QuerySet[PartnershipAgreement]:
    """Agreements of the associations one administers, or whose data one protects."""
    roles = OrganisationRole.objects.in_force().filter(user=user)
    return PartnershipAgreement.objects.filter(organisations__in=roles.values("organisation")).distinct()


def countersigned(user: User) -> QuerySet[PartnershipParty]:
    """Parties without an account, of agreements that one's own association is a party to."""
    known = PartnershipAgreement.objects.filter(organisations__in=administered(user))
    unable = Organisation.objects.without_administrator()
    return PartnershipParty.objects.filter(agreement__in=known, organisation__in=unable).select_related(
        "agreement", "organisation"
    )


def administers_it(user: User, found: Any) -> bool:
    """of the association"""
    return administered(user).filter(pk=organisation_of(found)).exists()


def administers_somewhere(user: User, found: Any) -> bool:
    """of an association"""
    return administered(user).exists()


def manages_somewhere(user: User, found: Any) -> bool:
    """of a team"""
    return managed(user).exists()


def administers_another(user: User, found: TeamMembership | OrganisationRole) -> bool:
    """of the association, not oneself"""
    return found.user_id != user.pk and administers_it(user, found)


def administers_a_party(user: User, found: PartnershipAgreement) -> bool:
    """of a party"""
    return found.organisations.filter(pk__in=administered(user)).exists()


def administers_another_party(user: User, found: PartnershipParty) -> bool:
    """of another party"""
    return administers_a_party(user, found.agreement) and not administers_it(user, found)


def manages_it(user: User, found: Any) -> bool:
    """of the team"""
    team = found.pk if isinstance(found, Team) else found.team_id
    return team is not None and managed(user).filter(pk=team).exists()


def manages_another(user: User, found: TeamMembership) -> bool:
    """of the team, not oneself"""
    return found.user_id != user.pk and manages_it(user, found)


def manages_in_it(user: User, found: Organisation) -> bool:
    """of a team of it"""
    return managed(user).filter(organisation=found).exists()


def coordinates(user: User, found: Any) -> bool:
    """of the network"""
    return coordinated(user).exists()


def coordinates_it(user: User, found: Any) -> bool:
    """of the association's network"""
    if isinstance(found, Invitation) and found.role != ADMIN:
        return False
    return coordinated(user).filter(organisations=organisation_of(found)).exists()


def may_settle(user: User, found: Decision) -> bool:
    """who neither asked nor is concerned"""
    return deciders(found).filter(pk=user.pk).exists()


def holds_a_role(user: User, found: Any) -> bool:
    """of a party"""
    return OrganisationRole.objects.in_force().filter(user=user).exists()


def organisation_of(found: Any) -> Any:
    """The id of the association that something belongs to."""
    if isinstance(found, Organisation):
        return found.pk
    return found.team.organisation_id if isinstance(found, TeamMembership) else found.organisation_id


STAFF: dict[str, Any] = {"org_admin": administers_it, "manager": manages_it}
OTHERS: dict[str, Any] = {"org_admin": administers_another, "manager": manages_another}

verb("organisations.see_network", _("See the associations of the network"), network_admin=coordinates)
verb("organisations.create_organisation", _("Create an association"), network_admin=coordinates)
verb(
    "organisations.correct_address",
    _("Correct the address of an association without an account"),
    rows=coordinated_by_link,
    network_admin=coordinates_it,
)
verb(
    "organisations.list_organisations",
    _("See the associations one administers, or manages a team of"),
    org_admin=administers_somewhere,
    manager=manages_somewhere,
)
verb(
    "organisations.view_organisation",
    _("See an association's teams, roles and invitations"),
    rows=steered_organisations,
    org_admin=administers_it,
    manager=manages_in_it,
)
verb("organisations.add_team", _("Create a team"), rows=steered_organisations, org_admin=administers_it)
verb(
    "organisations.set_review_pace",
    _("Say how often the plans one's association leads are reviewed"),
    rows=steered_organisations,
    org_admin=administers_it,
)
verb("organisations.view_team", _("See a team's members"), rows=steered_teams, **STAFF)
verb("organisations.change_team", _("Rename or dissolve a team"), rows=steered_teams, org_admin=administers_it)
verb(
    "organisations.declare_absence",
    _("Declare that a whole association is away"),
    rows=steered_organisations,
    org_admin=administers_it,
)
verb("organisations.declare_team_absence", _("Declare that a team is away"), rows=steered_teams, **STAFF)
verb("organisations.end_absence", _("Say that one is back earlier"), rows=steered_absences, **STAFF)
verb("organisations.invite_member", _("Invite somebody into a team"), rows=steered_teams, **STAFF)
verb(
    "organisations.invite_to_role",
    _("Invite an administrator or data protection officer"),
    rows=coordinated_organisations,
    org_admin=administers_it,
    network_admin=coordinates_it,
)
verb(
    "organisations.change_invitation",
    _("Send an invitation again, or cancel it"),
    rows=steered_invitations,
    **STAFF,
    network_admin=coordinates_it,
)
verb("organisations.change_membership", _("Change or end a membership"), rows=steered_memberships, **OTHERS)
verb(
    "organisations.ask_decision",
    _("Ask for a secrecy to be declared, or a second factor reset"),
    rows=steered_memberships,
    **OTHERS,
)
verb(
    "organisations.end_role",
    _("End a role, or ask for its holder's second factor to be reset"),
    rows=steered_roles,
    org_admin=administers_another,
)
verb(
    "organisations.settle_decision",
    _("Confirm or refuse what takes two people"),
    rows=decisions_of,
    org_admin=may_settle,
    network_admin=may_settle,
)
verb(
    "organisations.see_partnerships",
    _("See the agreements of one's association with others"),
    org_admin=holds_a_role,
    dpo=holds_a_role,
)
verb("organisations.propose_partnership", _("Propose an agreement"), org_admin=administers_somewhere)
verb(
    "organisations.view_partnership",
    _("Read an agreement between associations"),
    rows=known_partnerships,
    org_admin=holds_a_role,
    dpo=holds_a_role,
)
verb(
    "organisations.sign_partnership",
    _("Sign, take back or end an agreement between associations"),
    rows=known_partnerships,
    org_admin=administers_a_party,
)
verb(
    "organisations.note_signature",
    _("Note that an association without an account signed an agreement on paper"),
    rows=countersigned,
    org_admin=administers_another_party,
)

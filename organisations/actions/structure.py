"""Associations and teams: created, renamed, dissolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit import actions as audit
from common import clock
from common.once import own_id
from organisations import signals
from organisations.actions.invitations import cancel_invitation
from organisations.actions.memberships import end_membership
from organisations.models import Invitation, Network, Organisation, Team, TeamMembership

if TYPE_CHECKING:
    from accounts.models import User


class NameTaken(Exception):
    """Something beside it has this name already. Its text says to choose another."""


def refuse_taken(beside: QuerySet[Any], name: str) -> None:
    """Call with the row that holds them all locked: two who choose the same name at once are told apart."""
    if beside.filter(name__iexact=name).exists():
        raise NameTaken(_("This name is taken: choose another one."))


def lock(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


@transaction.atomic
def create_organisation(
    *, network: Network, name: str, by: User, new_id: UUID | None = None, **facts: Any
) -> Organisation:
    """A new association of the network, once; its administrator is then invited. Raises NameTaken."""
    network, pk = Network.objects.select_for_update(of=("self",)).get(pk=network.pk), own_id(new_id, by)
    again = Organisation.objects.filter(pk=pk).first()
    if again is not None:
        return again
    refuse_taken(Organisation.objects.filter(network=network), name)
    organisation = Organisation.objects.create(pk=pk, network=network, name=name, **facts)
    audit.record("organisations.organisation_created", organisation, by=by, organisation_id=organisation.pk)
    return organisation


@transaction.atomic
def record_association(
    *, network: Network, name: str, team: str, email: str, by: User, new_id: UUID | None = None
) -> Organisation:
    """An association without an account, and the team that answers for it: by links sent to its address.

    Raises NameTaken.
    """
    facts = {"email": email, "answers_by_link": True}
    organisation = create_organisation(network=network, name=name, by=by, new_id=new_id, **facts)
    create_team(organisation=organisation, name=team, by=by, new_id=new_id)
    return organisation


@transaction.atomic
def correct_address(*, organisation: Organisation, email: str, by: User) -> Organisation:
    """Where its links go from now on. Those sent to another address open nothing any more."""
    organisation = lock(organisation)
    organisation.email = email
    organisation.save(update_fields=["email"])
    audit.record("organisations.address_corrected", organisation, by=by, organisation_id=organisation.pk)
    return organisation


@transaction.atomic
def set_review_pace(organisation: Organisation, *, months: int, by: User) -> Organisation:
    """How often the plans of the files it leads are reviewed, from now on."""
    organisation = lock(organisation)
    organisation.review_pace = months
    organisation.save(update_fields=["review_pace"])
    detail = {"months": months}
    audit.record("organisations.review_pace_set", organisation, by=by, organisation_id=organisation.pk, detail=detail)
    return organisation


@transaction.atomic
def create_team(*, organisation: Organisation, name: str, by: User, new_id: UUID | None = None) -> Team:
    """A unit that may have a seat, answer a referral, own an action; once. Raises NameTaken."""
    organisation, pk = lock(organisation), own_id(new_id, by)
    again = Team.objects.filter(pk=pk).first()
    if again is not None:
        return again
    refuse_taken(Team.objects.filter(organisation=organisation), name)
    team = Team.objects.create(pk=pk, organisation=organisation, name=name)
    audit.record("organisations.team_created", team, by=by, organisation_id=organisation.pk)
    return team


@transaction.atomic
def rename_team(*, team: Team, name: str, by: User) -> Team:
    """Raises NameTaken."""
    refuse_taken(Team.objects.filter(organisation=lock(team.organisation)).exclude(pk=team.pk), name)
    team.name = name
    team.save(update_fields=["name"])
    audit.record("organisations.team_renamed", team, by=by, organisation_id=team.organisation_id)
    return team


@transaction.atomic
def dissolve_team(*, team: Team, by: User) -> Team:
    """Its memberships end, nobody enters any more; what it had been asked and had not finished is given back."""
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    if team.dissolved_at is None:
        team.dissolved_at = clock.now()
        team.save(update_fields=["dissolved_at"])
        audit.record("organisations.team_dissolved", team, by=by, organisation_id=team.organisation_id)
        for invitation in Invitation.objects.pending().filter(team=team).order_by("pk"):
            cancel_invitation(invitation=invitation, by=by)
        for membership in TeamMembership.objects.in_force().filter(team=team).order_by("pk"):
            end_membership(membership=membership, by=by)
        signals.team_dissolved.send(Team, team=team, by=by)
    return team

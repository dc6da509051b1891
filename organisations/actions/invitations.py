"""Invitations: sent, sent again, cancelled, accepted once."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import activate_account
from accounts.actions import lock as lock_account
from accounts.models import User
from audit import actions as audit
from common import clock
from common.once import own_id
from notifications.actions import send_letter
from organisations.actions.decisions import ask_decision
from organisations.models import (
    Decision,
    Invitation,
    Network,
    NetworkRole,
    Organisation,
    OrganisationRole,
    Team,
    TeamMembership,
)


class InvitationRefusal(Exception):
    """It no longer opens anything, or is somebody else's. Its text says what to do."""


def invite_member(*, team: Team, email: str, by: User, **terms: Any) -> Invitation:
    """Ask an address to join a team; `terms` may name role, is_bound, job_title.

    A secrecy that is claimed here is asked for when the invitation is accepted: somebody else confirms it.
    """
    return invite(by=by, email=email, team=team, organisation=team.organisation, **{"role": "member"} | terms)


def invite_to_role(
    *, organisation: Organisation, role: str, email: str, by: User, new_id: UUID | None = None
) -> Invitation:
    """Ask an address to administer an association, or to protect its data."""
    return invite(by=by, email=email, organisation=organisation, role=role, new_id=new_id)


def invite_network_admin(*, network: Network, email: str, by: User | None = None) -> Invitation:
    """Ask an address to administer a network. Without `by` it comes from the server's own command."""
    return invite(by=by, email=email, network=network, role=Invitation.Role.NETWORK)


@transaction.atomic
def invite(*, by: User | None, email: str, new_id: UUID | None = None, **terms: Any) -> Invitation:
    """One open invitation for an address and a place: the one before is cancelled. Raises InvitationRefusal."""
    pk = own_id(new_id, lock_account(by)) if by else uuid4()
    if again := Invitation.objects.filter(pk=pk).first():
        return again
    email = email.strip().lower()
    refuse_senseless(email, terms.get("team"), by)
    place = {name: terms.get(name) for name in ("team", "organisation", "network")}
    Invitation.objects.pending().filter(email=email, role=terms["role"], **place).update(cancelled_at=clock.now())
    invitation = Invitation(pk=pk, email=email, invited_by=by, **terms)
    invitation.renew()
    invitation.save()
    return post(invitation, "invited", by=by)


def refuse_senseless(email: str, team: Team | None, by: User | None) -> None:
    """Nobody changes their own membership, and nobody enters a team that is no more."""
    if by is not None and by.email == email:
        raise InvitationRefusal(_("Somebody else must invite you."))
    if team is not None and team.dissolved_at is not None:
        raise InvitationRefusal(_("This team is no more."))


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """A new link, the one before is dead. Raises InvitationRefusal."""
    invitation = lock(invitation)
    invitation.renew()
    invitation.save()
    return post(invitation, "invited_again", by=by)


@transaction.atomic
def cancel_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Its link opens nothing any more. Raises InvitationRefusal."""
    invitation = lock(invitation)
    invitation.cancelled_at = clock.now()
    invitation.save()
    record("invitation_cancelled", invitation, by=by)
    return invitation


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, full_name: str = "", password: str | None = None, user: User | None = None
) -> User:
    """Enter, once: with a new account, a closed one that opens again, or the one signed in.

    Raises InvitationRefusal when it is over, or when an open account of that address must sign in first.
    """
    invitation = lock(invitation)
    if invitation.is_over:
        raise InvitationRefusal(_("This invitation is over: ask for a new one."))
    user = account_for(invitation, full_name, password, user)
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save()
    record("invitation_accepted", invitation, by=user)
    enter(invitation, user)
    return user


def account_for(invitation: Invitation, full_name: str, password: str | None, signed_in: User | None) -> User:
    """Whose membership or role it becomes: the address proves the person, an open account proves itself."""
    known = User.objects.filter(email=invitation.email).first()
    if known is None:
        return User.objects.create_user(invitation.email, full_name, password)
    if known.is_active:
        if known != signed_in:
            raise InvitationRefusal(_("Sign in with the address that was invited, then open this link again."))
        return known
    known.set_password(password)
    known.save(update_fields=["password"])
    return activate_account(known)


def enter(invitation: Invitation, user: User) -> None:
    """The row the invitation promised; already held, nothing changes."""
    if invitation.team:
        join(invitation, invitation.team, user)
    elif invitation.organisation:
        held = OrganisationRole.objects.in_force().filter(user=user, organisation=invitation.organisation)
        if not held.filter(role=invitation.role).exists():
            OrganisationRole.objects.create(user=user, organisation=invitation.organisation, role=invitation.role)
    elif invitation.network and not NetworkRole.objects.in_force().filter(user=user, network=invitation.network):
        NetworkRole.objects.create(user=user, network=invitation.network)


def join(invitation: Invitation, team: Team, user: User) -> None:
    """Not bound by secrecy yet: that takes a second person."""
    if team.dissolved_at is not None:
        raise InvitationRefusal(_("This team is no more: ask for a new invitation."))
    membership = TeamMembership.objects.of(user).filter(team=team).first() or TeamMembership.objects.create(
        user=user, team=team, role=invitation.role, job_title=invitation.job_title
    )
    asker = invitation.invited_by
    if invitation.is_bound and not membership.is_bound and asker is not None and asker != user:
        ask_decision(kind=Decision.Kind.BOUND, about=membership, by=asker)


def post(invitation: Invitation, verb: str, *, by: User | None) -> Invitation:
    """Record it, and send the link."""
    record(verb, invitation, by=by)
    path = reverse("organisations:invitation", args=[invitation.token])
    send_letter("organisations.invitation", address=invitation.email, path=path, about=invitation.pk)
    return invitation


def lock(invitation: Invitation) -> Invitation:
    """Raises InvitationRefusal when it was accepted or cancelled."""
    found = Invitation.objects.pending().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if found is None:
        raise InvitationRefusal(_("This invitation was accepted or cancelled meanwhile."))
    return found


def record(verb: str, invitation: Invitation, *, by: User | None) -> None:
    detail = {"role": invitation.role, "team": str(invitation.team_id or "")}
    audit.record(f"organisations.{verb}", invitation, by=by, organisation_id=invitation.organisation_id, detail=detail)

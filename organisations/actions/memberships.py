"""Memberships and roles: changed, ended. Whoever leaves is signed out and sees nothing at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import deactivate_account, sign_out_everywhere
from audit import actions as audit
from common import clock
from organisations import signals
from organisations.models import Decision, NetworkRole, OrganisationRole, TeamMembership

if TYPE_CHECKING:
    from accounts.models import User


class MembershipRefusal(Exception):
    """A change that the rules forbid. Its text says what to do instead."""


def refuse_own(user: User, by: User | None) -> None:
    """Nobody changes their own membership or role."""
    if user == by:
        raise MembershipRefusal(_("Somebody else must change your own membership or role."))


@transaction.atomic
def change_membership(*, membership: TeamMembership, by: User, **terms: Any) -> TeamMembership:
    """End the row and begin another with what changed of role, job_title, is_bound. Same terms: nothing happens.

    Raises MembershipRefusal for one's own, for one already ended, and for a secrecy that no decision declared.
    """
    refuse_own(membership.user, by)
    if terms.get("is_bound") and not membership.is_bound:
        raise MembershipRefusal(_("To declare somebody bound by secrecy takes two people."))
    return replace(membership, by=by, **terms)


@transaction.atomic
def replace(membership: TeamMembership, *, by: User, **terms: Any) -> TeamMembership:
    """One row ends, the next begins in the same instant. Raises MembershipRefusal when it had already ended."""
    membership = lock(membership)
    if not membership.holds():
        raise MembershipRefusal(_("This membership has ended meanwhile."))
    if all(getattr(membership, name) == value for name, value in terms.items()):
        return membership
    known = {name: getattr(membership, name) for name in ("user", "team", "role", "job_title", "is_bound")}
    membership.end()
    membership.save()
    following = TeamMembership.objects.create(valid_from=membership.valid_until, **known | terms)
    detail = {"role": following.role, "bound": following.is_bound}
    Decision.objects.open().filter(membership=membership).update(membership=following)
    record("membership_changed", following, by=by, **detail)
    if membership.is_bound and not following.is_bound:
        signals.membership_ended.send(TeamMembership, membership=membership, by=by)
    return following


@transaction.atomic
def end_membership(*, membership: TeamMembership, by: User | None) -> TeamMembership:
    """Always works but on oneself: access goes in the same transaction, sessions with it."""
    refuse_own(membership.user, by)
    membership = lock(membership)
    if membership.holds():
        membership.end()
        membership.save()
        Decision.objects.open().filter(membership=membership).delete()
        record("membership_ended", membership, by=by)
        signals.membership_ended.send(TeamMembership, membership=membership, by=by)
        sign_out(membership.user)
    return membership


@transaction.atomic
def end_role(*, role: OrganisationRole, by: User) -> OrganisationRole:
    """Administrator or data protection officer no longer. Raises MembershipRefusal for oneself."""
    refuse_own(role.user, by)
    role = OrganisationRole.objects.select_for_update(of=("self",)).select_related("user").get(pk=role.pk)
    if not role.holds():
        return role
    role.end()
    role.save()
    audit.record(
        "organisations.role_ended", role, by=by, organisation_id=role.organisation_id, detail={"role": role.role}
    )
    sign_out(role.user)
    return role


def sign_out(user: User) -> None:
    """Every device; with nothing left to come back to, the account closes."""
    if belongs_somewhere(user):
        sign_out_everywhere(user)
    else:
        deactivate_account(user)


def belongs_somewhere(user: User) -> bool:
    held = (TeamMembership, OrganisationRole, NetworkRole)
    return any(
        model._default_manager.filter(user=user, valid_until__gt=clock.DbNow()).exists()  # type: ignore[misc]
        for model in held
    )


def lock(membership: TeamMembership) -> TeamMembership:
    found = TeamMembership.objects.select_for_update(of=("self",)).select_related("user", "team")
    return found.get(pk=membership.pk)


def record(verb: str, membership: TeamMembership, *, by: User | None, **detail: Any) -> None:
    detail["user"] = str(membership.user_id)
    organisation_id = membership.team.organisation_id
    audit.record(f"organisations.{verb}", membership, by=by, organisation_id=organisation_id, detail=detail)

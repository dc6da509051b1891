"""Everything that changes a transfer: proposed, confirmed again, answered, taken back, out of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import actions as audit
from cases.actions.circle import leads, party_members, steering_managers
from cases.actions.leading import pass_leading
from cases.models import Block, Case, CircleMembership
from common import clock, workdays
from common.history import remember
from common.once import own_id
from notifications.actions import notify
from organisations.models import Absence, Team, TeamMembership
from referrals.choices import TransferDecline, WithdrawReason
from referrals.forecast import losing
from referrals.models import ESCALATE_AFTER, EXPIRE_AFTER, REMIND_AFTER, Transfer
from referrals.policy import Side

if TYPE_CHECKING:
    from django.db.models import QuerySet


class TransferRefused(Exception):
    """A transfer that cannot be proposed, or not be accepted now. Its text says why."""


class Unconfirmed(TransferRefused):
    """Somebody would lose access of whom that was not confirmed."""

    def __init__(self) -> None:
        super().__init__(_("The list of those who lose access has changed: read it again, then confirm."))


@transaction.atomic
def propose_transfer(
    case: Case, *, by: User, to_team: Team, confirmed: frozenset[UUID], new_id: UUID | None = None, **terms: Any
) -> Transfer:
    """Ask a team of another association to lead this file (reason, informed, overlap_days, message), once.

    `confirmed` are those of whom it was read and confirmed that they lose access.
    Raises TransferRefused, Unconfirmed.
    """
    case, pk = hold(case), own_id(new_id, by)
    if again := Transfer.objects.filter(pk=pk).first():
        return again
    refuse_second(case)
    refuse_target(case, to_team, by=by)
    transfer = Transfer(
        pk=pk,
        case=case,
        person_id=case.person_id,
        from_team=case.leading_team,
        from_organisation_id=case.leading_organisation_id,
        to_team=to_team,
        to_organisation_id=to_team.organisation_id,
        proposed_by=by,
        proposed_at=clock.now(),
        **delays_of(to_team),
        confirmed=sorted(str(pk) for pk in confirmed),
        **terms,
    )
    if unconfirmed(transfer):
        raise Unconfirmed
    return settle(transfer, "transfer_proposed", by=by, tell=[Side.RECEIVER])


def delays_of(team: Team) -> dict[str, dt.datetime]:
    """When the clock reminds, escalates, ends it; it warns on no day on which the team asked says that it is away."""
    away, now = list(Absence.objects.of(team).values_list("first_on", "last_on")), clock.now()
    return {
        "remind_at": workdays.deadline(now, REMIND_AFTER, away=away),
        "escalate_at": workdays.deadline(now, ESCALATE_AFTER, away=away),
        "expires_at": workdays.deadline(now, EXPIRE_AFTER),
    }


@transaction.atomic
def confirm_transfer(transfer: Transfer, *, by: User, confirmed: frozenset[UUID]) -> Transfer:
    """The list was read anew: the transfer is before the team asked again. Raises IllegalMove, Unconfirmed."""
    transfer = lock(transfer)
    transfer.make("confirm")
    transfer.confirmed = sorted(str(pk) for pk in confirmed)
    if unconfirmed(transfer):
        raise Unconfirmed
    return settle(transfer, "transfer_confirmed", by=by, tell=[Side.RECEIVER])


@transaction.atomic
def accept_transfer(transfer: Transfer, *, by: User, lead: User) -> Transfer:
    """The team leads from now on, this bound member of it as lead; every gate is asked again.

    When somebody would lose access whom nobody had confirmed, it goes back to be confirmed instead: see its state.
    Raises IllegalMove, TransferRefused, CircleRefusal for somebody who could not lead.
    """
    transfer = lock(transfer)
    transfer.allow("accept")
    if by.pk == transfer.proposed_by_id:
        raise TransferRefused(_("Somebody else than whoever proposed it must accept it."))
    refuse_target(transfer.case, transfer.to_team)
    if unconfirmed(transfer):
        transfer.make("recount")
        return settle(transfer, "transfer_recounted", by=by, tell=[Side.SENDER])
    sides = (people_of(transfer, Side.SENDER) | people_of(transfer, Side.RECEIVER)) - {lead}
    transfer.make("accept")
    transfer.lead = pass_leading(transfer.case, to=transfer.to_team, lead=lead, overlap=transfer.overlap, by=by)
    settle(transfer, "transfer_accepted", by=by, to=sides)
    others = set(circle_of(transfer.case)) - sides - {lead}
    notify("cases.leading_passed", to=others, about=transfer.case_id, case_id=transfer.case_id, by=by)
    return transfer


@transaction.atomic
def decline_transfer(transfer: Transfer, *, by: User, reason: TransferDecline) -> Transfer:
    """Say no, with a coded reason: nothing changes."""
    transfer = lock(transfer)
    transfer.make("decline")
    transfer.decline_reason = reason
    return settle(transfer, "transfer_declined", by=by, tell=[Side.SENDER], reason=reason)


@transaction.atomic
def withdraw_transfer(transfer: Transfer, *, by: User, reason: WithdrawReason) -> Transfer:
    """Take it back before it is answered."""
    transfer = lock(transfer)
    transfer.make("withdraw")
    return withdrawn(transfer, reason, by=by)


@transaction.atomic
def cancel_transfer(transfer: Transfer, *, by: User | None, reason: WithdrawReason) -> Transfer:
    """The system's withdrawal: the file closed, or a team was dissolved. Out of time, it expires instead."""
    transfer = lock(transfer)
    if transfer.is_out_of_time():
        return expired(transfer)
    transfer.make("cancel")
    return withdrawn(transfer, reason, by=by)


def withdrawn(transfer: Transfer, reason: WithdrawReason, *, by: User | None) -> Transfer:
    transfer.withdraw_reason = reason
    return settle(transfer, "transfer_withdrawn", by=by, tell=Side, reason=reason)


@transaction.atomic
def expire_transfer(transfer: Transfer) -> Transfer:
    """The clock's move, thirty working days after the proposal."""
    return expired(lock(transfer))


def expired(transfer: Transfer) -> Transfer:
    transfer.make("expire")
    return settle(transfer, "transfer_expired", by=None, tell=Side)


def hold(case: Case) -> Case:
    """The file, held as whoever closes it does. Raises TransferRefused once it is closed."""
    case = Case.objects.select_for_update(of=("self",)).select_related("leading_organisation").get(pk=case.pk)
    if case.status == Case.Status.CLOSED:
        raise TransferRefused(_("This file is closed."))
    return case


def lock(transfer: Transfer) -> Transfer:
    """The row as it is now, after its file: of two who answer at once, one waits and is told."""
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=transfer.case_id)
    rows = Transfer.objects.select_for_update(of=("self",))
    return rows.select_related("case__leading_organisation", "to_team__organisation", "from_team").get(pk=transfer.pk)


def refuse_second(case: Case) -> None:
    pending = Transfer.objects.pending().filter(case=case).first()
    if pending is not None and pending.is_out_of_time():
        expired(pending)
    elif pending is not None:
        raise TransferRefused(_("A transfer of this file is already proposed."))


def refuse_target(case: Case, team: Team, *, by: User | None = None) -> None:
    """Another association of the same network, a team that exists and has somebody who could lead; not one's own."""
    if team.organisation_id == case.leading_organisation_id:
        raise TransferRefused(_("This association leads already."))
    if team.dissolved_at is not None or team.organisation.network_id != case.leading_organisation.network_id:
        raise TransferRefused(_("Choose a team of another association of the network."))
    if not able_to_lead(team).exists():
        raise TransferRefused(_("Nobody of this team is bound by secrecy: nobody there could lead."))
    if by is not None and TeamMembership.objects.of(by).filter(team__organisation=team.organisation_id).exists():
        raise TransferRefused(_("You belong to this association: somebody else must propose it."))


def able_to_lead(team: Team) -> QuerySet[TeamMembership]:
    return TeamMembership.objects.in_force().bound().filter(team=team, user__is_active=True)


def unconfirmed(transfer: Transfer) -> frozenset[str]:
    """Who would lose access now, of whom that was not confirmed."""
    ids = losing(transfer.case, transfer.change(clock.now()))
    return frozenset(str(pk) for pk in ids) - set(transfer.confirmed)


def settle(
    transfer: Transfer,
    done: str,
    *,
    by: User | None,
    tell: Iterable[Side] = (),
    to: Iterable[User] = (),
    **detail: Any,
) -> Transfer:
    """Save a move with its history, its audit row and its notices, each reader told once."""
    remember(transfer, by=by, reason=done)
    kind = f"referrals.{done}"
    audit.record(kind, transfer, by=by, organisation_id=transfer.to_organisation_id, detail=detail)
    told = {*to, *(user for side in tell for user in people_of(transfer, side))}
    notify(kind, to=told, about=transfer.pk, case_id=transfer.case_id, by=by)
    return transfer


def people_of(transfer: Transfer, side: Side) -> set[User]:
    """Who is told: the bound members and managers of the team asked; the lead, whoever proposed, their managers."""
    if side is Side.SENDER:
        found = {*leads(transfer.case), transfer.proposed_by, *steering_managers(transfer.case)}
    elif side is Side.RECEIVER:
        rows = TeamMembership.objects.in_force().filter(team=transfer.to_team_id).select_related("user")
        found = {row.user for row in rows if row.is_bound or row.role == TeamMembership.Role.MANAGER}
    else:
        return set()
    blocked = Block.objects.in_force().filter(case=transfer.case_id).values_list("user", flat=True)
    return {user for user in found if user.pk not in set(blocked)}


def circle_of(case: Case) -> list[User]:
    """Everybody with a seat today."""
    seats = CircleMembership.objects.in_force().filter(case=case).select_related("user")
    return [member for seat in seats for member in party_members(seat)]

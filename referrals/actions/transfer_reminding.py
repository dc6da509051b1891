"""The clock's warnings about a transfer nobody answers: to whoever must move, then to their managers; each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases.actions.circle import steering_managers
from common import clock
from common.history import remember
from notifications.actions import notify
from organisations.models import TeamMembership
from referrals.actions.transferring import lock, people_of
from referrals.models import Transfer
from referrals.policy import Side

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def remind_of_transfer(transfer: Transfer) -> None:
    """After five working days, tell the side that must move. Once, whoever asks twice."""
    transfer = lock(transfer)
    if transfer.reminded_at is None and transfer.is_in_time():
        transfer.reminded_at = clock.now()
        warn(transfer, "transfer_reminder", to=people_of(transfer, transfer.waits_for()))


@transaction.atomic
def escalate_transfer(transfer: Transfer) -> None:
    """After ten working days, tell the managers of the side that must move."""
    transfer = lock(transfer)
    if transfer.escalated_at is None and transfer.is_in_time():
        transfer.escalated_at = clock.now()
        warn(transfer, "transfer_escalation", to=managers_of(transfer, transfer.waits_for()))


def managers_of(transfer: Transfer, side: Side) -> set[User]:
    """Of those told on that side, its managers, or all of them when it has none."""
    rows = TeamMembership.objects.in_force().managers().filter(team=transfer.to_team_id).select_related("user")
    managers = [row.user for row in rows] if side is Side.RECEIVER else steering_managers(transfer.case)
    told = people_of(transfer, side)
    return told & set(managers) or told


def warn(transfer: Transfer, kind: str, *, to: set[User]) -> None:
    remember(transfer, by=None, reason=kind)
    notify(f"referrals.{kind}", to=to, about=transfer.pk, case_id=transfer.case_id)

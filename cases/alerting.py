"""Safety alerts as one reader sees them, and who takes part in the removal of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.models import Access, Case, SafetyAlert

if TYPE_CHECKING:
    from accounts.models import User


def is_bound_there(user: User, case: Case) -> bool:
    """Whether one of their ways into this file is that of a member bound by secrecy."""
    return Access.objects.filter(case=case, user_id=user.pk, is_bound=True).exists()


def may_ask_removal(user: User, alert: SafetyAlert) -> bool:
    """who wrote it, or bound by secrecy, while the file is open"""
    mine = alert.author_id == user.pk or is_bound_there(user, alert.case)
    return alert.case.status == Case.Status.OPEN and mine


def may_answer_removal(user: User, alert: SafetyAlert) -> bool:
    """bound by secrecy, never whoever asked, while the file is open"""
    another = alert.asked_by_id != user.pk and is_bound_there(user, alert.case)
    return alert.case.status == Case.Status.OPEN and another


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert, and what its reader may do with it."""

    alert: SafetyAlert
    may_ask: bool
    may_answer: bool


def read_alerts(case: Case, reader: User) -> tuple[list[AlertLine], list[AlertLine]]:
    """The alerts this reader sees, by their beginning: those that stand or are to come, and those that are past."""
    rows = SafetyAlert.objects.visible_to(reader).filter(case=case)
    rows = rows.select_related("author", "author_team__organisation", "asked_by", "removed_by")
    is_open, is_bound = case.status == Case.Status.OPEN, is_bound_there(reader, case)
    lines = [
        AlertLine(
            alert,
            may_ask=is_open and alert.is_to_remove() and (is_bound or alert.author_id == reader.pk),
            may_answer=is_open and alert.is_asked() and is_bound and alert.asked_by_id != reader.pk,
        )
        for alert in rows.order_by("begins_on", "created_at", "pk")
    ]
    return [one for one in lines if not one.alert.is_past()], [one for one in lines if one.alert.is_past()]

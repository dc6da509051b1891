"""Safety alerts: raised by one person, removed by two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit import actions as audit
from cases.actions import timeline
from cases.actions.circle import leads
from cases.actions.plan import add_item
from cases.models import Access, Case, SafetyAlert
from common.history import remember
from notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User

Status = SafetyAlert.Status


class AlertRefused(Exception):
    """A removal that may not be answered. Its text says why."""


@transaction.atomic
def add_alert(case: Case, *, by: User, new_id: UUID | None = None, **fields: Any) -> SafetyAlert:
    """A danger and what to do; the lead is told. Raises NotReadable as for every item."""
    alert = add_item(SafetyAlert(**fields), by=by, case=case, new_id=new_id)
    announce("cases.alert_added", alert, by=by)
    return alert


@transaction.atomic
def ask_removal(alert: SafetyAlert, *, by: User, reason: str) -> SafetyAlert:
    """The first of two: it stays until somebody else has answered. Raises IllegalMove."""
    alert = lock(alert)
    alert.move_to(Status.ASKED)
    alert.asked_by, alert.reason = by, reason
    return settle(alert, "alert_removal_asked", by=by, to=answerers(alert), reason=reason)


@transaction.atomic
def confirm_removal(alert: SafetyAlert, *, by: User) -> SafetyAlert:
    """The second of two: it is removed everywhere at once. Raises IllegalMove; AlertRefused for whoever asked."""
    alert = lock(alert)
    asker = refuse_asker(alert, by)
    alert.move_to(Status.REMOVED)
    alert.removed_by = by
    return settle(alert, "alert_removed", by=by, to=asker)


@transaction.atomic
def refuse_removal(alert: SafetyAlert, *, by: User) -> SafetyAlert:
    """The second of two says that it must stay. Raises IllegalMove; AlertRefused for whoever asked."""
    alert = lock(alert)
    asker = refuse_asker(alert, by)
    alert.move_to(Status.ACTIVE)
    alert.asked_by, alert.reason = None, ""
    return settle(alert, "alert_kept", by=by, to=asker)


def lock(alert: SafetyAlert) -> SafetyAlert:
    rows = SafetyAlert.objects.select_for_update(of=("self",))
    return rows.select_related("case", "author", "author_team", "asked_by").get(pk=alert.pk)


def refuse_asker(alert: SafetyAlert, user: User) -> list[User]:
    """Whoever asked for the removal, if anybody did. Raises AlertRefused when this is the same person."""
    if alert.asked_by_id == user.pk:
        raise AlertRefused(_("Somebody else than whoever asked must confirm or refuse."))
    return [alert.asked_by] if alert.asked_by else []


def answerers(alert: SafetyAlert) -> list[User]:
    """The bound colleagues of its author who see it: they may answer, whether or not they lead."""
    ways = Access.objects.filter(case=alert.case_id, team=alert.author_team_id, is_bound=True).select_related("user")
    return [way.user for way in ways if way.shows(alert)]


def settle(alert: SafetyAlert, done: str, *, by: User, to: list[User], reason: str = "") -> SafetyAlert:
    """Save a move with its history, its audit row, its line of the thread and its notices."""
    remember(alert, by=by, reason=reason)
    kind = f"cases.{done}"
    audit.record(kind, alert, by=by, detail={"reason": reason} if reason else {})
    timeline.add_entry(alert, kind, by=by)
    announce(kind, alert, by=by, to=to)
    return alert


def announce(kind: str, alert: SafetyAlert, *, by: User, to: list[User] | None = None) -> None:
    """The lead and the author, among others; each reads it as far as they see the alert."""
    told = [*leads(alert.case), alert.author, *(to or [])]
    notify(kind, to=told, about=alert.pk, case_id=alert.case_id, by=by)

"""An association, or one of its teams, says when nobody is there; or that somebody is back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import lock as lock_account
from audit import actions as audit
from common import clock
from common.once import own_id
from organisations import signals
from organisations.models import Absence, Organisation, Team

if TYPE_CHECKING:
    from accounts.models import User


class AbsenceRefused(Exception):
    """An absence that cannot be. Its text says why."""


@transaction.atomic
def declare_absence(
    of: Organisation | Team, *, by: User, first_on: dt.date, last_on: dt.date, new_id: UUID | None = None
) -> Absence:
    """Nobody is there on these days, once; reminders still to come move past them in the same transaction.

    Raises AbsenceRefused for a team that is no more.
    """
    pk = own_id(new_id, lock_account(by))
    if again := Absence.objects.filter(pk=pk).first():
        return again
    team = of if isinstance(of, Team) else None
    if team is not None and team.dissolved_at is not None:
        raise AbsenceRefused(_("This team is no more: nothing is sent to it."))
    organisation_id = team.organisation_id if team else of.pk
    days = {"first_on": first_on, "last_on": last_on}
    absence = Absence.objects.create(pk=pk, organisation_id=organisation_id, team=team, declared_by=by, **days)
    return record("absence_declared", absence, by=by)


@transaction.atomic
def end_absence(absence: Absence, *, by: User) -> Absence:
    """Back earlier: it ended yesterday, or it never was when it had not begun before today. Over, it stays as it is."""
    absence = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    today = clock.today()
    if absence.cancelled_at is not None or absence.last_on < today:
        return absence
    if absence.first_on < today:
        absence.last_on = today - clock.DAY
    else:
        absence.cancelled_at = clock.now()
    absence.save(update_fields=["last_on", "cancelled_at"])
    return record("absence_ended", absence, by=by)


def record(verb: str, absence: Absence, *, by: User) -> Absence:
    """In the audit trail, and told to the apps above."""
    detail = {"team": str(absence.team_id or ""), "days": str(absence)}
    audit.record(f"organisations.{verb}", absence, by=by, organisation_id=absence.organisation_id, detail=detail)
    signals.absence_changed.send(Absence, absence=absence, by=by)
    return absence

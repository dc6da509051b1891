"""The end of a support file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from audit import actions as audit
from cases import signals
from cases.actions.circle import party_members
from cases.actions.reviews import give_up
from cases.actions.versions import end_version
from cases.models import ActionPlan, Case, CaseLink, CircleMembership, PlanVersion
from common import clock
from common.history import remember
from notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User

SEATS_LAST = dt.timedelta(days=30)
"""How long the circle may still read a closed file."""


@transaction.atomic
def close_case(case: Case, *, reason: str, by: User) -> Case:
    """Close the file and its plan, end every seat 30 days later, tell the circle. Raises IllegalMove when closed."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    case.move_to(Case.Status.CLOSED)
    case.closed_at, case.closing_reason = clock.now(), reason
    remember(case, by=by, reason=reason)
    close_plan(case, by=by)
    give_up(case, by=by)
    circle = [member for seat in end_seats(case) for member in party_members(seat)]
    end_links(case)
    audit.record("cases.case_closed", case, by=by, case_id=case.pk, person_id=case.person_id, detail={"reason": reason})
    notify("cases.case_closed", to=circle, about=case.pk, case_id=case.pk, by=by)
    signals.case_closed.send(Case, case=case, by=by)
    return case


def close_plan(case: Case, *, by: User) -> None:
    """What is still proposed is signed no more."""
    plan = ActionPlan.objects.select_for_update(of=("self",)).get(case=case)
    plan.move_to(ActionPlan.Status.CLOSED)
    remember(plan, by=by)
    for version in case.plan_versions.filter(status=PlanVersion.Status.PROPOSED):
        end_version(version, PlanVersion.Status.WITHDRAWN)


def end_seats(case: Case) -> list[CircleMembership]:
    """Every seat ends in 30 days; one that does not count yet is taken back now. Returns those that still count."""
    seats = list(CircleMembership.objects.filter(case=case, valid_until__gt=clock.now() + SEATS_LAST))
    for seat in seats:
        if seat.holds():
            seat.valid_until = clock.now() + SEATS_LAST
        else:
            seat.end()
        seat.save()
    return [seat for seat in seats if seat.holds()]


def end_links(case: Case) -> None:
    """The young person and the representatives read as long as the circle does."""
    last = clock.now() + SEATS_LAST
    for link in CaseLink.objects.filter(case=case, kind__in=CaseLink.CONCERNED, valid_until__gt=last):
        if link.holds():
            link.valid_until = last
        else:
            link.end()
        link.save(update_fields=["valid_from", "valid_until"])

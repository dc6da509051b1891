"""Another association leads a file: its period, its team and its lead begin as those before end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from audit import actions as audit
from cases.actions.circle import LEADING_SEAT, CircleRefusal, appoint_lead, seat_leading_team
from cases.actions.timeline import add_plan_entry
from cases.models import Case, CircleMembership, Lead, LeadingPeriod
from common import clock
from common.history import remember
from organisations.models import Team

if TYPE_CHECKING:
    from accounts.models import User


def pass_leading(case: Case, *, to: Team, lead: User, overlap: dt.timedelta, by: User) -> Lead:
    """This team leads from now on, this person for it; the team before keeps its seats for the time of the overlap.

    What each may see follows from the facts, in the same transaction. The caller holds the file, and tells people.
    Raises CircleRefusal for a lead who could not lead, or when this association leads already.
    """
    before = case.leading_team
    if to.organisation_id == case.leading_organisation_id:
        raise CircleRefusal(_("This association leads already."))
    begin_period(case, to)
    case.leading_organisation, case.leading_team = to.organisation, to
    remember(case, by=by, reason="transferred")
    if not holds_lead_seat(case):
        seat_leading_team(case, by=by)
    appointed = appoint_lead(case, user=lead, team=to, by=by, tells_before=False)
    shorten_seats(case, before, overlap)
    facts = {"organisation_id": to.organisation_id, "detail": {"from": str(before.pk), "to": str(to.pk)}}
    audit.record("cases.leading_passed", case, by=by, person_id=case.person_id, **facts)
    add_plan_entry(case, "cases.leading_passed", by=by)
    return appointed


def begin_period(case: Case, to: Team) -> None:
    """The new one begins at the very instant the one before ends."""
    period = LeadingPeriod.objects.get(case=case, valid_until=clock.FOREVER)
    period.end()
    period.save()
    LeadingPeriod.objects.create(case=case, organisation=to.organisation, valid_from=period.valid_until)


def holds_lead_seat(case: Case) -> bool:
    """All areas, coordination, without an end: more than a partner's seat."""
    seats = CircleMembership.objects.in_force().filter(case=case, team=case.leading_team, valid_until=clock.FOREVER)
    return seats.filter(level=LEADING_SEAT["level"], areas=LEADING_SEAT["areas"]).exists()


def shorten_seats(case: Case, team: Team, overlap: dt.timedelta) -> None:
    """The seats of a team end after a while at the latest; one that was only offered is taken back."""
    until = clock.now() + overlap
    for seat in CircleMembership.objects.filter(case=case, team=team, valid_until__gt=clock.now()):
        if seat.holds():
            seat.valid_until = min(seat.valid_until, until)
        else:
            seat.end()
        seat.save(update_fields=["valid_from", "valid_until"])

"""The seat that accepting a referral gives, and its end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from audit import actions as audit
from cases.actions.circle import CircleRefusal, lose_lead, seats_the_lead_alone
from cases.models import CircleMembership, Need, account_of
from common import clock
from common.areas import Area
from organisations.models import Team

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Hand

Function = CircleMembership.Function

FUNCTIONS = {
    Area.EDUCATION: Function.EDUCATION,
    Area.EMPLOYMENT_TRAINING: Function.EMPLOYMENT,
    Area.MENTAL_HEALTH: Function.PSYCHOLOGY,
    Area.HEALTH: Function.HEALTH,
    Area.FAMILY: Function.FAMILY,
    Area.HOUSING: Function.HOUSING,
    Area.LEISURE_CULTURE_SPORT: Function.LEISURE,
    Area.JUSTICE: Function.JUSTICE,
}


def seat_referred_team(team: Team, *, need: Need, areas: int, level: int, asked_by: User, by: Hand) -> CircleMembership:
    """The seat of a team that accepted a referral: it counts at once."""
    case = need.case
    seat = CircleMembership.objects.create(
        case=case,
        team=team,
        function=FUNCTIONS.get(Area(need.area), Function.SOCIAL_WORK),
        purpose=CircleMembership.Purpose.REFERRAL,
        level=level,
        areas=areas,
        asked_by=asked_by,
        valid_from=clock.now(),
    )
    facts = {"case_id": case.pk, "person_id": case.person_id, "organisation_id": team.organisation_id}
    audit.record("cases.seat_accepted", seat, by=by, **facts, detail={"purpose": seat.purpose})
    return seat


def end_referred_seat(seat: CircleMembership, *, by: Hand, after: dt.timedelta = dt.timedelta()) -> None:
    """End the seat a referral gave, at once or after a while. Other seats of that team are not touched.

    The lead who led by this seat alone leads no more when it ends at once: managers are told. What can wait waits:
    raises CircleRefusal, hand over first.
    """
    leaderless = seats_the_lead_alone(seat)
    if leaderless and after:
        raise CircleRefusal(_("The lead professional is of this team: hand over first."))
    if after:
        seat.valid_until = min(seat.valid_until, clock.now() + after)
    else:
        seat.end()
    seat.save(update_fields=["valid_from", "valid_until"])
    audit.record("cases.seat_ended", seat, by=by, detail={"days": after.days})
    if leaderless:
        lose_lead(seat.case, by=account_of(by))

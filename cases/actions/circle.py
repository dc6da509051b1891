"""Seats of the circle and the lead: asked, accepted, ended, handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit import actions as audit
from cases.models import Access, Block, Case, CircleMembership, Lead, LeadCover
from common import clock
from common.areas import ALL_AREAS, Level
from common.once import own_id
from notifications.actions import notify
from organisations.models import Team, TeamMembership

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


LEADING_SEAT: dict[str, Any] = {
    "function": CircleMembership.Function.SOCIAL_WORK,
    "purpose": CircleMembership.Purpose.LEAD,
    "level": Level.COORDINATION,
    "areas": int(ALL_AREAS),
}
"""What the leading team is seated for."""


class CircleRefusal(Exception):
    """A seat or a lead that the rules of the circle forbid. Its text says what to do instead."""


@transaction.atomic
def ask_seat(
    case: Case,
    *,
    by: User,
    team: Team | None = None,
    user: User | None = None,
    new_id: UUID | None = None,
    **terms: Any,
) -> CircleMembership:
    """Offer a seat (function, purpose, level, areas), once. A team of the leading organisation is seated at once.

    Raises CircleRefusal when the party already has a seat, or when somebody would seat their own team, or themselves,
    in the file of another association.
    """
    case, pk = lock(case), own_id(new_id, by)
    again = CircleMembership.objects.filter(pk=pk).first()
    if again is not None:
        return again
    refuse_second_seat(case, team, user)
    refuse_own_seat(case, team, user, by=by)
    inside = team is not None and team.organisation_id == case.leading_organisation_id
    begins = clock.now() if inside else clock.FOREVER
    who = {"team": team, "user": user, "asked_by": by}
    seat = CircleMembership.objects.create(pk=pk, case=case, valid_from=begins, **who, **terms)
    record("cases.seat_asked", seat, by=by)
    notify("cases.seat_asked", to=[] if inside else party_members(seat), about=seat.pk, case_id=case.pk, by=by)
    return seat


@transaction.atomic
def accept_seat(seat: CircleMembership, *, by: User) -> CircleMembership:
    """The asked team, or person, takes its seat: from now on it counts. Raises CircleRefusal when already answered."""
    seat = lock_seat(seat)
    if not seat.is_asked():
        raise CircleRefusal(_("This seat has already been answered."))
    seat.valid_from = clock.now()
    seat.save()
    record("cases.seat_accepted", seat, by=by)
    notify("cases.seat_accepted", to=leads(seat.case), about=seat.pk, case_id=seat.case_id, by=by)
    return seat


@transaction.atomic
def decline_seat(seat: CircleMembership, *, by: User) -> CircleMembership:
    """The asked team, or person, says no: the offer is over. Raises CircleRefusal when already answered."""
    seat = lock_seat(seat)
    if not seat.is_asked():
        raise CircleRefusal(_("This seat has already been answered."))
    seat.end()
    seat.save()
    record("cases.seat_declined", seat, by=by)
    notify("cases.seat_declined", to=leads(seat.case), about=seat.pk, case_id=seat.case_id, by=by)
    return seat


@transaction.atomic
def end_seat(seat: CircleMembership, *, by: User | None) -> CircleMembership:
    """End or leave a seat, or take an offer back: access goes in the same transaction.

    Raises CircleRefusal when it has already ended, and for the seat by which the lead leads: hand over first.
    """
    seat = lock_seat(seat)
    if seat.valid_until <= clock.now():
        raise CircleRefusal(_("This seat has already ended."))
    if seat.holds() and seats_the_lead_alone(seat):
        raise CircleRefusal(_("The lead professional is of this team: hand over first."))
    told = [] if seat.is_asked() else leads(seat.case)
    seat.end()
    seat.save()
    record("cases.seat_ended", seat, by=by)
    notify("cases.seat_ended", to=told, about=seat.pk, case_id=seat.case_id, by=by)
    return seat


@transaction.atomic
def appoint_lead(case: Case, *, user: User, team: Team, by: User, tells_before: bool = True) -> Lead:
    """Make a bound member the lead; the one before, if any, ends now and is told. A leading team is seated if need be.

    Who leads already goes on leading.

    Raises CircleRefusal when the membership is not bound, is not seated for coordination, or does not open the file.
    """
    case = lock(case)
    if not TeamMembership.objects.of(user).bound().filter(team=team, user__is_active=True).exists():
        raise CircleRefusal(_("The lead must be bound by professional secrecy in this team."))
    if not seated_for_coordination(case, user, team):
        if team.pk != case.leading_team_id:
            raise CircleRefusal(_("Seat this team first, at the coordination level."))
        seat_leading_team(case, by=by)
    if not opens_for_coordination(case, user, team):
        raise CircleRefusal(_("This person cannot open the file in the name of this team: they cannot lead it."))
    now = Lead.objects.in_force().filter(case=case, user=user, team=team).first()
    if now is not None:
        return now
    before = end_lead(case)
    lead = Lead.objects.create(case=case, user=user, team=team, valid_from=clock.now())
    record("cases.lead_appointed", lead, by=by)
    notify("cases.lead_appointed", to=[user], about=case.pk, case_id=case.pk, by=by)
    if before and before.user_id != user.pk and tells_before:
        notify("cases.lead_relieved", to=[before.user], about=case.pk, case_id=case.pk, by=by)
    return lead


@transaction.atomic
def lose_lead(case: Case, *, by: User | None) -> None:
    """The lead's membership or seat ended: the file, if open, has no lead, and its managers are told at once."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    ended = end_lead(case)
    if ended:
        record("cases.lead_lost", ended, by=by)
        told = steering_managers(case) if case.status == Case.Status.OPEN else []
        notify("cases.lead_lost", to=told, about=case.pk, case_id=case.pk)


def end_lead(case: Case) -> Lead | None:
    lead = Lead.objects.in_force().filter(case=case).first()
    if lead:
        lead.end()
        lead.save()
    return lead


def seat_leading_team(case: Case, *, by: User | None) -> CircleMembership:
    """All areas, coordination, at once."""
    return CircleMembership.objects.create(
        case=case, team=case.leading_team, asked_by=by, valid_from=clock.now(), **LEADING_SEAT
    )


def coordination_seats(case: Case, user: User, team: Team) -> QuerySet[CircleMembership]:
    """Those of the team, and the person's own; nobody leads by a seat whose end is set already."""
    lasting = CircleMembership.objects.in_force().filter(valid_until=clock.FOREVER)
    seats = lasting.filter(case=case, level=Level.COORDINATION)
    return seats.filter(Q(team=team) | Q(user=user))


def seated_for_coordination(case: Case, user: User, team: Team) -> bool:
    return coordination_seats(case, user, team).exists()


def seats_the_lead_alone(seat: CircleMembership) -> bool:
    """Whether the lead, if there is one, would be left without a coordination seat."""
    lead = Lead.objects.in_force().filter(case=seat.case_id).select_related("user", "team").first()
    if lead is None:
        return False
    seats = set(coordination_seats(seat.case, lead.user, lead.team).values_list("pk", flat=True))
    return seats == {seat.pk}


def opens_for_coordination(case: Case, user: User, team: Team) -> bool:
    """Whether no block names them and, for a partner, the agreements let them read as a lead must."""
    if Block.objects.in_force().filter(case=case, user=user).exists():
        return False
    if team.organisation_id == case.leading_organisation_id:
        return True
    ways = Access.objects.filter(case=case, user_id=user.pk, team=team)
    return ways.filter(coordination_areas__gt=0).exists()


def refuse_own_seat(case: Case, team: Team | None, user: User | None, *, by: User) -> None:
    """In the file of another association; in one's own nothing is gained by it."""
    mine = TeamMembership.objects.of(by)
    if team is None:
        own = user == by and not mine.filter(team__organisation=case.leading_organisation_id).exists()
    else:
        own = team.organisation_id != case.leading_organisation_id and mine.filter(team=team).exists()
    if own:
        raise CircleRefusal(_("Somebody else must seat you or your own team: ask the leading association."))


def refuse_second_seat(case: Case, team: Team | None, user: User | None) -> None:
    if CircleMembership.objects.filter(case=case, team=team, user=user, valid_until=clock.FOREVER).exists():
        raise CircleRefusal(_("They already have a seat, or have been offered one."))


def lock(case: Case) -> Case:
    """The file, locked. Raises CircleRefusal once it is closed."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.status == Case.Status.CLOSED:
        raise CircleRefusal(_("This file is closed."))
    return case


def lock_seat(seat: CircleMembership) -> CircleMembership:
    return CircleMembership.objects.select_for_update(of=("self",)).select_related("case").get(pk=seat.pk)


def leads(case: Case) -> list[User]:
    """Who is told as lead today: whoever leads and, while they are away, whoever covers."""
    now = Lead.objects.in_force().filter(case=case).select_related("user")
    covers = LeadCover.objects.of_case(case.pk).select_related("user")
    return [row.user for row in (*now, *covers)]


def party_members(seat: CircleMembership) -> list[User]:
    """Whom an offered seat asks: the person, or every member of the team."""
    if seat.user:
        return [seat.user]
    memberships = TeamMembership.objects.in_force().filter(team=seat.team_id).select_related("user")
    return [membership.user for membership in memberships]


def steering_managers(case: Case) -> list[User]:
    """The managers of the leading team; if it has none, any manager of the leading organisation."""
    managers = TeamMembership.objects.in_force().managers().select_related("user")
    of_team = list(managers.filter(team=case.leading_team_id))
    return [m.user for m in of_team or managers.filter(team__organisation=case.leading_organisation_id)]


def record(verb: str, fact: CircleMembership | Lead, *, by: User | None) -> None:
    audit.record(verb, fact, by=by, case_id=fact.case_id, detail={"team": str(fact.team_id or "")})

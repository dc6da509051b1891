"""What every move of a referral does: lock, move, remember, record, tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accounts.models import User
from audit import actions as audit
from cases.actions.plan import move_need
from cases.actions.timeline import add_entry
from cases.models import Block, Case, Lead, LeadCover, account_of, link_of
from common import clock, workdays
from common.history import remember
from notifications.actions import notify
from organisations.models import Absence, TeamMembership, TeamMembershipQuerySet
from referrals import policy
from referrals.actions.letters import end_links, send_link
from referrals.models import ESCALATE_AFTER, EXPIRE_AFTER, REMIND_AFTER, Referral, preview_of
from referrals.policy import Side

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Hand


def lock(referral: Referral) -> Referral:
    """The row as it is now, held until the transaction ends: of two who answer at once, one waits and is told.

    The file is held first, as whoever closes it does: nothing goes out of a file that closes at that moment.
    """
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=referral.case_id)
    rows = Referral.objects.select_for_update(of=("self",))
    return rows.select_related(
        "case__leading_organisation", "need", "to_team", "to_organisation", "author_team", "author", "seat"
    ).get(pk=referral.pk)


def keep(referral: Referral, *, by: Hand, reason: str) -> None:
    """Save with its history: by an account, by a link, or by the clock."""
    referral.moved_by_link = link_of(by)
    remember(referral, by=account_of(by), reason=reason)


def settle(referral: Referral, done: str, *, by: Hand, tell: Iterable[Side] = (), **detail: Any) -> Referral:
    """Save a move with its history, its audit row, its line of the timeline and its notices; the last ends links."""
    keep(referral, by=by, reason=done)
    kind = f"referrals.{done}"
    audit.record(kind, referral, by=by, organisation_id=referral.to_organisation_id, detail=detail)
    add_entry(referral, kind, by=account_of(by))
    for side in tell:
        tell_side(referral, side, kind, by=by)
    if referral.status in policy.FINAL and referral.to_organisation.answers_by_link:
        end_links(referral, by=by)
    return referral


def tell_side(referral: Referral, side: Side, kind: str, *, by: Hand) -> None:
    """Its people by a notice; a team without accounts by a letter with a link."""
    hand, people = account_of(by), people_of(referral, side)
    notify(kind, to=people, about=referral.pk, case_id=referral.case_id, by=hand)
    write_to(referral, side, by=hand)


def write_to(referral: Referral, side: Side, *, by: User | None) -> None:
    """A letter, if the side is a team without accounts and there is still something to answer."""
    waits = side is Side.RECEIVER and referral.status in policy.OPEN
    if waits and referral.is_answered_by_link():
        send_link(referral, by=by)


def go_out(referral: Referral, *, by: User | None) -> Referral:
    """To the other team's inbox, with the stored preview and three dates counted from now."""
    referral.sent_at = sent_at = clock.now()
    referral.counted_in = referral.department_of_receiver()
    for name, instant in warnings_of(referral).items():
        setattr(referral, name, instant)
    referral.expires_at = workdays.deadline(sent_at, EXPIRE_AFTER, referral.calendar())
    preview_of(referral).save()
    return settle(referral, "sent", by=by, tell=[Side.RECEIVER])


def warnings_of(referral: Referral) -> dict[str, dt.datetime]:
    """When it reminds and when it escalates: never on a day on which the team asked says that it is away."""
    away = list(Absence.objects.of(referral.to_team).values_list("first_on", "last_on"))
    sent_at, calendar = referral.sent_at or clock.now(), referral.calendar()
    counted = {"remind_at": REMIND_AFTER, "escalate_at": ESCALATE_AFTER}
    return {name: workdays.deadline(sent_at, count, calendar, away=away) for name, count in counted.items()}


def people_of(referral: Referral, side: Side) -> QuerySet[User]:
    """Who is told on a side: the whole receiving team; the author and the lead (in their absence also whoever covers),
    or else the whole sending team.
    """
    if side is Side.RECEIVER:
        return team_members(referral)
    leads = Lead.objects.in_force().filter(case=referral.case_id)
    authors = team_of(referral, side).filter(user=referral.author_id)
    concerned = members(referral, authors, leads, LeadCover.objects.of_case(referral.case_id))
    return concerned or members(referral, team_of(referral, side))


def team_members(referral: Referral) -> QuerySet[User]:
    """Everybody of the receiving team who may know of it."""
    return members(referral, team_of(referral, Side.RECEIVER))


def managers_of(referral: Referral, side: Side) -> QuerySet[User]:
    """Who hears of a delay on a side: the managers of its team, or the team when it has none."""
    managers = members(referral, team_of(referral, side).managers())
    return managers or members(referral, team_of(referral, side))


def team_of(referral: Referral, side: Side) -> TeamMembershipQuerySet:
    """The memberships of a side's team today."""
    team = referral.to_team_id if side is Side.RECEIVER else referral.author_team_id
    return TeamMembership.objects.in_force().filter(team=team)


def members(referral: Referral, *facts: QuerySet[Any]) -> QuerySet[User]:
    """The active accounts of these rows, without whoever is blocked from this file."""
    anyone = reduce(or_, (Q(pk__in=rows.values("user")) for rows in facts))
    blocked = Block.objects.in_force().filter(case=referral.case_id).values("user")
    return User.objects.filter(anyone, is_active=True).exclude(pk__in=blocked)


def carry_over(referral: Referral, status: str, *, by: Hand) -> None:
    """What becomes of the need, where its own states allow it."""
    if referral.need.can_move_to(status):
        move_need(referral.need, status=status, by=by, reason=referral.status)

"""The rules of a transfer, pure: its states and who moves them, and what acceptance changes for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.policy import CaseFacts, Dated, Person, Seat, Span, Way, ways_in
from common.areas import ALL_AREAS, NO_AREAS, Area, Level
from common.clock import FOREVER
from referrals.policy import Side


class Status(models.TextChoices):
    """Where a transfer stands."""

    PROPOSED = "proposed", _("Proposed")
    TO_CONFIRM = "to_confirm", _("To confirm again")
    ACCEPTED = "accepted", _("Transfer accepted")
    DECLINED = "declined", _("Transfer declined")
    WITHDRAWN = "withdrawn", _("Transfer withdrawn")
    EXPIRED = "expired", _("Not answered in time")


PENDING = frozenset({Status.PROPOSED, Status.TO_CONFIRM})
FINAL = frozenset(Status) - PENDING


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from these states, to that one, by that side."""

    name: str
    side: Side
    target: Status
    sources: frozenset[Status] = PENDING


ONLY_PROPOSED, ONLY_TO_CONFIRM = frozenset({Status.PROPOSED}), frozenset({Status.TO_CONFIRM})

TABLE = (
    Move("accept", Side.RECEIVER, Status.ACCEPTED, ONLY_PROPOSED),
    Move("recount", Side.SYSTEM, Status.TO_CONFIRM, ONLY_PROPOSED),
    Move("confirm", Side.SENDER, Status.PROPOSED, ONLY_TO_CONFIRM),
    Move("decline", Side.RECEIVER, Status.DECLINED),
    Move("withdraw", Side.SENDER, Status.WITHDRAWN),
    Move("expire", Side.CLOCK, Status.EXPIRED),
    Move("cancel", Side.SYSTEM, Status.WITHDRAWN),
)
"""`recount`: when it would be accepted, somebody would lose access whom nobody had confirmed. `cancel` is the system's
withdrawal."""

MOVE_BY_NAME = {move.name: move for move in TABLE}

MOVES: dict[str, set[str]] = {
    status: {move.target for move in TABLE if status in move.sources} for status in Status if status in PENDING
}


@dataclass(frozen=True, slots=True)
class Change:
    """What acceptance does to the facts of a file: another team leads, the one before keeps its seats for a while."""

    at: dt.datetime
    to_team: UUID
    to_organisation: UUID
    from_team: UUID
    overlap: dt.timedelta

    @property
    def until(self) -> dt.datetime:
        """When the seats of the team before have ended."""
        return self.at + self.overlap


def after(facts: CaseFacts, change: Change) -> CaseFacts:
    """The same facts as acceptance leaves them."""
    leads = Dated(change.to_organisation, Span(change.at, FOREVER))
    led = (replace(period, span=cut(period.span, change.at)) for period in facts.leading)
    given = Seat(change.to_team, change.to_team, None, Level.COORDINATION, ALL_AREAS, Span(change.at, FOREVER))
    kept = (seat if seat.team != change.from_team else ended(seat, change) for seat in facts.seats)
    return replace(facts, leading=(*led, leads), seats=(*kept, given))


def ended(seat: Seat, change: Change) -> Seat:
    """A seat of the team before: one that was only offered is taken back."""
    until = change.until if change.at in seat.span else change.at
    return replace(seat, span=cut(seat.span, until))


def cut(span: Span, end: dt.datetime) -> Span:
    """The same, over by then at the latest; empty when it had not begun."""
    return Span(min(span.start, end), min(span.end, end))


class Fate(StrEnum):
    """What becomes of one person's access."""

    GAINS = "gains"
    KEEPS = "keeps"
    SEES_LESS = "sees_less"
    LEAVES = "leaves"
    """when the seats of the team before end"""
    LOSES = "loses"
    """at once"""


LOSING = frozenset({Fate.LOSES, Fate.LEAVES})


def fate_of(facts: CaseFacts, person: Person, change: Change) -> Fate | None:
    """What acceptance changes for a person; None for somebody who opens the file neither before nor after.

    What ends by itself meanwhile is no effect of the transfer.
    """
    then = after(facts, change)
    before, at_once = seen(ways_in(facts, person, change.at)), seen(ways_in(then, person, change.at))
    if not before[0]:
        return Fate.GAINS if at_once[0] else None
    if not at_once[0]:
        return Fate.LOSES
    stayed, remains = seen(ways_in(facts, person, change.until)), seen(ways_in(then, person, change.until))
    if stayed[0] and not remains[0]:
        return Fate.LEAVES
    return Fate.SEES_LESS if lessened(before, at_once) or lessened(stayed, remains) else Fate.KEEPS


def seen(ways: Iterable[Way]) -> tuple[Area, Area]:
    """The practical and the coordination areas of all the ways in of one person."""
    practical = coordination = NO_AREAS
    for way in ways:
        practical, coordination = practical | way.practical, coordination | way.coordination
    return practical, coordination


def lessened(before: tuple[Area, Area], now: tuple[Area, Area]) -> bool:
    return any(was & ~left for was, left in zip(before, now, strict=True))

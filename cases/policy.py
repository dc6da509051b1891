"""Who may see what in one file. Pure: no database, no clock. The specification the access view is tested against.

Facts carry spans, so the same code answers for now, for a day gone by, and says when an answer ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from common.areas import ALL_AREAS, NAMED, NO_AREAS, Area, Level


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open `[start, end)`."""

    start: dt.datetime
    end: dt.datetime

    def __contains__(self, at: dt.datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Seat:
    """An offered seat has an empty span until it is accepted."""

    id: UUID
    team: UUID | None
    user: UUID | None
    level: Level
    areas: Area
    span: Span


@dataclass(frozen=True, slots=True)
class Cover:
    """What lets an association know: a recipient row of an agreement, or a legal ground."""

    id: UUID
    kind: str
    organisation: UUID
    areas: Area
    span: Span


@dataclass(frozen=True, slots=True)
class Emergency:
    id: UUID
    user: UUID
    team: UUID
    span: Span


@dataclass(frozen=True, slots=True)
class Dated:
    """An organisation that led, an account that was active, a person who was blocked: an id and when."""

    id: UUID
    span: Span


@dataclass(frozen=True, slots=True)
class Partnership:
    id: UUID
    parties: frozenset[UUID]
    areas: Area
    span: Span


@dataclass(frozen=True, slots=True)
class Membership:
    id: UUID
    team: UUID
    organisation: UUID
    is_manager: bool
    is_bound: bool
    span: Span

    def counts(self) -> bool:
        """A member, or a manager bound by secrecy."""
        return self.is_bound or not self.is_manager


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything about one file that the rule asks."""

    case: UUID
    leading: tuple[Dated, ...] = ()
    seats: tuple[Seat, ...] = ()
    covers: tuple[Cover, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    blocks: tuple[Dated, ...] = ()
    partnerships: tuple[Partnership, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Everything about one account that the rule asks."""

    id: UUID
    active: tuple[Span, ...]
    memberships: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: complete by itself, nothing adds up across two."""

    membership: Membership
    practical: Area
    coordination: Area
    until: dt.datetime
    because: tuple[tuple[str, UUID], ...]

    def shows(self, area: Area, level: Level, author_team: UUID) -> bool:
        """Whether this way shows an item of that area and level, written in the name of that team."""
        match level:
            case Level.PRACTICAL:
                return bool(area & self.practical)
            case Level.COORDINATION:
                return bool(area & self.coordination)
            case Level.RESTRICTED:
                own = self.membership.is_bound and self.membership.team == author_team
                return own and bool(area & self.practical)


@dataclass(frozen=True, slots=True)
class Marked:
    """What an author marked: for the young person or the representatives, hidden or shown, and when."""

    item: UUID
    reader: str
    is_shown: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Concerned:
    """Everything the rule asks about the link of a young person (`reader` is that word) or of a representative."""

    case: UUID
    reader: str
    span: Span
    by_themselves_on: dt.date
    """the young person's 16th birthday, or the first day that may be it"""
    of_age_on: dt.date
    authority_on: dt.date | None = None
    """a representative's authority: since when, or None when it has ended"""
    address_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Hung:
    """What the rule asks of an item read by link. `says_where`: it tells a place or an hour."""

    item: UUID
    case: UUID
    area: Area
    level: Level
    says_where: bool = False


def shows_by_link(one: Concerned, marks: Iterable[Marked], hung: Hung, at: dt.datetime, day: dt.date) -> bool:
    """Whether a link of a person concerned shows an item at an instant of a day."""
    if at not in one.span or hung.case != one.case or hung.level == Level.RESTRICTED:
        return False
    mine = [mark for mark in marks if mark.item == hung.item and mark.reader == one.reader and at in mark.span]
    if any(not mark.is_shown for mark in mine):
        return False
    if one.reader == "young_person":
        return True
    if one.authority_on is None or not one.authority_on <= day < one.of_age_on:
        return False
    if one.address_hidden and hung.says_where:
        return False
    return bool(mine) or (day < one.by_themselves_on and not hung.area & (Area.HEALTH | Area.MENTAL_HEALTH))


class Missing(StrEnum):
    """The first fact that would have to change for a person to open a file."""

    ACCOUNT = "account"
    BLOCK = "block"
    MEMBERSHIP = "membership"
    SEAT = "seat"
    ACCEPTANCE = "acceptance"
    AGREEMENT = "agreement"
    PARTNERSHIP = "partnership"
    AREAS = "areas"


def ways_in(facts: CaseFacts, person: Person, at: dt.datetime) -> list[Way]:
    """Every way in of a person at an instant. Empty: the file does not exist for them."""
    if is_blocked(facts, person, at) or not any(at in span for span in person.active):
        return []
    memberships = [membership for membership in person.memberships if at in membership.span]
    return [way for membership in memberships for way in ways_of(facts, person, membership, at)]


def ways_during(facts: CaseFacts, person: Person, start: dt.datetime, end: dt.datetime) -> list[Way]:
    """Every way in that was open at some instant of `[start, end)`: asked at its start and wherever a fact changes."""
    changes = {edge for span in spans_of(facts, person) for edge in (span.start, span.end) if start < edge < end}
    return list(dict.fromkeys(way for at in sorted({start} | changes) for way in ways_in(facts, person, at)))


def spans_of(facts: CaseFacts, person: Person) -> Iterator[Span]:
    """Of every fact that the answer for this person depends on."""
    dated = (facts.leading, facts.seats, facts.covers, facts.emergencies, facts.blocks, facts.partnerships)
    for rows in (*dated, person.memberships):
        yield from (row.span for row in rows)
    yield from person.active


def is_blocked(facts: CaseFacts, person: Person, at: dt.datetime) -> bool:
    return any(block.id == person.id and at in block.span for block in facts.blocks)


def ways_of(facts: CaseFacts, person: Person, membership: Membership, at: dt.datetime) -> Iterator[Way]:
    """What one membership opens: by each seat and each cover, and by an emergency."""
    if membership.counts():
        for seat in facts.seats:
            if at in seat.span and (seat.team == membership.team or seat.user == person.id):
                yield from ways_by_seat(facts, seat, membership, at)
    for emergency in facts.emergencies:
        same = emergency.user == person.id and emergency.team == membership.team
        if same and membership.is_bound and at in emergency.span:
            until = min(emergency.span.end, membership.span.end)
            because = (("emergency", emergency.id), ("membership", membership.id))
            yield Way(membership, ALL_AREAS, ALL_AREAS, until, because)


def ways_by_seat(facts: CaseFacts, seat: Seat, membership: Membership, at: dt.datetime) -> Iterator[Way]:
    because = (("seat", seat.id), ("membership", membership.id))
    until = min(seat.span.end, membership.span.end)
    leading = leading_at(facts, at)
    if leading == membership.organisation:
        yield way(seat, membership, seat.areas, until, because)
        return
    for cover in facts.covers:
        if cover.organisation != membership.organisation or at not in cover.span:
            continue
        for partnership in facts.partnerships:
            if at in partnership.span and {leading, membership.organisation} <= partnership.parties:
                areas = seat.areas & cover.areas & partnership.areas
                if areas & NAMED:
                    end = min(until, cover.span.end, partnership.span.end)
                    reasons = (*because, (cover.kind, cover.id), ("partnership", partnership.id))
                    yield way(seat, membership, areas, end, reasons)


def way(
    seat: Seat, membership: Membership, areas: Area, until: dt.datetime, because: tuple[tuple[str, UUID], ...]
) -> Way:
    deep = seat.level >= Level.COORDINATION and membership.is_bound
    return Way(membership, areas, areas if deep else NO_AREAS, until, because)


def leading_at(facts: CaseFacts, at: dt.datetime) -> UUID | None:
    return next((period.id for period in facts.leading if at in period.span), None)


def shows_item(ways: Iterable[Way], reader: UUID, item: tuple[Area, Level, UUID, UUID]) -> bool:
    """Whether these ways in show an item (area, level, author, author's team). Its author sees it while any is open."""
    area, level, author, author_team = item
    found = list(ways)
    return any(way.shows(area, level, author_team) for way in found) or (bool(found) and author == reader)


def why_item(ways: Iterable[Way], item: tuple[Area, Level, UUID, UUID]) -> list[Way]:
    """The ways in that show an item, those that last longest first."""
    area, level, _author, author_team = item
    return sorted((w for w in ways if w.shows(area, level, author_team)), key=lambda w: w.until, reverse=True)


def missing_fact(facts: CaseFacts, person: Person, at: dt.datetime) -> Missing | None:
    """Why a person cannot open a file, as its first missing fact; None when they can."""
    if ways_in(facts, person, at):
        return None
    if not any(at in span for span in person.active):
        return Missing.ACCOUNT
    if is_blocked(facts, person, at):
        return Missing.BLOCK
    memberships = [m for m in person.memberships if at in m.span and m.counts()]
    if not memberships:
        return Missing.MEMBERSHIP
    return missing_beyond_membership(facts, person, memberships, at)


def missing_beyond_membership(
    facts: CaseFacts, person: Person, memberships: list[Membership], at: dt.datetime
) -> Missing:
    seated = [(s, m) for m in memberships for s in facts.seats if s.team == m.team or s.user == person.id]
    organisations = {membership.organisation for seat, membership in seated if at in seat.span}
    if not organisations:
        return Missing.ACCEPTANCE if any(seat.span.start > at for seat, _m in seated) else Missing.SEAT
    known = {cover.organisation for cover in facts.covers if at in cover.span} & organisations
    if not known:
        return Missing.AGREEMENT
    leading = leading_at(facts, at)
    bridges = [p for p in facts.partnerships if at in p.span and leading in p.parties and p.parties & known]
    return Missing.AREAS if bridges else Missing.PARTNERSHIP

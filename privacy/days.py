"""Who could open a file on a day gone by, and by which facts: the access policy asked about that day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases import policy
from cases.explaining import candidates_for
from cases.facts import facts_of, people_of
from cases.models import CircleMembership, EmergencyAccess, LegalGround, SharingRecipient
from common import clock
from common.areas import NO_AREAS, Area
from organisations.models import Organisation, PartnershipAgreement, TeamMembership
from privacy.scope import scope_of

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a way in, in words, with its dates."""

    text: str
    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class DayReader:
    """One person who could open the file at some moment of the day, and how far."""

    user: User
    association: str
    practical: Area
    coordination: Area
    facts: list[Fact]


type Opened = dict[tuple[User, UUID], list[policy.Way]]
"""By person and association: the ways in that were open."""


def readers_on(case: Case, day: dt.date, reader: User) -> list[DayReader]:
    """Everybody the record shows to this officer, by association. A day still running counts until now."""
    opened = opened_on(case, day, reader)
    words = facts_in_words(way for ways in opened.values() for way in ways)
    names = Organisation.objects.in_bulk({organisation for _user, organisation in opened})
    found = [day_reader(user, str(names[pk]), ways, words) for (user, pk), ways in opened.items()]
    return sorted(found, key=lambda one: (one.association, one.user.full_name))


def opened_on(case: Case, day: dt.date, reader: User) -> Opened:
    start, end = bounds(day)
    facts, scope = facts_of([case.pk])[case.pk], scope_of(case, reader)
    led = any(p.id in scope.protected and p.span.start < end and start < p.span.end for p in facts.leading)
    candidates = candidates_for(facts)
    people = people_of(candidates, as_of_today=False)
    found: Opened = defaultdict(list)
    for user in candidates:
        for way in policy.ways_during(facts, people[user.pk], start, end):
            if scope.is_whole or led or way.membership.organisation in scope.protected:
                found[user, way.membership.organisation].append(way)
    return found


def bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The day's instants, half-open; of today, those gone by and the present one."""
    return clock.end_of(day - clock.DAY), min(clock.end_of(day), clock.now() + dt.timedelta.resolution)


def day_reader(user: User, association: str, ways: list[policy.Way], words: dict[Because, Fact]) -> DayReader:
    practical = coordination = NO_AREAS
    for way in ways:
        practical, coordination = practical | way.practical, coordination | way.coordination
    reasons = dict.fromkeys(because for way in ways for because in way.because)
    return DayReader(user, association, practical, coordination, [words[because] for because in reasons])


type Because = tuple[str, UUID]
"""The kind of a fact, and its id."""


def facts_in_words(ways: Iterable[policy.Way]) -> dict[Because, Fact]:
    """One query a kind, whatever the number of facts."""
    ids: dict[str, set[UUID]] = defaultdict(set)
    for way in ways:
        for kind, pk in way.because:
            ids[kind].add(pk)
    found: dict[Because, Fact] = {}
    for kind, pks in ids.items():
        model, joined, say = WORDS[kind]
        rows = model._default_manager.filter(pk__in=pks)
        for row in rows.select_related(*joined) if joined else rows:
            found[kind, row.pk] = Fact(say(row), row.valid_from, row.valid_until)
    return found


def say_seat(seat: CircleMembership) -> str:
    return _("seat in the circle: %(who)s, %(function)s") % {
        "who": seat.team or seat.user,
        "function": seat.get_function_display(),
    }


def say_membership(membership: TeamMembership) -> str:
    text = _("member of %(team)s, bound by professional secrecy") if membership.is_bound else _("member of %(team)s")
    return text % {"team": membership.team}


def say_agreement(recipient: SharingRecipient) -> str:
    return _("agreement to share that names %(organisation)s") % {"organisation": recipient.organisation}


def say_ground(ground: LegalGround) -> str:
    return _("legal ground: %(article)s") % {"article": ground.get_article_display()}


def say_partnership(agreement: PartnershipAgreement) -> str:
    return _("partnership agreement: %(title)s") % {"title": agreement.title}


def say_emergency(emergency: EmergencyAccess) -> str:
    return _("emergency access: %(reason)s") % {"reason": emergency.get_reason_display()}


WORDS: dict[str, tuple[Any, tuple[str, ...], Callable[[Any], str]]] = {
    "seat": (CircleMembership, ("team__organisation", "user"), say_seat),
    "membership": (TeamMembership, ("team__organisation",), say_membership),
    "agreement": (SharingRecipient, ("organisation",), say_agreement),
    "ground": (LegalGround, ("organisation",), say_ground),
    "partnership": (PartnershipAgreement, (), say_partnership),
    "emergency": (EmergencyAccess, (), say_emergency),
}

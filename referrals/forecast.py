"""What a transfer would change, from the facts of a file: who opens it then, who no longer and why, what is missing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from cases import policy as access_policy
from cases.explaining import MISSING, candidates_for
from cases.facts import facts_of, people_of
from cases.policy import CaseFacts, Missing, Person
from common import clock
from common.areas import NO_AREAS, Area, labels
from common.templatetags.ui import full_day
from organisations.models import Organisation, Team, TeamMembership
from referrals.models import Referral, Transfer
from referrals.transfer_policy import LOSING, Change, Fate, after, fate_of, seen

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


@dataclass(frozen=True, slots=True)
class Line:
    """One person, and what becomes of their access."""

    user: User
    team: Team
    fate: Fate
    why: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """What an association lacks to go on knowing, once another one leads."""

    organisation: Organisation
    text: str
    areas: int
    """those of the agreement to record; 0 while no partnership lets it be recorded"""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The whole of it, as acceptance at `change.at` would do it."""

    change: Change
    lines: dict[Fate, list[Line]]
    gaps: list[Gap]
    referrals: int
    """that go on, followed by the new lead"""

    @property
    def losing(self) -> list[Line]:
        """At once, then at the end of the overlap."""
        return [*self.lines[Fate.LOSES], *self.lines[Fate.LEAVES]]

    @property
    def losing_ids(self) -> frozenset[UUID]:
        return frozenset(line.user.pk for line in self.losing)

    @property
    def digest(self) -> str:
        """Says whether the list that was read is the list of now."""
        return digest(self.losing_ids)


def digest(ids: frozenset[UUID]) -> str:
    return hashlib.sha256(" ".join(sorted(str(pk) for pk in ids)).encode()).hexdigest()[:16]


def losing(case: Case, change: Change) -> frozenset[UUID]:
    """Whose access ends, at once or with the overlap."""
    facts = facts_of([case.pk])[case.pk]
    people = people_of(candidates_for(after(facts, change)))
    return frozenset(pk for pk, person in people.items() if fate_of(facts, person, change) in LOSING)


def forecast(case: Case, change: Change) -> Forecast:
    """Everything the page says before anything is sent: a constant number of queries."""
    facts = facts_of([case.pk])[case.pk]
    users = candidates_for(after(facts, change))
    people, teams = people_of(users), teams_of(users)
    lines: dict[Fate, list[Line]] = {fate: [] for fate in Fate}
    for user in users:
        if fate := fate_of(facts, people[user.pk], change):
            team = teams[membership_of(facts, people[user.pk], change)]
            lines[fate].append(Line(user, team, fate, why(facts, people[user.pk], change, fate)))
    for found in lines.values():
        found.sort(key=lambda line: (str(line.team.organisation), line.team.name, line.user.full_name))
    opened = Referral.objects.open().filter(case=case, sent_at__isnull=False)
    return Forecast(change, lines, gaps_of(case, facts, change), opened.count())


def foreseen(case: Case, team: Team, days: int) -> Forecast:
    """If this team accepted it now."""
    overlap = days * clock.DAY
    return forecast(case, Change(clock.now(), team.pk, team.organisation_id, case.leading_team_id, overlap))


def forecast_of(transfer: Transfer) -> Forecast:
    """If it were accepted now."""
    return forecast(transfer.case, transfer.change(clock.now()))


def teams_of(users: list[User]) -> dict[UUID, Team]:
    """By membership."""
    rows = TeamMembership.objects.filter(user__in=users).select_related("team__organisation")
    return {row.pk: row.team for row in rows}


def membership_of(facts: CaseFacts, person: Person, change: Change) -> UUID:
    """That of their first way in, of now or else of then."""
    now = access_policy.ways_in(facts, person, change.at)
    return (now or access_policy.ways_in(after(facts, change), person, change.at))[0].membership.id


def why(facts: CaseFacts, person: Person, change: Change, fate: Fate) -> str:
    """The first fact that will be missing; for who sees less, the areas."""
    then = after(facts, change)
    if fate is Fate.SEES_LESS:
        return _("no longer: %(areas)s") % {"areas": ", ".join(labels(less(facts, person, change)))}
    if fate not in LOSING:
        return ""
    missing = access_policy.missing_fact(then, person, change.at if fate is Fate.LOSES else change.until)
    if missing is Missing.SEAT:
        return _("the seat of this team ends on %(day)s") % {"day": full_day(change.until)}
    return str(MISSING[missing]) if missing else ""


def less(facts: CaseFacts, person: Person, change: Change) -> Area:
    """The areas in which somebody sees less, at once or when the overlap ends."""
    then, found = after(facts, change), Area(0)
    for at in (change.at, change.until):
        was, is_then = (seen(access_policy.ways_in(some, person, at)) for some in (facts, then))
        found |= (was[0] & ~is_then[0]) | (was[1] & ~is_then[1])
    return found


def gaps_of(case: Case, facts: CaseFacts, change: Change) -> list[Gap]:
    """Association by association: the agreement to share that must name it, the partnership that must have both."""
    then = after(facts, change)
    seated = [(seat.team, seat.areas) for seat in then.seats if seat.team and change.at in seat.span]
    teams = Team.objects.in_bulk({team for team, _areas in seated})
    areas: dict[UUID, Area] = defaultdict(lambda: NO_AREAS)
    for team, mask in seated:
        areas[teams[team].organisation_id] |= mask
    areas.pop(change.to_organisation, None)
    leading = Organisation.objects.get(pk=change.to_organisation)
    found = Organisation.objects.in_bulk(list(areas))
    each = ((found[pk], areas[pk]) for pk in sorted(areas, key=lambda pk: found[pk].name))
    return [gap for one, asked in each for gap in gaps_of_one(then, one, asked, leading, change)]


def gaps_of_one(then: CaseFacts, one: Organisation, asked: Area, leading: Organisation, change: Change) -> list[Gap]:
    words = {"organisation": one.name, "leading": leading.name}
    known = {cover.organisation for cover in then.covers if change.at in cover.span}
    bridges = (p.parties for p in then.partnerships if change.at in p.span)
    has_partnership, gaps = any({one.pk, leading.pk} <= parties for parties in bridges), []
    if one.pk not in known:
        text = _("An agreement to share must name %(organisation)s: the new lead professional records it.") % words
        gaps.append(Gap(one, text, int(asked) if has_partnership else 0))
    if not has_partnership:
        text = _("No partnership is in force between %(leading)s and %(organisation)s.") % words
        gaps.append(Gap(one, text, 0))
    return gaps

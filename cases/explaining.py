"""The policy's answers in words: why an item shows, who may open a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases import policy
from cases.facts import facts_of, people_of
from cases.models import (
    Case,
    CaseItem,
    CaseLink,
    CircleMembership,
    EmergencyAccess,
    LegalGround,
    SharingRecipient,
)
from common import clock
from common.areas import Area, Level
from organisations.models import PartnershipAgreement, Team, TeamMembership

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact, in words, with its dates."""

    text: str
    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """One person who may open a file, and how far."""

    user: User
    organisation: str
    practical: Area
    coordination: Area
    until: dt.datetime
    ways: tuple[policy.Way, ...]

    def sees(self, item: CaseItem, level: int | None = None) -> bool:
        """Whether they see this item, as it is or at another level."""
        signature = (Area(item.area), Level(level or item.level), item.author_id, item.author_team_id)
        return policy.shows_item(self.ways, self.user.pk, signature)


@dataclass(frozen=True, slots=True)
class LevelChange:
    """What another level would do to an item: who would then read it, who no longer."""

    level: Level
    gained: list[Reader]
    lost: list[Reader]


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody of the circle's teams who may not open the file, and the first fact that is missing."""

    user: User
    team: Team
    missing: str


def reasons_for(item: CaseItem, user: User) -> list[Reason]:
    """The facts of the way in, of those that show the item, that lasts longest; being its author comes last."""
    facts, person = facts_of([item.case_id])[item.case_id], people_of([user])[user.pk]
    ways = policy.ways_in(facts, person, clock.now())
    signature = (Area(item.area), Level(item.level), item.author_id, item.author_team_id)
    shown = policy.why_item(ways, signature)
    if not shown:
        wrote = _("You wrote it, and the file is still open to you.")
        return [Reason(wrote, item.created_at, clock.FOREVER)] if ways and item.author_id == user.pk else []
    return [reason(kind, pk) for kind, pk in shown[0].because]


def reason(kind: str, pk: UUID) -> Reason:
    """One fact of a way in, as a sentence."""
    model, sentence = SENTENCES[kind]
    row: Any = model._default_manager.get(pk=pk)
    return Reason(sentence(row), row.valid_from, row.valid_until)


def seat_sentence(seat: CircleMembership) -> str:
    if seat.team:
        return _("Your team, %(team)s, has a seat in the circle: %(function)s.") % {
            "team": seat.team,
            "function": seat.get_function_display(),
        }
    return _("You have a seat of your own in the circle: %(function)s.") % {"function": seat.get_function_display()}


def membership_sentence(membership: TeamMembership) -> str:
    values = {"team": membership.team}
    if membership.is_bound:
        return _("You belong to %(team)s and are bound by professional secrecy.") % values
    return _("You belong to %(team)s.") % values


def agreement_sentence(recipient: SharingRecipient) -> str:
    return _("The agreement to share names %(organisation)s.") % {"organisation": recipient.organisation}


def ground_sentence(ground: LegalGround) -> str:
    return _("The law allows it for %(organisation)s: %(article)s.") % {
        "organisation": ground.organisation,
        "article": ground.get_article_display(),
    }


def partnership_sentence(agreement: PartnershipAgreement) -> str:
    return _("A partnership agreement is in force: %(title)s.") % {"title": agreement.title}


def emergency_sentence(emergency: EmergencyAccess) -> str:
    return _("You opened an emergency access: %(reason)s.") % {"reason": emergency.get_reason_display()}


SENTENCES: dict[str, tuple[Any, Any]] = {
    "seat": (CircleMembership, seat_sentence),
    "membership": (TeamMembership, membership_sentence),
    "agreement": (SharingRecipient, agreement_sentence),
    "ground": (LegalGround, ground_sentence),
    "partnership": (PartnershipAgreement, partnership_sentence),
    "emergency": (EmergencyAccess, emergency_sentence),
}


def readers_of(case: Case, at: dt.datetime | None = None) -> list[Reader]:
    """Every person who may open the file now, or could at an instant gone by, by association."""
    facts = facts_of([case.pk])[case.pk]
    candidates = candidates_for(facts)
    people = people_of(candidates, as_of_today=at is None)
    names = dict(TeamMembership.objects.filter(user__in=candidates).values_list("pk", "team__organisation__name"))
    found = [
        reader(user, ways, names)
        for user in candidates
        if (ways := policy.ways_in(facts, people[user.pk], at or clock.now()))
    ]
    return in_order(found)


def in_order(found: Iterable[Reader]) -> list[Reader]:
    return sorted(found, key=lambda one: (one.organisation, one.user.full_name))


def candidates_for(facts: policy.CaseFacts) -> list[User]:
    """Whoever could have a way in: members of seated teams, seated persons, emergencies."""
    teams = {seat.team for seat in facts.seats if seat.team}
    users = {seat.user for seat in facts.seats if seat.user} | {one.user for one in facts.emergencies}
    return list(User.objects.filter(Q(memberships__team__in=teams) | Q(pk__in=users)).distinct().order_by("pk"))


def reader(user: User, ways: list[policy.Way], names: dict[Any, str]) -> Reader:
    practical = coordination = Area(0)
    until, organisation = clock.now(), ""
    for way in ways:
        practical, coordination = practical | way.practical, coordination | way.coordination
        until, organisation = max(until, way.until), names[way.membership.id]
    return Reader(user, organisation, practical, coordination, until, tuple(ways))


def readers_of_item(item: CaseItem) -> list[Reader]:
    """Who sees this item today, by association."""
    return [one for one in readers_of(item.case) if one.sees(item)]


def holders_of(item: CaseItem) -> list[CaseLink]:
    """The personal links that show this item today."""
    links = CaseLink.objects.held_in(item.case)
    rows: Any = type(item)._default_manager
    return [link for link in links if rows.for_link(link).filter(pk=item.pk).exists()]


def level_changes(item: CaseItem, levels: Iterable[int]) -> list[LevelChange]:
    """For each level but the present one: who would read the item, and who no longer."""
    readers = readers_of(item.case)
    return [
        LevelChange(
            Level(level),
            [one for one in readers if one.sees(item, level) and not one.sees(item)],
            [one for one in readers if one.sees(item) and not one.sees(item, level)],
        )
        for level in levels
        if level != item.level
    ]


MISSING = {
    policy.Missing.ACCOUNT: gettext_lazy("their account is closed"),
    policy.Missing.BLOCK: gettext_lazy("they are blocked from this file"),
    policy.Missing.MEMBERSHIP: gettext_lazy("their membership opens no file: a manager must be bound by secrecy"),
    policy.Missing.SEAT: gettext_lazy("no seat in the circle"),
    policy.Missing.ACCEPTANCE: gettext_lazy("the seat offered is not accepted yet"),
    policy.Missing.AGREEMENT: gettext_lazy("no agreement to share or legal ground names their association"),
    policy.Missing.PARTNERSHIP: gettext_lazy("no partnership agreement with their association is in force"),
    policy.Missing.AREAS: gettext_lazy("seat, agreement to share and partnership have no area in common"),
}


def outside_of(case: Case) -> list[Outsider]:
    """Members of the teams seated or asked who may not open the file today, and why. For the lead."""
    facts, at = facts_of([case.pk])[case.pk], clock.now()
    seats = [seat for seat in facts.seats if seat.span.end > at]
    concerned = Q(team__in=[seat.team for seat in seats if seat.team]) | Q(user__in=[s.user for s in seats if s.user])
    rows = TeamMembership.objects.in_force().filter(concerned).select_related("user", "team__organisation")
    found = rows.order_by("team__organisation__name", "user__full_name", "pk")
    people = people_of({row.user for row in found})
    missing = {pk: policy.missing_fact(facts, person, at) for pk, person in people.items()}
    return [Outsider(row.user, row.team, str(MISSING[fact])) for row in found if (fact := missing[row.user_id])]

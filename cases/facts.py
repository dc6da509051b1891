"""Brings facts from the database to the policy, for many files in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from accounts.models import ActivePeriod
from cases import policy
from cases.models import (
    Block,
    CaseItem,
    CaseLink,
    CircleMembership,
    EmergencyAccess,
    LeadingPeriod,
    LegalGround,
    Mark,
    SharingRecipient,
)
from common.areas import Area, Level
from organisations.models import PartnershipAgreement, TeamMembership
from people.models import BY_THEMSELVES, MAJORITY

if TYPE_CHECKING:
    from accounts.models import User


ALWAYS = policy.Span(dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC))


def span(row: Any) -> policy.Span:
    return policy.Span(row.valid_from, row.valid_until)


def facts_of(case_ids: Iterable[UUID]) -> dict[UUID, policy.CaseFacts]:
    """The facts of these files, past ones included: seven queries."""
    ids = list(case_ids)
    found: dict[UUID, dict[str, list[Any]]] = {pk: defaultdict(list) for pk in ids}
    for period in LeadingPeriod.objects.filter(case__in=ids):
        found[period.case_id]["leading"].append(policy.Dated(period.organisation_id, span(period)))
    for seat in CircleMembership.objects.filter(case__in=ids):
        found[seat.case_id]["seats"].append(
            policy.Seat(seat.pk, seat.team_id, seat.user_id, Level(seat.level), Area(seat.areas), span(seat))
        )
    for kind, model in (("agreement", SharingRecipient), ("ground", LegalGround)):
        for row in model._default_manager.filter(case__in=ids):
            cover = policy.Cover(row.pk, kind, row.organisation_id, Area(row.areas), span(row))
            found[row.case_id]["covers"].append(cover)
    for emergency in EmergencyAccess.objects.filter(case__in=ids):
        found[emergency.case_id]["emergencies"].append(
            policy.Emergency(emergency.pk, emergency.user_id, emergency.team_id, span(emergency))
        )
    for block in Block.objects.filter(case__in=ids):
        found[block.case_id]["blocks"].append(policy.Dated(block.user_id, span(block)))
    bridges = partnerships()
    return {
        pk: policy.CaseFacts(pk, partnerships=bridges, **{name: tuple(rows) for name, rows in lists.items()})
        for pk, lists in found.items()
    }


def partnerships() -> tuple[policy.Partnership, ...]:
    """Every agreement between associations: few, and shared by many files."""
    rows = PartnershipAgreement.objects.prefetch_related("parties")
    return tuple(
        policy.Partnership(
            row.pk, frozenset(party.organisation_id for party in row.parties.all()), Area(row.areas), span(row)
        )
        for row in rows
    )


def people_of(users: Iterable[User], *, as_of_today: bool = True) -> dict[UUID, policy.Person]:
    """The accounts and their memberships: two queries. `as_of_today` trusts `is_active`, else its dated rows."""
    known = {user.pk: user for user in users}
    memberships: dict[UUID, list[policy.Membership]] = defaultdict(list)
    for row in TeamMembership.objects.filter(user__in=known).select_related("team"):
        memberships[row.user_id].append(
            policy.Membership(
                row.pk,
                row.team_id,
                row.team.organisation_id,
                row.role == TeamMembership.Role.MANAGER,
                row.is_bound,
                span(row),
            )
        )
    active = {} if as_of_today else active_periods(known)
    return {
        pk: policy.Person(pk, active.get(pk, present(user) if as_of_today else ()), tuple(memberships[pk]))
        for pk, user in known.items()
    }


def concerned_of(link: CaseLink) -> policy.Concerned:
    """What the rule asks about a link of a person concerned."""
    person, one = link.person, link.representative
    since = one.since_on or dt.date.min if one and one.ended_on is None else None
    ages = person.may_be(BY_THEMSELVES), person.may_be(MAJORITY)
    return policy.Concerned(link.case_id, link.kind, span(link), *ages, since, bool(one and one.address_hidden))


def marks_of(case_id: UUID) -> list[policy.Marked]:
    """Every mark of a file, past ones included: one query."""
    rows = Mark.objects.filter(case=case_id)
    return [policy.Marked(row.item, row.reader, row.effect == Mark.Effect.SHOWN, span(row)) for row in rows]


def hung(item: CaseItem) -> policy.Hung:
    return policy.Hung(item.pk, item.case_id, Area(item.area), Level(item.level), item.says_where)


def present(user: User) -> tuple[policy.Span, ...]:
    return (ALWAYS,) if user.is_active else ()


def active_periods(users: Iterable[UUID]) -> dict[UUID, tuple[policy.Span, ...]]:
    found: dict[UUID, tuple[policy.Span, ...]] = defaultdict(tuple)
    for period in ActivePeriod.objects.filter(user__in=list(users)):
        found[period.user_id] += (span(period),)
    return dict(found)

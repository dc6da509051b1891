"""Compares the policy with the access view, and with what personal links show, on live data: they must agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from accounts.models import User
from cases import policy
from cases.facts import concerned_of, facts_of, hung, marks_of, people_of
from cases.models import Access, Case, CaseItem, CaseLink
from common import clock
from common.areas import Area

BATCH = 500

type Row = tuple[UUID, UUID, UUID, Area, Area, bool]
"""(file, person, team, practical areas, coordination areas, bound by secrecy) of one way in."""


def check_access() -> dict[str, Any]:
    """How many files and ways in were compared, and every difference (ids only)."""
    people = people_of(User.objects.order_by("pk"))
    cases = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    ways, differences = 0, []
    for start in range(0, len(cases), BATCH):
        batch = cases[start : start + BATCH]
        expected, found = by_policy(batch, people), by_view(Access.objects.filter(case__in=batch))
        ways += len(found)
        differences += [f"missing {told(row)}" for row in expected - found]
        differences += [f"too many {told(row)}" for row in found - expected]
    differences += links_that_differ()
    return {"agree": not differences, "files": len(cases), "ways_in": ways, "differences": sorted(differences)}


def by_policy(cases: list[UUID], people: dict[UUID, policy.Person]) -> set[Row]:
    facts, at = facts_of(cases), clock.now()
    return {
        (pk, person.id, way.membership.team, way.practical, way.coordination, way.membership.is_bound)
        for pk in cases
        for person in people.values()
        for way in policy.ways_in(facts[pk], person, at)
    }


def by_view(rows: QuerySet[Access]) -> set[Row]:
    found = rows.values_list("case", "user", "team", "practical_areas", "coordination_areas", "is_bound")
    return {
        (case, user, team, Area(practical), Area(deep), bool(bound))
        for case, user, team, practical, deep, bound in found
    }


def links_that_differ() -> Iterator[str]:
    """Of each personal link that runs: the items that policy and predicate do not both show."""
    kinds: list[Any] = [model for model in apps.get_models() if issubclass(model, CaseItem)]
    for link in CaseLink.objects.concerned().in_force():
        one, marks, now, today = concerned_of(link), marks_of(link.case_id), clock.now(), clock.today()
        for kind in kinds:
            rows = kind.objects.filter(case=link.case_id).only("case", "area", "level")
            expected = {row.pk for row in rows if policy.shows_by_link(one, marks, hung(row), now, today)}
            found = set(kind.objects.for_link(link).values_list("pk", flat=True))
            name = f"{kind._meta.model_name} %s by link {link.pk}"
            yield from (f"missing {name % pk}" for pk in expected - found)
            yield from (f"too many {name % pk}" for pk in found - expected)


def told(row: Row) -> str:
    case, user, team, practical, deep, bound = row
    return f"case {case} user {user} team {team} areas {int(practical)}/{int(deep)}{' bound' if bound else ''}"

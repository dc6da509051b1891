"""Counts unmet needs, now or on a day gone by. Read-only."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from cases.models import Case, Need
from cases.needs import vocabulary
from places.models import Commune, Territory
from reporting.groups import GROUPS

if TYPE_CHECKING:
    from uuid import UUID

    from organisations.models import Network

type Cells = dict[tuple[str, int], set[UUID]]
"""(group, territory id) → young people."""


def unmet_on(network: Network, instant: dt.datetime, territories: Iterable[Territory]) -> Cells:
    """Young people with an unmet need of the group, living in the territory, their file open at that instant."""
    open_then = Q(opened_at__lte=instant) & (Q(closed_at=None) | Q(closed_at__gt=instant))
    cases = Case.objects.filter(open_then, leading_organisation__network=network)
    needs = Need.history.as_of(instant).filter(status=Need.Status.UNMET, case_id__in=cases.values("pk"))
    people = dict(cases.values_list("pk", "person__commune_id"))
    return spread(((need.code, need.person_id, people[need.case_id]) for need in needs), territories)


def unmet_now(cases: Any, territories: Iterable[Territory]) -> Cells:
    """The same count for open files of one's own, at this moment."""
    needs = Need.objects.filter(status=Need.Status.UNMET, case__in=cases).values_list(
        "code", "person_id", "person__commune_id"
    )
    return spread(needs, territories)


def spread(needs: Iterable[tuple[str, UUID, str]], territories: Iterable[Territory]) -> Cells:
    """Put each young person once into every cell their needs and commune belong to."""
    where = defaultdict(set)
    communes = Commune.objects.filter(territories__in=list(territories)).values_list("pk", "territories")
    for commune_id, territory_id in communes:
        where[commune_id].add(territory_id)
    cells: Cells = defaultdict(set)
    for code, person_id, commune_id in needs:
        for territory_id in where[commune_id]:
            cells[group_of(code), territory_id].add(person_id)
    return cells


def group_of(code: str) -> str:
    area = vocabulary()[code].area
    return next(group.key for group in GROUPS.values() if area & group.areas)

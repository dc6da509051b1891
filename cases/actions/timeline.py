"""The thread of a file: kinds and ids, at the area and level of the item they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.models import Case, CaseItem, PlanVersion, TimelineEntry
from common import clock
from common.areas import Area, Level

if TYPE_CHECKING:
    from accounts.models import User


def add_entry(item: CaseItem, kind: str, *, by: User | None) -> TimelineEntry:
    """Something happened to an item; the entry shows to whoever sees the item."""
    return TimelineEntry.objects.create(
        case=item.case,
        at=clock.now(),
        kind=kind,
        object_id=item.pk,
        area=item.area,
        level=item.level,
        author=by,
        author_team=item.author_team,
    )


def add_plan_entry(case: Case, kind: str, *, by: User | None, version: PlanVersion | None = None) -> TimelineEntry:
    """Something happened to the plan as a whole: its state is on everybody's page. Says nothing of what it holds."""
    return TimelineEntry.objects.create(
        case=case,
        at=clock.now(),
        kind=kind,
        object_id=version.pk if version else None,
        area=Area.GENERAL,
        level=Level.PRACTICAL,
        author=by,
    )


def follow(item: CaseItem) -> None:
    """The item's area or level changed: its entries change with it. Called by the one action that does so."""
    for entry in TimelineEntry.objects.filter(object_id=item.pk, case=item.case):
        entry.area, entry.level = item.area, item.level
        entry.save(update_fields=["area", "level"])

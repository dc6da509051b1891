"""What one reader sees of the assessments of a file: an area, its days, its marks side by side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from cases.models import Assessment, Case, Need
from cases.models.access import sight
from cases.needs import CodedNeed, needs_of
from common.areas import NAMED, Area

if TYPE_CHECKING:
    from accounts.models import User

DAYS_SHOWN = 6
WORTH_A_NEED = Assessment.Mark.HARD
"""From this mark on, a need that the plan does not name yet is proposed."""


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One coded need, each day shown with its mark, and whether the plan could name it."""

    need: CodedNeed
    marks: list[tuple[Assessment, Assessment.Mark | None]]
    may_be_added: bool


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area: the newest day last."""

    area: Area
    days: list[Assessment]
    lines: list[MarkLine]

    @property
    def key(self) -> str:
        """As it stands in addresses."""
        return str(self.area.name).lower()


def read_assessments(case: Case, reader: User) -> list[AreaPage]:
    """Every area this reader sees, those assessed first, in three queries."""
    rows = Assessment.objects.visible_to(reader).filter(case=case).select_related("author")
    by_area = {
        area: list(days) for area, days in groupby(rows.order_by("area", "assessed_on", "pk"), lambda row: row.area)
    }
    named = set(Need.objects.visible_to(reader).filter(case=case).values_list("code", flat=True))
    seen = sight(reader, case).areas & NAMED
    pages = [area_page(area, by_area.get(area, [])[-DAYS_SHOWN:], named) for area in Area if area & seen]
    return sorted(pages, key=lambda page: not page.days)


def area_page(area: Area, days: list[Assessment], named: set[str]) -> AreaPage:
    """The lines of the needs that were spoken of."""
    lines = [mark_line(need, days, named) for need in needs_of(area) if any(need.code in day.marks for day in days)]
    return AreaPage(area, days, lines)


def mark_line(need: CodedNeed, days: list[Assessment], named: set[str]) -> MarkLine:
    marks = [(day, Assessment.Mark(day.marks[need.code]) if need.code in day.marks else None) for day in days]
    last = next((mark for _day, mark in reversed(marks) if mark is not None), Assessment.Mark.FINE)
    return MarkLine(need, marks, may_be_added=last >= WORTH_A_NEED and need.code not in named)

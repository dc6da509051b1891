"""The history of a record, in words. Of an item: rows pass the predicate with its present and with their own level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField
from django.utils.translation import gettext_lazy as _

from cases.models import Access, Assessment, CaseItem
from cases.needs import vocabulary

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from accounts.models import User
    from common.history import Tracked

UNSAID = {"id", "version", "case", "person", "author", "author_team", "created_at", "builds_on"}
UNSAID |= {"stored", "sign_off", "agreement"}
"""Columns that never change, or say nothing. Nor is another item named: its own level decides who reads it."""

NAMES = {"owner_team": "owner_team__organisation"}
"""What it takes to name what an id stands for."""

REASONS = {
    "widened": _("shown to more people"),
    "narrowed": _("shown to fewer people"),
    "accepted": _("a referral was accepted"),
    "declined": _("a referral was declined"),
}
"""Why, where the changed fields do not say it themselves."""

YES_NO = {True: _("Yes"), False: _("No")}


@dataclass(frozen=True, slots=True)
class Change:
    """One saved state: when, who (None is the clock), why, and what differs from the one before."""

    at: dt.datetime
    by: User | None
    reason: str
    fields: list[tuple[str, Any, Any]]
    about: str = ""
    """Of what, in a history of several records."""


def history_of(item: CaseItem, reader: User) -> list[Change]:
    """Newest first. The item itself must already be visible to the reader."""
    ways = list(Access.objects.filter(case=item.case_id, user_id=reader.pk))
    fields = told_fields(type(item))
    rows = item.history.select_related("history_user", *named(fields)).order_by("history_date", "history_id")  # type: ignore[attr-defined]
    return changes_in((row for row in rows if is_shown(row, ways, reader)), fields)[::-1]


def changes_in(rows: Iterable[Any], fields: list[Any]) -> list[Change]:
    """What each saved state changed, oldest first; one that changed nothing told is left out."""
    shown = list(rows)
    previous: list[Any] = [None, *shown]
    changes = [change(row, before, fields) for row, before in zip(shown, previous, strict=False)]
    return [one for one in changes if one.fields]


def is_shown(row: Any, ways: list[Access], reader: User) -> bool:
    """By the row's own area and level: widening today does not open yesterday."""
    if row.author_id == reader.pk:
        return bool(ways)
    return any(way.shows(row) for way in ways)


def told_fields(model: type[Tracked]) -> list[Any]:
    fields: list[Any] = [field for field in model._meta.concrete_fields if field.name not in UNSAID]
    return [field for field in fields if not (field.is_relation and issubclass(field.related_model, CaseItem))]


def named(fields: list[Any]) -> list[str]:
    """What to join so that the fields can be told without another query."""
    return [NAMES.get(field.name, field.name) for field in fields if field.is_relation]


def change(row: Any, before: Any, fields: list[Any]) -> Change:
    """What differs from the row shown before. The first one shown says no reason unless it is the beginning."""
    values = [(str(field.verbose_name), told(before, field), told(row, field)) for field in fields]
    differing = [(label, old, new) for label, old, new in values if old != new]
    reason = str(REASONS.get(row.history_change_reason, "")) if before else ""
    return Change(row.history_date, row.history_user, reason, differing)


def told(row: Any, field: Any) -> Any:
    """The value in words: the label of a choice, the name behind an id, the text of a sealed field."""
    if row is None:
        return YES_NO[False] if isinstance(field, BooleanField) else ""
    if field.name == "code":
        return str(vocabulary()[row.code])
    if field.name == "marks":
        return marked(row.marks)
    if field.choices:
        return str(dict(field.flatchoices).get(getattr(row, field.attname), ""))
    value = getattr(row, field.name)
    return YES_NO[value] if isinstance(value, bool) else value or ""


def marked(marks: dict[str, int]) -> str:
    """Each need with its mark, in words."""
    said = {code: Assessment.Mark(mark).label for code, mark in marks.items()}
    return " · ".join(f"{need} ({said[code]})" for code, need in vocabulary().items() if code in said)

"""What an author marks for the young person and for the representatives: set, changed, lifted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from audit import actions as audit
from cases.actions.circle import lock
from cases.models import CaseItem, Mark
from common import clock

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Wish:
    """Hidden for a reason, shown, or (no effect) by the rule; until the end of a day, or until it is lifted."""

    effect: str = ""
    reason: str = ""
    until: dt.date | None = None


@transaction.atomic
def mark_item(item: CaseItem, *, by: User, wishes: Mapping[str, Wish]) -> None:
    """Say for each kind of reader what one's own item is. The same again changes nothing.

    Raises CircleRefusal once the file is closed.
    """
    lock(item.case)
    for reader, wish in wishes.items():
        before = list(Mark.objects.in_force().of(item).filter(reader=reader))
        if [wished(mark) for mark in before] != ([wish] if wish.effect else []):
            for mark in before:
                mark.end()
                mark.save()
            begin_mark(item, reader, wish, by=by)


def wished(mark: Mark) -> Wish:
    """What a mark in force says."""
    until = None if mark.valid_until == clock.FOREVER else clock.local_day(mark.valid_until - dt.timedelta.resolution)
    return Wish(mark.effect, mark.reason, until)


def begin_mark(item: CaseItem, reader: str, wish: Wish, *, by: User) -> None:
    detail = {"reader": reader, "effect": wish.effect, "reason": wish.reason}
    if wish.effect:
        span = {"valid_from": clock.now(), "valid_until": clock.end_of(wish.until)}
        facts = {"case": item.case, "person_id": item.person_id, "item": item.pk, "reader": reader, "set_by": by}
        Mark.objects.create(effect=wish.effect, reason=wish.reason, **facts, **span)
        audit.record("cases.item_marked", item, by=by, detail=detail)
    else:
        audit.record("cases.mark_lifted", item, by=by, detail=detail)

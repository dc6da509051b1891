"""Rows whose every change is kept: who, when, why. The only touch of simple-history's own names."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from simple_history.models import HistoricalRecords

from common import clock

if TYPE_CHECKING:
    from accounts.models import User


class UntrackedWrite(TypeError):
    """A bulk write would leave no history."""


class StaleVersion(Exception):
    """Somebody changed the row since it was opened for writing."""


class TrackedQuerySet[M: models.Model](models.QuerySet[M]):
    """Reads as any queryset; refuses every write that would leave no history."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        message = f"{self.model.__name__} is tracked: save() each object"
        raise UntrackedWrite(message)

    update = aupdate = bulk_create = bulk_update = abulk_create = abulk_update = delete = adelete = _refuse


class Tracked(models.Model):
    """A row with history. `remember` it before saving."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
        base_manager_name = "objects"


def remember(row: Tracked, *, by: User | None, reason: str = "") -> None:
    """Save with its history: who (None is the clock), and why as a code, never as free text."""
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = reason  # type: ignore[attr-defined]
    row._history_date = clock.now()  # type: ignore[attr-defined]
    row.version += 1
    row.save()

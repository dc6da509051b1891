"""Two streams of rows, sealed into a chain of blocks. Ids only: no text, no foreign key to the apps above."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from common import clock


class Block(models.Model):
    """The seal over a run of rows: its hash includes the one before, so that nothing can be slipped in or taken out."""

    stream = models.CharField(max_length=10)
    seq = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    content = models.CharField(max_length=64, help_text="digest over the rows")
    hash = models.CharField(max_length=64)
    retired_at = models.DateTimeField(null=True, help_text="rows dropped after retention, header kept")

    class Meta:
        verbose_name = _("sealed block")
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="one_chain")]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}"

    def compute(self) -> str:
        """The hash this header must carry."""
        head = [self.stream, self.seq, self.previous, self.count, self.last_at.isoformat(), self.content]
        return hashlib.sha256(json.dumps(head).encode()).hexdigest()


class ActorKind(models.TextChoices):
    USER = "user", _("account")
    LINK = "link", _("link")
    CLOCK = "clock", _("the clock")
    NOBODY = "nobody", _("somebody not signed in")


class RowQuerySet(models.QuerySet[Any]):
    def lately(self, verb: str, *, by: models.Model, within: dt.timedelta) -> Self:
        """How somebody has used a verb of late: what limits its rate."""
        return self.filter(verb=verb, actor_id=by.pk, at__gt=clock.now() - within)


class Row(models.Model):
    """Who, what, on which file, when."""

    at = models.DateTimeField(default=clock.now)
    actor_kind = models.CharField(max_length=6, choices=ActorKind)
    actor_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    case_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    detail: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, help_text="codes only")
    block = models.ForeignKey(Block, models.PROTECT, null=True, db_index=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["block", "id"], name="%(class)s_block"),
            models.Index(fields=["case_id", "-at"], name="%(class)s_case"),
            models.Index(fields=["actor_id", "-at"], name="%(class)s_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class Event(Row):
    """Something was done."""

    class Meta(Row.Meta):
        verbose_name = _("event")


class View(Row):
    """Something was shown, searched, exported, or refused."""

    class Meta(Row.Meta):
        verbose_name = _("reading")


STREAMS: dict[str, type[Event | View]] = {"event": Event, "view": View}

"""Facts that hold for a time: half-open spans `[valid_from, valid_until)`, never null."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from common import clock


class SpanQuerySet[M: models.Model](models.QuerySet[M]):
    """Facts by the database's clock."""

    def in_force(self) -> Self:
        return self.filter(valid_from__lte=clock.DbNow(), valid_until__gt=clock.DbNow())


class Span(models.Model):
    """A dated fact. To end it is to set `valid_until` to now."""

    valid_from = models.DateTimeField(default=clock.now)
    valid_until = models.DateTimeField(default=clock.FOREVER)

    class Meta:
        abstract = True

    def holds(self) -> bool:
        return self.valid_from <= clock.now() < self.valid_until

    def end(self) -> None:
        """Cut the span now; a span not yet begun becomes empty. The caller saves."""
        instant = clock.now()
        self.valid_until = min(self.valid_until, instant)
        self.valid_from = min(self.valid_from, self.valid_until)


def span_in_order(name: str) -> models.CheckConstraint:
    """Every span's own constraint."""
    return models.CheckConstraint(condition=Q(valid_from__lte=F("valid_until")), name=name)

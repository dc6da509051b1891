"""Who covers for a lead who is away, between two days. A fact about notices: it opens nothing to anybody."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from common import clock
from common.facts import Span, SpanQuerySet, span_in_order
from organisations.models import Team, TeamMembership


class LeadCoverQuerySet(SpanQuerySet["LeadCover"]):
    def running(self) -> Self:
        """In force, by somebody who is still bound in that association."""
        bound = TeamMembership.objects.in_force().bound()
        still = bound.filter(user=OuterRef("user"), team__organisation=OuterRef("team__organisation"))
        return self.in_force().filter(Exists(still))

    def of_case(self, case: Any) -> Self:
        """Those that run for whoever leads this file now; `case` is its id, or names it in an outer query."""
        leads = apps.get_model("cases", "Lead")._default_manager.in_force().filter(case=case)  # type: ignore[attr-defined]
        return self.running().filter(Exists(leads.filter(user=OuterRef("lead"), team=OuterRef("team"))))

    def to_come(self) -> Self:
        """Not over yet."""
        return self.filter(valid_until__gt=clock.DbNow(), valid_from__lt=F("valid_until")).order_by("valid_from", "pk")


class LeadCover(Span):
    """In the absence of a lead, for the files they lead in the name of one team."""

    LONGEST = dt.timedelta(days=92)
    """Whoever is away for longer hands over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("away"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("covered by"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=clock.now)

    objects = LeadCoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("cover of a lead")
        constraints = [
            span_in_order("lead_cover_in_order"),
            models.CheckConstraint(condition=~Q(user=F("lead")), name="lead_covered_by_another"),
        ]
        indexes = [models.Index(fields=["lead", "valid_until"], name="lead_cover_to_come")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def first_on(self) -> dt.date:
        return clock.local_day(self.valid_from)

    @property
    def last_on(self) -> dt.date:
        """The last day of it, whole."""
        return clock.local_day(self.valid_until - dt.timedelta(microseconds=1))

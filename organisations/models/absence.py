"""When a team, or a whole association, says that nobody is there to answer."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common import clock
from organisations.models.organisations import Organisation, Team


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def of(self, *teams: Team) -> Self:
        """Those of these teams: their own, and their associations'."""
        whole = Q(team=None, organisation__in={team.organisation_id for team in teams})
        return self.filter(Q(team__in=teams) | whole, cancelled_at=None).order_by("first_on", "pk")

    def to_come(self, *, until: dt.date | None = None) -> Self:
        """Not over yet; with `until`, begun by that day."""
        found = self.filter(cancelled_at=None, last_on__gte=clock.today())
        return found.filter(first_on__lte=until) if until else found


class Absence(models.Model):
    """Days, both included, on which a team is not there; without a team, the whole association. Why is not asked.

    Whoever refers somebody reads it before sending. It moves reminders, never the day on which a referral ends.
    """

    LONGEST = 92
    """Days: who is away for longer closes its services to referrals."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="absences")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="absences")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="absence_days_in_order")]
        indexes = [models.Index(fields=["organisation", "last_on"], name="absence_to_come")]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m-%d}/{self.last_on:%Y-%m-%d}"

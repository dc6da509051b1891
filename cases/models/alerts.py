"""Safety alerts: what whoever meets the young person must know at once. Two people remove one, never one alone."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.items import CaseItem, ItemQuerySet
from common import clock
from common.moves import Moves
from vault.fields import SealedTextField


class SafetyAlertQuerySet(ItemQuerySet["SafetyAlert"]):
    def current(self) -> Self:
        """Begun, not over, not removed: those that stand at the top of a page. A removal that is only asked counts."""
        today = clock.today()
        begun = self.filter(begins_on__lte=today).exclude(status=SafetyAlert.Status.REMOVED)
        return begun.filter(Q(ends_on=None) | Q(ends_on__gte=today))


class SafetyAlert(CaseItem, Moves):
    """A coded danger and what to do; it stays until its end, or until a second person confirms its removal."""

    class Kind(models.TextChoices):
        SUICIDE = "suicide", _("Risk of suicide")
        SUFFERED = "suffered", _("Violence suffered")
        TOWARDS = "towards", _("Violence towards others")
        RUNNING_AWAY = "running_away", _("Running away")
        HEALTH = "health", _("Allergy or health emergency")
        KEEP_AWAY = "keep_away", _("Person to keep away")
        OTHER = "other", _("Other danger")

    class Status(models.TextChoices):
        ACTIVE = "active", _("in force")
        ASKED = "asked", _("removal asked for")
        REMOVED = "removed", _("removed")

    class Reason(models.TextChoices):
        OVER = "over", _("the danger is over")
        MISTAKE = "mistake", _("it was recorded by mistake")
        REPLACED = "replaced", _("another alert replaces it")

    MOVES = {
        Status.ACTIVE: {Status.ASKED},
        Status.ASKED: {Status.REMOVED, Status.ACTIVE},
    }

    kind = models.CharField(_("danger"), max_length=12, choices=Kind)
    text = SealedTextField(_("what to do"))
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.ACTIVE)
    reason = models.CharField(_("why it is removed"), max_length=8, choices=Reason, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("removal asked for by"),
    )
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("removal confirmed by"),
    )

    objects = SafetyAlertQuerySet.as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("safety alert")
        verbose_name_plural = _("safety alerts")
        constraints = [
            *CaseItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(begins_on__lte=F("ends_on")), name="safety_alert_in_order"
            ),
            models.CheckConstraint(
                condition=Q(status="active", asked_by=None, reason="")
                | (Q(status__in=["asked", "removed"], asked_by__isnull=False) & ~Q(reason="")),
                name="safety_alert_removal_asked_with_reason",
            ),
            models.CheckConstraint(
                condition=(Q(status="removed", removed_by__isnull=False) & ~Q(removed_by=F("asked_by")))
                | (~Q(status="removed") & Q(removed_by=None)),
                name="safety_alert_removed_by_two",
            ),
        ]

    def where(self) -> str:
        return reverse("cases:alerts", args=[self.case_id])

    def is_past(self) -> bool:
        """Removed, or over."""
        return self.status == self.Status.REMOVED or (self.ends_on is not None and self.ends_on < clock.today())

    def is_to_remove(self) -> bool:
        """Nobody has asked for its removal yet, and it has not ended by itself."""
        return self.status == self.Status.ACTIVE and not self.is_past()

    def is_asked(self) -> bool:
        """Somebody asked for its removal: it stays until a second person has answered."""
        return self.status == self.Status.ASKED

"""What one person asks and another decides."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common import clock
from organisations.models.organisations import Organisation, TeamMembership


class DecisionQuerySet(models.QuerySet["Decision"]):
    def open(self) -> Self:
        return self.filter(outcome="")


class Decision(models.Model):
    """Asked by one, settled by another, never by the person concerned.

    Who reads coordination items, and who signs in without their second factor, are never one person's choice.
    """

    class Kind(models.TextChoices):
        BOUND = "bound", _("declare bound by professional secrecy")
        SECOND_FACTOR = "second_factor", _("reset a lost second factor")

    class Reason(models.TextChoices):
        """Why a second factor is reset: never free text."""

        LOST = "lost", _("telephone lost or stolen")
        REPLACED = "replaced", _("telephone broken or replaced")
        REMOVED = "removed", _("app removed, recovery codes lost")

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what is asked"), max_length=13, choices=Kind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="decisions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person concerned")
    )
    membership = models.ForeignKey(TeamMembership, models.PROTECT, null=True, related_name="decisions")
    reason = models.CharField(_("reason"), max_length=8, choices=Reason, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision of two people")
        constraints = [
            models.CheckConstraint(
                condition=(Q(settled_by=None) | ~Q(settled_by=F("asked_by")) & ~Q(settled_by=F("user")))
                & ~Q(asked_by=F("user")),
                name="decision_of_two_others",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_by=None, settled_at=None)
                | (~Q(outcome="") & Q(settled_by__isnull=False, settled_at__isnull=False)),
                name="decision_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="bound", reason="") | (Q(kind="second_factor") & ~Q(reason="")),
                name="reset_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["kind", "user", "organisation"], condition=Q(outcome=""), name="one_open_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"

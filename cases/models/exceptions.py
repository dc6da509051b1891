"""Facts about one person and one file: a block closes it, an emergency opens it for hours."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from common.facts import Span, SpanQuerySet, span_in_order
from organisations.models import Team


class Block(Span):
    """A conflict of interest: beats everything."""

    class Reason(models.TextChoices):
        FAMILY = "family", _("family or close tie")
        PERSONAL = "personal", _("personal interest")
        ASKED = "asked", _("asked for by the young person")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="blocks", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="blocks")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = SpanQuerySet["Block"].as_manager()

    class Meta:
        verbose_name = _("block")
        constraints = [span_in_order("block_in_order")]
        indexes = [models.Index(fields=["case", "user"], name="block_of_person")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class EmergencyAccess(Span):
    """A file opened for four hours by a bound member, with a coded reason; always reviewed."""

    class Reason(models.TextChoices):
        DANGER = "danger", _("danger to life or safety")
        RUNAWAY = "runaway", _("missing or run away")
        HEALTH = "health", _("urgent care")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="emergency_accesses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="emergency_accesses")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)

    objects = SpanQuerySet["EmergencyAccess"].as_manager()

    class Meta:
        verbose_name = _("emergency access")
        constraints = [span_in_order("emergency_in_order")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"

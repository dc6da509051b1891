"""The order of preference: who is asked next, should the partner before not take a referral on."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from organisations.models import Team
from programs.models import Service
from referrals.models.referral import Referral


class NextPartnerQuerySet(models.QuerySet["NextPartner"]):
    def of(self, referral: Referral) -> Self:
        """The whole order this referral is part of, first to last."""
        beginning = NextPartner.objects.filter(referral=referral).values("beginning")
        return self.filter(Q(beginning=referral) | Q(beginning__in=beginning)).order_by("rank")

    def waiting(self) -> Self:
        return self.filter(status=NextPartner.Status.WAITING)


class NextPartner(models.Model):
    """One more partner of an order that the young person agreed to: without their agreement there is no row."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("To ask")
        ASKED = "asked", _("Asked")
        SKIPPED = "skipped", _("Could not be asked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    beginning = models.ForeignKey(Referral, models.PROTECT, related_name="order", help_text="the first one asked")
    rank = models.PositiveSmallIntegerField()
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"))
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+", verbose_name=_("service"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        help_text="who says that the young person agreed, and in whose right it is sent",
    )
    recorded_at = models.DateTimeField(default=clock.now)
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.WAITING)
    gaps: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(
        default=dict, help_text="what was missing when its turn came: areas by gap"
    )
    referral = models.OneToOneField(Referral, models.PROTECT, null=True, related_name="turn")

    objects = NextPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("next partner to ask")
        constraints = [
            models.UniqueConstraint(fields=["beginning", "rank"], name="one_partner_a_rank"),
            models.CheckConstraint(
                condition=Q(status="asked", referral__isnull=False) | (~Q(status="asked") & Q(referral=None)),
                name="next_partner_asked_by_a_referral",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}"

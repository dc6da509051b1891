"""Whether the young person was told how a referral stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import YoungPerson
from referrals import policy


class Told(models.Model):
    """The step they were told of last, when, and by which channel."""

    told = models.CharField(max_length=16, choices=policy.Status, blank=True, default="")
    told_at = models.DateTimeField(null=True, blank=True)
    told_how = models.CharField(_("how"), max_length=10, choices=YoungPerson.Channel, blank=True, default="")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(told="", told_at=None, told_how="")
                | (~Q(told="") & ~Q(told_how="") & Q(told_at__isnull=False)),
                name="referral_told_when_and_how",
            )
        ]

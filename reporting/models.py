"""What a network publishes each month. A small figure is not stored, so that it cannot leave."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common import clock
from organisations.models import Network
from places.models import Territory
from reporting.groups import GROUP_CHOICES

SMALLEST_SHOWN = 5


class CoverageTerritoryQuerySet(models.QuerySet["CoverageTerritory"]):
    def of(self, network: Network) -> list[Territory]:
        """The columns of a network's grid, in order."""
        columns = self.filter(network=network).select_related("territory").order_by("position", "pk")
        return [column.territory for column in columns]


class CoverageTerritory(models.Model):
    """A column of a network's grid."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="coverage_territories")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CoverageTerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory of the figures")
        constraints = [models.UniqueConstraint(fields=["network", "territory"], name="coverage_territory_once")]

    def __str__(self) -> str:
        return str(self.territory)


class Publication(models.Model):
    """The figures of one calendar month, counted on its last day. Published once, never refreshed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="publications")
    period_starts_on = models.DateField()
    period_ends_on = models.DateField()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("publication of the figures")
        constraints = [
            models.CheckConstraint(
                condition=Q(period_starts_on__lte=F("period_ends_on")), name="publication_period_in_order"
            ),
            models.UniqueConstraint(fields=["network", "period_ends_on"], name="publication_once_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.period_ends_on:%Y-%m}"


class CoverageGap(models.Model):
    """One cell: young people with an unmet need of the group in the territory, or nothing when fewer than five."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="cells")
    group = models.CharField(max_length=16, choices=GROUP_CHOICES)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("coverage gap")
        constraints = [
            models.UniqueConstraint(fields=["publication", "group", "territory"], name="coverage_cell_once"),
            models.CheckConstraint(
                condition=Q(people=None) | Q(people__gte=SMALLEST_SHOWN), name="coverage_small_cell_not_stored"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.territory_id}"

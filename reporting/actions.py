"""Publishing the network's figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audit import actions as audit
from common import clock
from organisations.models import Network
from places.models import Territory
from reporting.counting import unmet_on
from reporting.groups import GROUPS
from reporting.models import SMALLEST_SHOWN, CoverageGap, CoverageTerritory, Publication

if TYPE_CHECKING:
    from accounts.models import User


class AlreadyPublished(Exception):
    """A month is published once."""


@transaction.atomic
def choose_territories(network: Network, territories: list[Territory], *, by: User) -> None:
    """The columns of the network's grid, in this order, from the next publication on."""
    CoverageTerritory.objects.filter(network=network).delete()
    for position, territory in enumerate(territories):
        CoverageTerritory.objects.create(network=network, territory=territory, position=position)
    audit.record("reporting.territories_chosen", network, by=by, detail={"count": len(territories)})


def publish_last_month(network: Network, *, by: User | None = None) -> Publication:
    """The calendar month that ended before today. Raises AlreadyPublished."""
    return publish(network, last_day=clock.today().replace(day=1) - dt.timedelta(days=1), by=by)


def publish_now(network: Network, *, by: User) -> Publication:
    """The demo's: the month ends today. Raises AlreadyPublished when it already did."""
    return publish(network, last_day=clock.today(), by=by)


@transaction.atomic
def publish(network: Network, *, last_day: dt.date, by: User | None = None) -> Publication:
    """Count and store the grid as it stood when `last_day` ended (or stands now, if that is still to come).

    Raises AlreadyPublished when a publication already ends on that day.
    """
    network = Network.objects.select_for_update().get(pk=network.pk)
    if Publication.objects.filter(network=network, period_ends_on=last_day).exists():
        raise AlreadyPublished(_("The figures of this month are already published."))
    publication = Publication.objects.create(
        network=network, period_starts_on=last_day.replace(day=1), period_ends_on=last_day, published_by=by
    )
    territories = CoverageTerritory.objects.of(network)
    cells = unmet_on(network, min(clock.end_of(last_day), clock.now()), territories)
    CoverageGap.objects.bulk_create(
        CoverageGap(publication=publication, group=group, territory=territory, people=shown)
        for group in GROUPS
        for territory in territories
        for shown in [publishable(len(cells[group, territory.pk]))]
    )
    audit.record("reporting.published", publication, by=by, detail={"month": f"{last_day:%Y-%m}"})
    return publication


def publishable(people: int) -> int | None:
    """The figure, or nothing when it is small enough to point at somebody."""
    return people if people >= SMALLEST_SHOWN else None

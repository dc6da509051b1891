"""The grid as a page shows it: groups in rows, territories in columns, totals of what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from cases.models import Case
from organisations.models import Network, NetworkRole, OrganisationRole, TeamMembership
from places.models import Territory
from reporting.counting import unmet_now
from reporting.groups import GROUPS, Group
from reporting.models import CoverageGap, CoverageTerritory, Publication

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


type People = dict[tuple[str, int], int | None]
"""(group, territory id) → a figure, or None where it is hidden."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, or None where it is too small to show; `heat` from 1 to 3 follows it."""

    territory: Territory
    people: int | None
    heat: int


@dataclass(frozen=True, slots=True)
class Table:
    """The grid, and the total of each column over its shown cells."""

    publication: Publication | None
    territories: list[Territory]
    rows: list[tuple[Group, list[Cell]]]

    def totals(self) -> list[tuple[Territory, int]]:
        columns = zip(*(cells for _group, cells in self.rows), strict=True)
        sums = [sum(cell.people or 0 for cell in column) for column in columns]
        return list(zip(self.territories, sums, strict=False))


def network_of(user: User) -> Network:
    """The network a person belongs to. Raises Network.DoesNotExist."""
    memberships = TeamMembership.objects.of(user).values("team__organisation")
    roles = OrganisationRole.objects.in_force().filter(user=user).values("organisation")
    administered = NetworkRole.objects.in_force().filter(user=user).values("network")
    inside = Q(organisations__in=memberships) | Q(organisations__in=roles) | Q(pk__in=administered)
    found = Network.objects.filter(inside).order_by("name", "pk").first()
    if found is None:
        raise Network.DoesNotExist
    return found


def published_for(user: User) -> Table:
    """The newest publication of the reader's network."""
    network = network_of(user)
    newest = Publication.objects.filter(network=network).order_by("-period_ends_on", "-published_at").values("pk")[:1]
    rows = CoverageGap.objects.filter(publication=newest).select_related("publication__network", "territory")
    cells = list(rows.order_by("pk"))  # as they were published: column by column of the grid
    people: People = {(cell.group, cell.territory_id): cell.people for cell in cells}
    territories = list(dict.fromkeys(cell.territory for cell in cells))
    return build(cells[0].publication if cells else None, territories, people)


def own_for(user: User) -> Table:
    """True figures, now, over the files the reader steers."""
    territories = CoverageTerritory.objects.of(network_of(user))
    cells = unmet_now(steered(user), territories)
    people: People = {(key, t.pk): len(cells[key, t.pk]) for key in GROUPS for t in territories}
    return build(None, territories, people)


def steered(user: User) -> QuerySet[Case]:
    return Case.objects.steered_by(user).open()


def build(publication: Publication | None, territories: list[Territory], people: People) -> Table:
    most = max((count or 0 for count in people.values()), default=0)
    rows = [
        (group, [cell(territory, people.get((group.key, territory.pk)), most) for territory in territories])
        for group in GROUPS.values()
    ]
    return Table(publication, territories, rows)


def cell(territory: Territory, people: int | None, most: int) -> Cell:
    heat = 0 if not people else 1 + min(2, 3 * people // (most + 1))
    return Cell(territory, people, heat)

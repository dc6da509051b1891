"""Brings the administrative map into the database."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import models, transaction

from places.models import Commune, Department, Epci, Territory, plain_name

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_map() -> dict[str, int]:
    """Insert or refresh every département, EPCI and commune from the files beside this module; remove none.

    Returns how many rows of each the files hold. Safe to run again, before or after any migration of other apps.
    """
    departments = [Department(code=row["code"], name=row["name"]) for row in rows("departements.csv")]
    bodies = [Epci(siren=row["siren"], name=row["name"]) for row in rows("epci.csv")]
    communes = [commune(row) for row in sorted(rows("communes.csv"), key=lambda row: row["parent_insee_code"] != "")]
    return {
        "departments": store(Department, departments),
        "epci": store(Epci, bodies),
        "communes": store(Commune, communes),
    }


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def commune(row: dict[str, str]) -> Commune:
    return Commune(
        insee_code=row["insee_code"],
        name=row["name"],
        search_name=plain_name(row["name"]),
        postal_codes=row["postal_codes"],
        department_id=row["department_code"],
        epci_id=row["epci_code"] or None,
        population=int(row["population"]) if row["population"] else None,
        parent_id=row["parent_insee_code"] or None,
    )


def store[M: models.Model](model: type[M], found: list[M]) -> int:
    """Insert new rows and refresh known ones, in a few statements."""
    key = model._meta.pk.name
    fields = [field.name for field in model._meta.concrete_fields if field.name != key]
    model._default_manager.bulk_create(
        found, batch_size=1000, update_conflicts=True, unique_fields=[key], update_fields=fields
    )
    return len(found)


@transaction.atomic
def save_territory(name: str, insee_codes: list[str]) -> Territory:
    """A named set of communes; the same name again replaces its communes."""
    territory, _made = Territory.objects.get_or_create(name=name)
    territory.communes.set(Commune.objects.filter(pk__in=insee_codes))
    return territory

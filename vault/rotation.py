"""Rotating keys: in batches, each its own transaction, so that a rotation cut short goes on where it stopped.

Every write compares what it replaces, so whoever saves or destroys meanwhile wins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Func

from common import clock
from vault import index
from vault.fields import SealedBytesField, SealedField, origin, sealed_fields
from vault.keys import fresh_ring
from vault.models import PersonKey
from vault.sealed import Sealed

if TYPE_CHECKING:
    from vault.models import PersonKeyQuerySet

BATCH = 500
"""Rows of one transaction."""

FILES = 10
"""The same of whole files."""

RETIRED_KEPT = dt.timedelta(days=35)
"""How long a replaced data key is kept: a backup of that age still needs it."""


def rewrap_keys() -> Iterator[int]:
    """Every living key under the current master key; yields the size of each batch done.

    A key that changed meanwhile counts as seen: it was rewrapped or destroyed by somebody else.
    """
    while batch := list(PersonKey.objects.to_rewrap()[:BATCH]):
        with transaction.atomic():
            for key in batch:
                key.rewrap()
        yield len(batch)


def rebuild_indexes() -> Iterator[int]:
    """Every blind index under the newest index key; yields the people done in each batch."""
    for rebuild in index.INDEXES.values():
        while done := rebuild(BATCH):
            yield done


def rotate_person(person_id: UUID) -> Iterator[int]:
    """A new data key for one person, and everything sealed again under it; yields the values of each batch.

    What somebody saves under the old key meanwhile stays readable: that key is retired, not destroyed, and
    `reseal_leftovers` moves the rest. Raises PersonKey.DoesNotExist when there is no living key.
    """
    with transaction.atomic():
        PersonKey.objects.select_for_update().of(person_id).current().alive().get().retire()
    fresh_ring()
    yield from reseal_leftovers(PersonKey.objects.of(person_id))


def reseal_leftovers(keys: PersonKeyQuerySet) -> Iterator[int]:
    """What the retired ones of these keys still seal, under their person's current key."""
    for key in keys.retired():
        for model, field in columns():
            yield from reseal(model, field, key)


def columns() -> Iterator[tuple[type[models.Model], SealedField[Any, Any]]]:
    """Every sealed column, those of the history included."""
    for model in apps.get_models():
        yield from ((model, field) for field in sealed_fields(model))


def reseal(model: type[models.Model], field: SealedField[Any, Any], key: PersonKey) -> Iterator[int]:
    """One column. Found by the key each ciphertext names, so whole tables are read: rare work."""
    last: Any = None
    while rows := sealed_under(model, field, key, after=last):
        last = rows[-1][0]
        with transaction.atomic():
            done = sum(reseal_value(model, field, key.person_id, *row) for row in rows)
        yield done


def sealed_under(
    model: type[models.Model], field: SealedField[Any, Any], key: PersonKey, after: Any
) -> list[tuple[Any, Any, Sealed]]:
    """At most BATCH rows, or FILES files, by primary key: it, that of the row it is about (a history's), the value."""
    rows = plain_rows(model).annotate(
        key_named=Func(F(field.attname), template="SUBSTR(%(expressions)s, 2, 16)", output_field=models.BinaryField())
    )
    rows = rows.filter(key_named=key.pk.bytes, **({} if after is None else {"pk__gt": after}))
    about = origin(model)._meta.pk.attname
    most = FILES if isinstance(field, SealedBytesField) else BATCH
    return list(rows.order_by("pk").values_list("pk", about, field.attname)[:most])


def reseal_value(
    model: type[models.Model], field: SealedField[Any, Any], person_id: UUID, pk: Any, about: Any, old: Sealed
) -> int:
    """1, or 0 when the value was saved anew meanwhile or its key destroyed."""
    place = field.place(origin(model), about)
    plain = old.open(place)
    if plain is None:
        return 0
    stored = Func(F(field.attname), template="%(expressions)s", output_field=models.BinaryField())
    unchanged = plain_rows(model).annotate(stored=stored).filter(pk=pk, stored=old.raw)
    done: int = unchanged.update(**{field.attname: Sealed.seal(plain, person_id, place)})
    return done


def plain_rows(model: type[models.Model]) -> models.QuerySet[models.Model]:
    """Past the queryset that keeps history: the content stays what it was, only its ciphertext changes."""
    return models.QuerySet(model)


def still_used(keys: PersonKeyQuerySet) -> list[PersonKey]:
    """The retired ones of these keys that something is still sealed under."""
    return [key for key in keys.retired() if any(sealed_under(*column, key, None) for column in columns())]


def forget_retired() -> int:
    """Drop replaced keys no backup needs any more and nothing is sealed under: how many."""
    old = PersonKey.objects.filter(retired_at__lte=clock.now() - RETIRED_KEPT)
    unused = {key.pk for key in old.retired()} - {key.pk for key in still_used(old)}
    return PersonKey.objects.filter(pk__in=unused).delete()[0]

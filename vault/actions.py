"""Destroying a person's keys: the only way anything about them becomes unreadable everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

from common import clock
from vault.keys import fresh_ring
from vault.models import DestructionReason, PersonKey
from vault.signals import key_destroyed

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def destroy_key(*, person_id: UUID, by: User | None, reason: str) -> None:
    """Every copy sealed under the person's keys becomes unreadable, history and drafts included; for good.

    `reason` is a code of DestructionReason (ValueError otherwise). Done twice, it is the same. Other processes feel it
    at their next request, long tasks within `keys.MAX_AGE`; backups within the retention of the master keys.
    """
    code = DestructionReason(reason).value
    PersonKey.objects.current_for(person_id)  # a person without a key gets the tombstone that refuses one
    PersonKey.objects.of(person_id).lock()
    if not PersonKey.objects.of(person_id).alive().update(wrapped=None, destroyed_at=clock.now()):
        return
    key_destroyed.send(PersonKey, person_id=person_id, by=by, reason=code)
    fresh_ring()
    transaction.on_commit(forget_pages, robust=True)


def forget_pages() -> None:
    """SQLite keeps the old page in its write-ahead log until a checkpoint; PostgreSQL has its VACUUM."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

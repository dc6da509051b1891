"""What people hear: a person's key is gone, the search index must be rebuilt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from people.actions import forget_names, reindex_names
from vault import index
from vault.signals import key_destroyed

index.register("people.names", reindex_names)


@receiver(key_destroyed)
def on_key_destroyed(person_id: UUID, **_: Any) -> None:
    """Search finds them no more."""
    forget_names(person_id)

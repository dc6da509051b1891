"""Proving the record, and recording that it was proved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from audit import chain
from audit.actions import record

if TYPE_CHECKING:
    from accounts.models import User

KEPT = ("intact", "first", "rows", "blocks")
"""What a proof keeps in the record."""


def prove(*, by: User | None, progress: Callable[[int], None] = chain.untold) -> dict[str, Any]:
    """Seal what is not sealed yet, verify everything, write the outcome in the record itself."""
    chain.seal_all()
    found = chain.verify_all(progress)
    detail = {name: found[name] for name in KEPT} | {"faults": len(found["faults"])}
    record("audit.verified", by=by, detail=detail)
    return found

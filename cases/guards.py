"""Triggers that refuse to change what was frozen, and a version that was signed. Made with those of the audit trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import models

from audit import guards
from cases.models import FROZEN, FrozenItem, PlanVersion, SignOff
from vault.fields import sealed_fields

MESSAGE = "a version of a plan never changes"
PROPOSED = "EXISTS (SELECT 1 FROM cases_planversion v WHERE v.id = NEW.version_id AND v.status = 'proposed')"
NEVER = "1 = 0"


def rules(same: str) -> Iterator[tuple[str, str, str]]:
    """(table, verb, when it is allowed). `same` compares two values that may be null."""
    version, item, answer = (model._meta.db_table for model in (PlanVersion, FrozenItem, SignOff))
    ending = unchanged(PlanVersion, same, but=("status", "ended_at"))
    yield version, "update", f"OLD.status = 'proposed' AND {ending} OR {resealed(PlanVersion, same)}"
    yield version, "delete", NEVER
    yield item, "insert", PROPOSED
    yield item, "update", NEVER
    yield item, "delete", NEVER
    yield answer, "insert", PROPOSED
    yield answer, "update", f"OLD.answer = '' AND NEW.id = OLD.id AND NEW.version_id = OLD.version_id AND {PROPOSED}"
    yield answer, "delete", NEVER
    for model in FROZEN:
        rows = model.history.model  # type: ignore[attr-defined]
        held = f"kind = '{model._meta.model_name}' AND history_id = OLD.history_id"
        free = f"NOT EXISTS (SELECT 1 FROM {item} WHERE {held})"
        yield rows._meta.db_table, "update", f"{free} OR {resealed(rows, same)}"
        yield rows._meta.db_table, "delete", free


def unchanged(model: type[models.Model], same: str, *, but: Sequence[str]) -> str:
    columns = [field.column for field in model._meta.concrete_fields if field.column not in but]
    return " AND ".join(f'OLD."{column}" {same} NEW."{column}"' for column in columns)


def resealed(model: type[models.Model], same: str) -> str:
    """Only what is sealed changes, and each value that does is now under another key: `vault.rotation`."""
    sealed = [field.column or "" for field in sealed_fields(model)]
    moved = [f'(OLD."{c}" {same} NEW."{c}" OR SUBSTR(OLD."{c}", 2, 16) <> SUBSTR(NEW."{c}", 2, 16))' for c in sealed]
    return " AND ".join(["(" + unchanged(model, same, but=sealed), *moved]) + ")"


def statements(vendor: str) -> Iterator[str]:
    """What makes the guards."""
    if vendor == "postgresql":
        for table, verb, allowed in rules("IS NOT DISTINCT FROM"):
            yield from guards.conditional(table, verb, allowed, MESSAGE)
    else:
        for table, verb, allowed in rules("IS"):
            yield guards.trigger(table, verb, allowed, MESSAGE)

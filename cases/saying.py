"""What is said in a file and has no page of its own: wordings of goals, portrait, alerts, measures. One query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, DateField, Field, UUIDField, Value
from django.db.models.functions import Cast

from cases.models import Case, GoalWording, Measure, SafetyAlert, Statement
from vault.fields import SealedTextField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

COMMON = ("id", "person_id", "area", "level", "created_at", "text")
OWN: dict[str, Field[Any, Any]] = {
    "goal_id": UUIDField(),
    "kind": CharField(),
    "source": CharField(),
    "said_on": DateField(),
    "begins_on": DateField(),
    "ends_on": DateField(),
    "status": CharField(),
    "decided_on": DateField(),
    **{name: SealedTextField() for name in ("decided_by", "grounds", "objectives", "visits", "papers")},
}
"""Columns that some kinds have; with the others they are empty, and of the same type."""

type Item = GoalWording | Statement | SafetyAlert | Measure

MODELS: dict[str, type[Item]] = {model.__name__: model for model in (GoalWording, Statement, SafetyAlert, Measure)}
KNOWN = {name: {field.attname for field in model._meta.concrete_fields} for name, model in MODELS.items()}


class Said(NamedTuple):
    """What one reader sees of it."""

    wordings: list[GoalWording]
    statements: list[Statement]
    alerts: list[SafetyAlert]
    measures: list[Measure]


def read_said(case: Case, reader: User) -> Said:
    """Wordings and alerts, the oldest first; lines of the portrait by kind, measures in force before those that are
    over, the newest first."""
    wordings = rows_of(GoalWording.objects.visible_to(reader).filter(case=case))
    statements = rows_of(Statement.objects.visible_to(reader).filter(case=case))
    alerts = rows_of(SafetyAlert.objects.visible_to(reader).current().filter(case=case))
    measures = rows_of(Measure.objects.visible_to(reader).filter(case=case))
    rows = wordings.union(statements, alerts, measures, all=True)
    said = [made(*row) for row in rows.order_by("created_at", "id")]
    kinds = Statement.Kind.values
    portrait = [one for one in said if isinstance(one, Statement)]
    return Said(
        [one for one in said if isinstance(one, GoalWording)],
        sorted(portrait, key=lambda one: (kinds.index(one.kind), -one.said_on.toordinal())),
        [one for one in said if isinstance(one, SafetyAlert)],
        sorted(
            (one for one in said if isinstance(one, Measure)),
            key=lambda one: (one.is_past(), -one.begins_on.toordinal()),
        ),
    )


def rows_of(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The same columns whatever the kind, after its name."""
    known = KNOWN[rows.model.__name__]
    lacking = {name: Cast(Value(None), field) for name, field in OWN.items() if name not in known}
    named: QuerySet[Any, Any] = rows.annotate(model=Value(rows.model.__name__, CharField()), **lacking)
    return named.values_list("model", *COMMON, *OWN)


def made(name: str, *values: Any) -> Item:
    """The item as it would have been read alone, with what pages show of it."""
    known = KNOWN[name]
    facts = zip((*COMMON, *OWN), values, strict=True)
    return MODELS[name](**{column: value for column, value in facts if column in known})

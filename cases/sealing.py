"""Freezing what a version holds, and proving that it is byte for byte the same for ever.

A version names rows of history, which are never written again but to be sealed under another key: triggers refuse
anything else (`cases.guards`). Whoever sets those aside is found out: a digest over every column of the rows, sealed
ones opened, stands in the version and in the audit trail. Its salt goes with the person's key, and the proof with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db.models import Max

from audit.chain import Fault, digest
from audit.models import Event
from cases.models import FROZEN, Action, Case, FrozenItem, Need, PlanVersion, SignOff
from common.areas import Level
from vault.fields import SealedField, origin
from vault.sealed import Erased, Sealed

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 200
AGREED = (Action.Status.ACCEPTED, Action.Status.IN_PROGRESS, Action.Status.ON_HOLD)
"""Open, and accepted by its owner: what commits somebody."""

PROMISED = (*AGREED, Action.Status.DONE)
"""The actions of a version. One its owner has not accepted yet binds nobody, and comes with the next version."""

MODELS = {model._meta.model_name or "": model for model in FROZEN}

type Held = tuple[str, int, UUID | None]
"""What a version holds: kind, row of history, and the team that owns it where it signs."""


@dataclass(frozen=True, slots=True)
class Content:
    """What would be signed: rows of history by kind."""

    rows: dict[str, list[Any]]

    @property
    def is_empty(self) -> bool:
        """Without a goal and without an accepted action there is nothing to agree on: needs alone bind nobody."""
        return not self.rows["goal"] and not self.agreed()

    def agreed(self) -> list[Any]:
        return [row for row in self.rows["action"] if row.status in AGREED]

    def owners(self) -> dict[UUID, Any]:
        """The associations that sign, by id: those that own an open action."""
        found = {row.owner_team.organisation_id: row.owner_team.organisation for row in self.agreed()}
        return dict(sorted(found.items(), key=lambda pair: str(pair[1])))


def content_of(case: Case, proposer: User) -> Content:
    """The plan as it stands, as far as its proposer reads it: nobody proposes what they do not see.

    Restricted items stay out: what only the author's team may read is not for several parties to sign.
    """
    return Content({kind: latest(model, case, proposer) for kind, model in MODELS.items()})


def latest(model: Any, case: Case, reader: User) -> list[Any]:
    """The last row of history of each item of a kind that belongs to the plan today."""
    items = model.objects.visible_to(reader).filter(case=case).values("pk")
    history = model.history
    last = history.filter(id__in=items).values("id").annotate(last=Max("history_id")).values("last")
    rows = history.filter(history_id__in=last, level__lt=Level.RESTRICTED).order_by("created_at", "id")
    if model is Action:
        return list(rows.filter(status__in=PROMISED).select_related("owner_team__organisation"))
    return list(rows.exclude(status=Need.Status.CLOSED) if model is Need else rows)


def frozen(version: PlanVersion, content: Content) -> list[FrozenItem]:
    """The list of what the version holds."""
    teams = {row.history_id: row.owner_team_id for row in content.agreed()}
    return [
        FrozenItem(version=version, kind=kind, history_id=row.history_id, owner_team_id=owner(kind, row, teams))
        for kind, rows in content.rows.items()
        for row in rows
    ]


def owner(kind: str, row: Any, teams: dict[int, UUID]) -> UUID | None:
    return teams.get(row.history_id) if kind == "action" else None


def columns_today() -> dict[str, list[str]]:
    """Every column of the rows, by kind."""
    return {kind: [field.attname for field in rows_of(kind)._meta.concrete_fields] for kind in MODELS}


def rows_of(kind: str) -> Any:
    """The model of a kind's history."""
    return MODELS[kind].history.model  # type: ignore[attr-defined]


def digest_of_items(version: PlanVersion, items: Iterable[FrozenItem]) -> str:
    """The digest of a version about to be saved with these."""
    held = sorted((item.kind, item.history_id, item.owner_team_id) for item in items)
    return digest_of(version, held, stored_by_place(held))


def digests(versions: Iterable[PlanVersion]) -> dict[UUID, str]:
    """The digest of each version over its list and over the rows as they are stored now."""
    held: dict[UUID, list[Held]] = defaultdict(list)
    items = FrozenItem.objects.filter(version__in=versions)
    for version, kind, history_id, team in items.values_list("version", "kind", "history_id", "owner_team"):
        held[version].append((kind, history_id, team))
    stored = stored_by_place(line for lines in held.values() for line in lines)
    return {version.pk: digest_of(version, sorted(held[version.pk]), stored) for version in versions}


def stored_by_place(held: Iterable[Held]) -> dict[tuple[str, int], dict[str, Any]]:
    """The rows of history as the database holds them."""
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, history_id, _owner in held:
        ids[kind].add(history_id)
    return {(kind, row["history_id"]): row for kind in ids for row in stored_rows(kind, ids[kind])}


def stored_rows(kind: str, ids: set[int]) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = rows_of(kind)._default_manager.filter(history_id__in=ids).values()
    return rows


def digest_of(version: PlanVersion, held: Iterable[Held], stored: dict[tuple[str, int], dict[str, Any]]) -> str:
    head = (version.salt, str(version.case_id), version.number, version.columns)
    leaves = [leaf(line, stored.get(line[:2]), version.columns[line[0]]) for line in held]
    return digest([head, *leaves])[0]


def leaf(line: Held, row: dict[str, Any] | None, columns: list[str]) -> tuple[Any, ...]:
    """One row in the order of its columns; None for a row that is gone."""
    return (*line, [value_of(line[0], row, column) for column in columns] if row else None)


def value_of(kind: str, row: dict[str, Any], column: str) -> Any:
    """What a column says; what was written over a sealed one opens for nobody."""
    value, model = row.get(column), rows_of(kind)
    if not isinstance(value, Sealed):
        return value
    field: SealedField[Any, Any] = model._meta.get_field(column)
    try:
        plain = value.open(field.place(origin(model), row["id"]))
    except InvalidTag:
        return ""
    return plain.decode() if plain is not None else None


def answers_digest(version: PlanVersion) -> str:
    """Over who answered what, when and how."""
    rows = SignOff.objects.filter(version=version).order_by("pk")
    return digest(rows.values_list(*[field.attname for field in SignOff._meta.concrete_fields]))[0]


def faults() -> Iterator[Fault]:
    """Every version that is not what was proposed, or whose answers are not those given when it was signed."""
    pks = list(PlanVersion.objects.order_by("pk").values_list("pk", flat=True))
    sealed = Event.objects.filter(verb__in=["cases.plan_proposed", "cases.plan_signed"])
    noted: dict[str, dict[str, Any]] = {}
    for event in sealed.order_by("id").iterator():
        noted[event.object_id] = noted.get(event.object_id, {}) | event.detail
    for start in range(0, len(pks), BATCH):
        versions = PlanVersion.objects.filter(pk__in=pks[start : start + BATCH])
        found = digests(versions)
        for version in versions:
            if not is_whole(version, found[version.pk], noted.get(str(version.pk), {})):
                yield Fault("version", more=str(version.pk))
    for missing in sorted(set(noted) - {str(pk) for pk in pks}):
        yield Fault("version", more=missing)


def is_whole(version: PlanVersion, found: str, noted: dict[str, Any]) -> bool:
    """The rows against the version, and both against the audit trail as long as that is kept.

    Nothing is left to compare once the person's key is destroyed.
    """
    if isinstance(version.salt, Erased):
        return True
    if not found == version.digest == noted.get("digest", found):
        return False
    return "answers" not in noted or noted["answers"] == answers_digest(version)

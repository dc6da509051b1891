"""What a team wrote, for its bound members, once it has left: as its authors left it, and nothing of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from cases.models import Case, CaseItem, Document
from cases.past import told, told_fields
from common.moves import Moves
from vault.fields import SealedField

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Archived:
    """One item: what kind of record it is, and what its author put into it."""

    item: CaseItem
    kind: str
    lines: list[tuple[str, Any]]

    @property
    def file_url(self) -> str:
        """Where the file of a document is fetched; "" for any other item."""
        return reverse("cases:archive_file", args=[self.item.pk]) if isinstance(self.item, Document) else ""


def read_archive(case: Case, reader: User) -> list[Archived]:
    """Newest first, every kind of item of every app: a query a kind. `case` must come from `archive_for(reader)`."""
    found = [
        Archived(item, str(model._meta.verbose_name), lines_of(item))
        for model in CaseItem.__subclasses__()
        for item in model._default_manager.archive_for(reader).filter(case=case.pk).select_related("author")  # type: ignore[attr-defined]
    ]
    return sorted(found, key=lambda one: (one.item.created_at, str(one.item.pk)), reverse=True)


def lines_of(item: CaseItem) -> list[tuple[str, Any]]:
    """Texts, codes and choices of the author; never a state, which others move, nor the name of anything else."""
    moved = {"status", "reason"} if isinstance(item, Moves) else set()
    fields = [field for field in told_fields(type(item)) if field.name not in {"area", "level"} | moved]
    written = [f for f in fields if isinstance(f, SealedField) or f.name == "code" or (f.choices and not f.is_relation)]
    return [(str(field.verbose_name), value) for field in written if (value := told(item, field))]

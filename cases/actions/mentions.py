"""Telling colleagues of a note: a notice that says nothing, read with the rights of whoever reads it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from audit import actions as audit
from cases.explaining import readers_of_item
from cases.models import Note
from notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def mention(note: Note, *, to: Collection[UUID], by: User) -> list[User]:
    """Tell these, of those who may read it as it is now; the others are not told, whoever asks."""
    told = [one.user for one in readers_of_item(note) if one.user.pk in to]
    notify("cases.note_mentioned", to=told, about=note.pk, case_id=note.case_id, by=by)
    audit.record("cases.note_mentioned", note, by=by, detail={"told": sorted(str(user.pk) for user in told)})
    return told

"""A form sent twice makes one row: the row's id follows from the form's number and from whoever sends it."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from django.db import models


def own_id(new_id: UUID | None, by: models.Model) -> UUID:
    """The id of what this account or link makes with a form of this number: nobody can name another's row by it."""
    return uuid5(new_id, str(by.pk)) if new_id else uuid4()

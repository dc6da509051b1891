"""Writing the record: plain inserts in the transaction of what they record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from accounts.models import User
from audit.models import ActorKind, Event, View

type Actor = models.Model | None
"""An account, a link, or neither."""


def record(verb: str, found: models.Model | None = None, *, by: Actor, **facts: Any) -> Event:
    """Something was done: with an account, by a link, or (None) by the clock.

    `facts` may name case_id, person_id, organisation_id and detail (codes only); the first two are taken from the
    object when it has them.
    """
    kind = kind_of(by) if by else ActorKind.CLOCK
    return Event.objects.create(**row(verb, found, kind, by.pk if by else None, facts))


def record_view(verb: str, found: models.Model | None = None, *, by: Actor, **facts: Any) -> View:
    """Something was shown, searched, exported or refused to somebody; None is a reader who is not signed in."""
    kind = kind_of(by) if by else ActorKind.NOBODY
    return View.objects.create(**row(verb, found, kind, by.pk if by else None, facts))


def kind_of(by: models.Model) -> ActorKind:
    """Whoever acts without an account acts by a link."""
    return ActorKind.USER if isinstance(by, User) else ActorKind.LINK


def row(
    verb: str, found: models.Model | None, kind: ActorKind, actor_id: UUID | None, facts: dict[str, Any]
) -> dict[str, Any]:
    """The columns of a row about an object."""
    about: dict[str, Any] = {"verb": verb, "actor_kind": kind, "actor_id": actor_id}
    if found is not None:
        about |= {"object_kind": found._meta.label_lower, "object_id": str(found.pk)}
        own_case = found.pk if found._meta.label_lower == "cases.case" else None
        about["case_id"] = getattr(found, "case_id", own_case)
        about["person_id"] = getattr(found, "person_id", None)
    return about | facts

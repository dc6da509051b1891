"""What one reader is shown of their notices: resolved now, with the rights of now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from notifications.models import Notice
from notifications.registry import Line, resolve

if TYPE_CHECKING:
    from accounts.models import User
    from common.http import SignedInRequest

SHOWN = 100
COUNTED = 30

type Lines = list[tuple[Notice, Line]]


@dataclass(frozen=True, slots=True)
class News:
    """A reader's notices, newest first."""

    unread: Lines
    earlier: Lines


def news_of(reader: User) -> News:
    """Both lists of the page: a notice whose object is hidden is in neither."""
    newest = Notice.objects.of(reader).select_related("by").order_by("-created_at", "pk")[:SHOWN]
    shown = resolve(reader, newest)
    return News(
        [(notice, line) for notice, line in shown if notice.read_at is None],
        [(notice, line) for notice, line in shown if notice.read_at is not None],
    )


def unread(request: SignedInRequest) -> Lines:
    """What the reader has not opened yet, read once a request: one query when there is nothing."""
    known: Lines | None = getattr(request, "_unread", None)
    if known is None:
        rows = Notice.objects.of(request.user).unread().select_related("by").order_by("-created_at", "pk")
        known = resolve(request.user, rows[:COUNTED])
        request._unread = known  # type: ignore[attr-defined]
    return known

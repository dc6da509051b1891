"""How many notices await the reader, for the top of every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from common.context import signed_in
from notifications.reading import unread


def news(request: HttpRequest) -> dict[str, Any]:
    """Counted only when a page draws it."""
    return {"news": SimpleLazyObject(lambda: len(unread(request))) if signed_in(request) else 0}  # type: ignore[arg-type]

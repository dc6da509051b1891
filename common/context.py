"""What the shell of every page shows around it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from common.navigation import menu


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menu, computed only when a page draws it."""
    return {
        "menu": SimpleLazyObject(lambda: menu(request) if signed_in(request) else []),  # type: ignore[arg-type]
        "demo": getattr(settings, "IS_DEMO", False),
    }


def signed_in(request: HttpRequest) -> bool:
    return hasattr(request, "user") and request.user.is_authenticated

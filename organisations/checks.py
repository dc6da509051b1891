"""Refusals to start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def second_factor_is_compulsory(**_: Any) -> list[CheckMessage]:
    """Only the demo goes without."""
    if settings.SECOND_FACTOR_COMPULSORY or getattr(settings, "IS_DEMO", False):
        return []
    return [Error("SECOND_FACTOR_COMPULSORY is False outside the demo.", id="organisations.E001")]

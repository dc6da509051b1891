"""How kinds of timeline entries become text: each app registers its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Kind:
    """What an entry of this kind says, with which icon and tone."""

    text: _StrPromise | str
    icon: str = "doc"
    tone: str = "calm"


KINDS: dict[str, Kind] = {}


def kind(name: str, text: _StrPromise | str, icon: str = "doc", tone: str = "calm") -> None:
    """Register a kind. The text holds nothing about the young person: the item it points to does."""
    KINDS[name] = Kind(text, icon, tone)

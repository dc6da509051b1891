"""The menu: each app registers its entries; the first four and “More” fit a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from common.http import SignedInRequest


def always(request: SignedInRequest) -> bool:
    return True


def nothing(request: SignedInRequest) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    url_name: str
    label: _StrPromise | str
    icon: str
    order: int
    shown: Callable[[SignedInRequest], bool] = always
    count: Callable[[SignedInRequest], int] = nothing
    section: str = ""
    """the namespace whose pages all stand under this line"""


ENTRIES: list[Entry] = []
SHORTCUTS: list[Entry] = []
"""What one may start from the home page; the last one stands out."""


def register(entry: Entry) -> None:
    ENTRIES.append(entry)
    ENTRIES.sort(key=lambda known: known.order)


def shortcut(entry: Entry) -> None:
    SHORTCUTS.append(entry)
    SHORTCUTS.sort(key=lambda known: known.order)


def shortcuts(request: SignedInRequest) -> list[Entry]:
    """Those of this reader."""
    return [entry for entry in SHORTCUTS if entry.shown(request)]


def menu(request: SignedInRequest) -> list[dict[str, Any]]:
    """What this reader's menu shows, in order, the current page marked."""
    lines = []
    for entry in ENTRIES:
        if entry.shown(request):
            url = reverse(entry.url_name)
            lines.append(
                {
                    "entry": entry,
                    "url": url,
                    "current": stands_under(request, entry, url),
                    "count": entry.count(request),
                }
            )
    return lines


def stands_under(request: SignedInRequest, entry: Entry, url: str) -> str:
    """How the line is marked, in the words of aria-current: its own page, a page below it, or not at all."""
    if request.path == url:
        return "page"
    below = url != "/" and request.path.startswith(url)
    section = request.resolver_match.namespace if request.resolver_match else ""
    return "true" if below or (entry.section and entry.section == section) else ""

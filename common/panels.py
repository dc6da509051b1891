"""Pages made of panels: a higher app adds its part to a lower app's page without being imported by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from common.http import SignedInRequest

PLACES = ("case", "case_head", "case_side", "item", "home", "search", "pdf")
"""`case_head`: the one main thing to do in a file, beside the name. `item`: the page of one need, goal, action…"""


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a page. `view(request, found)` renders it, or answers an empty string to stay away."""

    place: str
    slug: str
    title: _StrPromise | str
    view: Callable[[SignedInRequest, Any], SafeString | str]
    order: int = 50


PANELS: dict[str, list[Panel]] = defaultdict(list)


def register(panel: Panel) -> None:
    """Add a panel to its place. Raises ValueError for a place no page has."""
    if panel.place not in PLACES:
        raise ValueError(panel.place)
    PANELS[panel.place].append(panel)
    PANELS[panel.place].sort(key=lambda known: (known.order, known.slug))


def rendered(place: str, request: SignedInRequest, found: Any = None) -> list[tuple[Panel, str]]:
    """The panels of a place that have something to show, each with its HTML."""
    shown = ((panel, panel.view(request, found)) for panel in PANELS[place])
    return [(panel, html) for panel, html in shown if html]

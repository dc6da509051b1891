"""“What awaits you”: each app says what waits for the reader, the home page shows it, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common import clock

if TYPE_CHECKING:
    from common.http import SignedInRequest

FAR = dt.timedelta(days=7)
"""How far ahead something dated begins to wait for somebody."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, and the page where it is done."""

    icon: str
    text: str
    whose: str
    """about whom, or from whom"""
    url: str
    verb: str
    """the button, as a verb"""
    when: str = ""
    """said beside it, with its tone"""
    due_on: dt.date | None = None
    """None: today"""

    @property
    def tone(self) -> str:
        """Late after its day."""
        return "late" if self.due_on and self.due_on < clock.today() else "wait"


type Source = Callable[[SignedInRequest], Iterable[Todo]]

SOURCES: list[Source] = []


def register(source: Source) -> Source:
    """Decorator: what an app adds to the list, in a fixed number of queries."""
    SOURCES.append(source)
    return source


def awaiting(request: SignedInRequest) -> list[Todo]:
    """Everything that waits for this reader: late first, then today's, then what comes."""
    found = [todo for source in SOURCES for todo in source(request)]
    return sorted(found, key=lambda todo: todo.due_on or clock.today())

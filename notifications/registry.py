"""How kinds of notices become lines: each app registers its own, filtered by the reader's rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice


@dataclass(frozen=True, slots=True)
class Line:
    """What the reader sees: a sentence and where it leads."""

    text: str
    url: str


type Resolver = Callable[[User, list[Notice]], dict[object, Line]]
"""(reader, notices of its kinds) → lines by notice id; a notice left out is not shown."""

RESOLVERS: dict[str, Resolver] = {}


def resolver(*kinds: str) -> Callable[[Resolver], Resolver]:
    """Register how these kinds are read. Many notices at once, so that a list costs one query a resolver."""

    def register(resolve: Resolver) -> Resolver:
        RESOLVERS.update(dict.fromkeys(kinds, resolve))
        return resolve

    return register


def resolve(reader: User, notices: Iterable[Notice]) -> list[tuple[Notice, Line]]:
    """The notices this reader may still see, in order, each with its line."""
    notices = list(notices)
    lines: dict[object, Line] = {}
    for found in {RESOLVERS[notice.kind] for notice in notices if notice.kind in RESOLVERS}:
        lines |= found(reader, [notice for notice in notices if RESOLVERS.get(notice.kind) is found])
    return [(notice, lines[notice.pk]) for notice in notices if notice.pk in lines]

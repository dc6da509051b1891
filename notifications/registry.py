"""How kinds of notices become lines: each app registers its own, filtered by the reader's rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.utils.functional import _StrPromise

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


def told[M: Model](
    texts: Mapping[str, _StrPromise | str],
    rows: Callable[[User], QuerySet[M]],
    url: Callable[[M], str],
    words: Callable[[M], dict[str, object]] = lambda row: {},
    about: str = "object_id",
) -> None:
    """Register kinds that say one sentence each, to whoever still finds what they are about among `rows(reader)`.

    `url` says where it leads, `words` what the sentence names; `about` is the notice's column with the row's id.
    """

    @resolver(*texts)
    def lines(reader: User, notices: list[Notice]) -> dict[object, Line]:
        ids = {notice.pk: getattr(notice, about) for notice in notices}
        found = rows(reader).in_bulk([pk for pk in ids.values() if pk])
        return {
            notice.pk: Line(str(texts[notice.kind]) % words(found[ids[notice.pk]]), url(found[ids[notice.pk]]))
            for notice in notices
            if ids[notice.pk] in found
        }


def page(name: str, column: str = "pk") -> Callable[[Model], str]:
    """The address of this name, of the row or of what its column names."""
    return lambda row: reverse(name, args=[getattr(row, column)])


def resolve(reader: User, notices: Iterable[Notice]) -> list[tuple[Notice, Line]]:
    """The notices this reader may still see, in order, each with its line."""
    notices = list(notices)
    lines: dict[object, Line] = {}
    for found in {RESOLVERS[notice.kind] for notice in notices if notice.kind in RESOLVERS}:
        lines |= found(reader, [notice for notice in notices if RESOLVERS.get(notice.kind) is found])
    return [(notice, lines[notice.pk]) for notice in notices if notice.pk in lines]

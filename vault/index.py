"""Blind index over names: keyed digests of words and their beginnings, so the database matches what it cannot read.

What the table tells whoever holds the database alone: which people share a word or a beginning, and how often each is
met, which public statistics of names may help to guess. What it tells whoever holds an index key: every name, by trying
a dictionary. Hence: no fewer than three letters, no trigrams, no sounds; the index key lives apart from the master keys
and from the database; tokens go with the person's key; searches are logged.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Callable, Iterator

from django.conf import settings

SHORTEST = 3
"""Letters of an indexed beginning."""

LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i"})
"""Those Unicode does not take apart into a letter and an accent."""

INDEXES: dict[str, Callable[[int], int]] = {}
"""Indexes to rebuild when the index key changes: each rebuilds at most so many rows, 0 when all are new."""


def register(name: str, rebuild: Callable[[int], int]) -> None:
    INDEXES[name] = rebuild


def words(name: str) -> list[str]:
    """The words of a name without case or accents: `Zoé Œuvrard-Müller` → zoe, oeuvrard, muller."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))


def joined(name: str) -> list[str]:
    """The same with hyphens and apostrophes left out: `D’Arcy` → darcy, `Jean-Luc` → jeanluc."""
    return words(re.sub(r"[-‐‑'’ʼ]", "", name))


def digest(key: bytes, token: str) -> int:
    """Eight bytes of HMAC-SHA256 (RFC 2104), as a signed integer."""
    return int.from_bytes(hmac.digest(key, token.encode(), "sha256")[:8], signed=True)


def tokens(name: str) -> Iterator[str]:
    """What is indexed of a name."""
    for word in {*words(name), *joined(name)}:
        yield f"word|{word}"
        yield from (f"beginning|{word[:n]}" for n in range(SHORTEST, len(word) + 1))


def newest() -> int:
    """The version of the index key new digests are made with."""
    return max(settings.INDEX_KEYS)


def digests(name: str) -> tuple[int, set[int]]:
    """What is stored: the version of the index key, and the digests under it."""
    version = newest()
    return version, {digest(settings.INDEX_KEYS[version], token) for token in tokens(name)}


def wanted(word: str, *, whole: bool = False) -> list[int]:
    """What a searched word may match, under every index key: during a rotation some rows are old, some new.

    `whole`: not as a beginning.
    """
    asked = [f"word|{word}"]
    if not whole and len(word) >= SHORTEST:
        asked.append(f"beginning|{word}")
    return [digest(key, token) for key in settings.INDEX_KEYS.values() for token in asked]

"""One encrypted value: format, key id, nonce, ciphertext and tag."""

from __future__ import annotations

import os
from typing import Self
from uuid import UUID

from django.utils.translation import gettext

from vault.keys import NONCE, ring

FORMAT = b"\x01"
HEAD = 1 + 16
"""Bytes before the nonce: the format and the id of the key."""


class Sealed:
    """Ciphertext as stored, with the decrypted value remembered once opened. Prints, pickles and caches without it."""

    __slots__ = ("key_id", "plain", "raw")

    def __init__(self, raw: bytes, plain: bytes | None = None) -> None:
        self.raw = raw
        self.key_id = UUID(bytes=raw[1:HEAD])
        self.plain = plain

    @classmethod
    def seal(cls, plain: bytes, person_id: UUID, place: bytes) -> Self:
        """Under the person's current key, for one column of one row (`place`). Raises PersonErased."""
        key_id, cipher = ring().for_person(person_id)
        head, nonce = FORMAT + key_id.bytes, os.urandom(NONCE)
        return cls(head + nonce + cipher.encrypt(nonce, plain, head + place), plain)

    def open(self, place: bytes) -> bytes | None:
        """The plaintext; None once the key is destroyed. Raises InvalidTag when moved or altered, MissingKey."""
        cipher = ring().cipher(self.key_id)
        if cipher is None:
            self.plain = None
        elif self.plain is None:
            head, nonce, body = self.raw[:HEAD], self.raw[HEAD : HEAD + NONCE], self.raw[HEAD + NONCE :]
            self.plain = cipher.decrypt(nonce, body, head + place)
        return self.plain

    def __reduce__(self) -> tuple[type[Self], tuple[bytes]]:
        return type(self), (self.raw,)

    def __str__(self) -> str:
        return "[encrypted]"

    __repr__ = __str__


class Erased(str):
    """What a reader sees in place of a value whose key was destroyed. Carries the ciphertext: a copy keeps it."""

    __slots__ = ("sealed",)
    sealed: Sealed

    @classmethod
    def of(cls, sealed: Sealed) -> Self:
        marker = cls(gettext("[erased]"))
        marker.sealed = sealed
        return marker

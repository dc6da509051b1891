"""Wrapping data keys, and the ring that holds them for the length of one request or task.

AES-256-GCM (NIST SP 800-38D) throughout, with random nonces of 96 bits: one key seals far fewer than the 2³² values
above which two nonces might meet.
"""

from __future__ import annotations

import os
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

NONCE = 12
"""Bytes."""

MAX_AGE = 10.0
"""Seconds a key may stay in memory without its row being read again: how soon a long task feels a destruction."""


class PersonErased(PermissionDenied):
    """Nothing may be written about a person whose key was destroyed. The reader gets a page that says so (403)."""

    kind = "erased"


class MissingMasterKey(ImproperlyConfigured):
    """The settings lack a master key that still wraps keys: a fault of configuration, never an erasure."""


class MissingKey(LookupError):
    """A ciphertext names a key that has no row, not even a tombstone: lost, not destroyed."""


def master(version: int) -> AESGCM:
    try:
        return AESGCM(settings.MASTER_KEYS[version])
    except KeyError:
        message = f"MASTER_KEYS has no version {version}, which still wraps data keys."
        raise MissingMasterKey(message) from None


def bound(key_id: UUID, version: int) -> bytes:
    """Associated data: a wrapped key is of no use in another row or under another version."""
    return b"person-key|%d|" % version + key_id.bytes


def wrap(key: bytes, key_id: UUID, version: int) -> bytes:
    """Nonce and ciphertext of a data key."""
    nonce = os.urandom(NONCE)
    return nonce + master(version).encrypt(nonce, key, bound(key_id, version))


def unwrap(wrapped: bytes, key_id: UUID, version: int) -> bytes:
    """The data key. Raises MissingMasterKey, or InvalidTag when altered or moved."""
    return master(version).decrypt(wrapped[:NONCE], wrapped[NONCE:], bound(key_id, version))


class KeyRing:
    """The keys of one unit of work: each row read announces its key, the first one needed fetches all in one query."""

    def __init__(self, announced: Iterable[UUID] = ()) -> None:
        self.born = time.monotonic()
        self._announced = set(announced)
        self._ciphers: dict[UUID, AESGCM | None] = {}
        self._current: dict[UUID, UUID] = {}

    def announce(self, key_id: UUID) -> None:
        if key_id not in self._ciphers:
            self._announced.add(key_id)

    def cipher(self, key_id: UUID) -> AESGCM | None:
        """None when the key was destroyed; raises MissingKey when there never was one, or it was lost."""
        if key_id not in self._ciphers:
            self.announce(key_id)
            self._fetch()
        try:
            return self._ciphers[key_id]
        except KeyError:
            raise MissingKey(key_id) from None

    def _fetch(self) -> None:
        rows = person_keys().filter(pk__in=self._announced)
        self._ciphers |= {row.pk: row.cipher() for row in rows}
        self._announced.clear()

    def for_person(self, person_id: UUID) -> tuple[UUID, AESGCM]:
        """Id and cipher for new values, made on first use. Raises PersonErased."""
        if person_id not in self._current:
            row = person_keys().current_for(person_id)
            self._current[person_id], self._ciphers[row.pk] = row.pk, row.cipher()
        key_id = self._current[person_id]
        cipher = self._ciphers[key_id]
        if cipher is None:
            raise PersonErased(person_id)
        return key_id, cipher

    def is_stale(self) -> bool:
        return time.monotonic() - self.born > MAX_AGE

    def successor(self) -> KeyRing:
        """Empty, knowing what to ask for."""
        return KeyRing(self._announced | self._ciphers.keys())


def person_keys() -> Any:
    """The rows; the models are above this module."""
    return apps.get_model("vault", "PersonKey")._default_manager


_ring: ContextVar[KeyRing | None] = ContextVar("key_ring", default=None)


def ring() -> KeyRing:
    """The ring of this request or task, renewed when it is too old."""
    current = _ring.get()
    if current is None or current.is_stale():
        current = current.successor() if current else KeyRing()
        _ring.set(current)
    return current


def fresh_ring(**_: object) -> None:
    """Begin a unit of work, or forget what was held (a Celery task begins so)."""
    _ring.set(KeyRing())


def key_ring_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A ring for one request, gone with it. Outermost, so that no other middleware reads with a ring of the thread."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _ring.set(KeyRing())
        try:
            return get_response(request)
        finally:
            _ring.reset(token)

    return middleware

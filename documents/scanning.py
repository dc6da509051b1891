"""Whether a file carries what an antivirus knows: asked of the scanner the installation names, if it names one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.utils.module_loading import import_string

CHUNK = 64 * 1024
SILENCE = 30.0
"""Seconds that clamd may take for one file."""


class ScannerSilent(Exception):
    """The scanner the settings name does not answer: nothing is let in meanwhile."""


def is_infected(content: bytes) -> bool:
    """What the scanner of `DOCUMENT_SCANNER` says; False when the installation has none. Raises ScannerSilent."""
    name = settings.DOCUMENT_SCANNER
    return bool(import_string(name)(content)) if name else False


def state() -> str:
    """For whoever watches over the installation: `none`, `answers` or `silent`."""
    if not settings.DOCUMENT_SCANNER:
        return "none"
    try:
        is_infected(b"nothing")
    except ScannerSilent:
        return "silent"
    return "answers"


def clamav(content: bytes) -> bool:
    """ClamAV's daemon at `CLAMD`, by its command INSTREAM (clamd's manual). Raises ScannerSilent."""
    try:
        with connected(settings.CLAMD) as daemon:
            daemon.sendall(b"zINSTREAM\x00")
            for part in parts(content):
                daemon.sendall(part)
            answer = b"".join(iter(partial(daemon.recv, 4096), b"")).rstrip(b"\x00")
    except OSError as error:
        raise ScannerSilent(settings.CLAMD) from error
    if not answer.endswith((b" OK", b" FOUND")):
        raise ScannerSilent(answer)
    return answer.endswith(b" FOUND")


def connected(address: str) -> socket.socket:
    """`host:port`, or the path of a socket."""
    if address.startswith("/"):
        daemon = socket.socket(socket.AF_UNIX)
        daemon.settimeout(SILENCE)
        daemon.connect(address)
        return daemon
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SILENCE)


def parts(content: bytes) -> Iterator[bytes]:
    """Each with its length before it; an empty one ends."""
    for start in range(0, len(content), CHUNK):
        part = content[start : start + CHUNK]
        yield len(part).to_bytes(4) + part
    yield bytes(4)

"""A file that somebody sends: checked for viruses, then taken apart and written again in a process of its own."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

from django.utils.translation import gettext_lazy as _

from documents import cleaning, scanning
from documents.cleaning import Clean

log = logging.getLogger(__name__)

PATIENCE = 30
"""Seconds, for a machine that is busy: the process itself has `cleaning.SECONDS` of processor."""

WHY = {
    "kind": _("This kind of file is not accepted. Send a PDF, or a picture: JPEG, PNG or WebP."),
    "broken": _("This file is damaged or incomplete. Check that it opens on your device, then send it again."),
    "locked": _("This PDF is locked by a password. Print it to a new PDF without one, then send that."),
    "carries": _("This PDF carries other files inside. Print it to a new PDF, or send each file by itself."),
    "large": _("This file takes too much room once opened. Send a smaller picture, or fewer pages."),
    "infected": _("The antivirus knows this file as dangerous: it has not been kept. Warn whoever gave it to you."),
    "silent": _("Files cannot be checked for viruses at this moment. Try again in a few minutes."),
}
"""What is said beside the field."""


class FileRefused(Exception):
    """It is not kept; its text says why and what to do. `code` is for the record."""

    def __init__(self, code: str) -> None:
        super().__init__(str(WHY[code]))
        self.code = code


def take_in(content: bytes) -> Clean:
    """What of a file may be kept. Slow: outside of transactions. Raises FileRefused."""
    try:
        if scanning.is_infected(content):
            raise FileRefused("infected")
    except scanning.ScannerSilent as error:
        log.exception("the scanner of files does not answer")
        raise FileRefused("silent") from error
    return cleaned_apart(content)


def cleaned_apart(content: bytes) -> Clean:
    """By a process that knows no secret; one that breaks, hangs or grows too large takes nobody else along."""
    command = [sys.executable, "-I", cleaning.__file__]
    try:
        ran = subprocess.run(command, input=content, capture_output=True, env={}, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise FileRefused("large") from error
    head, _line, body = ran.stdout.partition(b"\n")
    if ran.returncode != 0 or not head:
        raise FileRefused("large" if ran.returncode < 0 else "broken")
    said = json.loads(head)
    if "unfit" in said:
        raise FileRefused(said["unfit"])
    return Clean(body[: said["size"]], said["type"], body[said["size"] :])

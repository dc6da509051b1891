"""Waking a worker: a hint after the commit. The row is the truth; a sweep finds what no hint announced."""

from __future__ import annotations

import logging
import time
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

QUIET = 30.0
"""Seconds during which nobody tries a broker that did not answer."""


class Breaker:
    """Spares the pages of this process a broker that is away."""

    quiet_until = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self.quiet_until

    def trip(self) -> None:
        self.quiet_until = time.monotonic() + QUIET

    def reset(self) -> None:
        self.quiet_until = 0.0


breaker = Breaker()


def nudge_after_commit(task: str, *ids: str) -> None:
    """Wake a worker for this task once the transaction is in. `robust`: a dead broker never becomes the reader's."""
    transaction.on_commit(partial(nudge, task, *ids), robust=True)


def nudge(task: str, *ids: str) -> None:
    """Tell the broker now; when it is away, stay quiet for a while and let the sweep do it."""
    if breaker.is_open():
        return
    try:
        current_app.send_task(task, args=ids)
    except unreachable() as error:
        breaker.trip()
        log.warning("broker unreachable, %s waits for the sweep: %s", task, type(error).__name__)


def unreachable() -> tuple[type[BaseException], ...]:
    """What a broker that is away raises, whichever it is."""
    return (OperationalError, OSError, *current_app.connection_for_write().connection_errors)

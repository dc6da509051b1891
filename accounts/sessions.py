"""When a session began and was last used, kept inside it."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase

from common import clock

BEGAN, SEEN = "began", "seen"


def begin(session: SessionBase) -> None:
    """Both limits count from now."""
    session[BEGAN] = session[SEEN] = int(clock.now().timestamp())

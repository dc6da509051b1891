"""One signed-in reader, straight into the WSGI application: every middleware, no network."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from django.utils.crypto import get_random_string

from accounts.models import User

TOKEN = get_random_string(32, string.ascii_letters + string.digits)
"""Of the check against forged forms: the same in the cookie and in the form."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: a page, or a form with what is typed in it."""

    path: str
    typed: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


def unheard(status: str, headers: list[tuple[str, str]], error: Any = None, /) -> Callable[[bytes], object]:
    """The web server's part, which nobody listens to here."""
    return bytes


@dataclass(slots=True)
class Browser:
    """`prepare` is not part of what is measured; what it returns is."""

    reader: User
    application: WSGIHandler = field(default_factory=WSGIHandler)
    cookies: str = ""

    def __post_init__(self) -> None:
        client = Client()
        client.force_login(self.reader)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"

    def prepare(self, ask: Ask) -> Callable[[], Answer]:
        host = settings.ALLOWED_HOSTS[0]
        headers = {"Host": host, "Cookie": self.cookies, "Origin": f"https://{host}", "X-Forwarded-Proto": "https"}
        factory = RequestFactory(headers=headers)
        if ask.typed is None:
            environ = factory.get(ask.path).environ
        else:
            environ = factory.post(ask.path, ask.typed | {"csrfmiddlewaretoken": TOKEN}).environ
        return lambda: self.send(environ)

    def send(self, environ: dict[str, Any]) -> Answer:
        response = self.application(environ, unheard)
        try:
            return Answer(response.status_code, b"".join(response))
        finally:
            response.close()

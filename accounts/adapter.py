"""How allauth behaves here: nobody signs up, mails leave through the outbox, secrets are sealed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts.signals import password_forgotten
from vault.purposes import cipher

if TYPE_CHECKING:
    from accounts.models import User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """By invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: Any, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Our pages say what happened; allauth's own messages stay away."""

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """A row of the outbox: the page answers as fast whether the address is known or not."""
        if user.is_active:
            path = urlsplit(context["password_reset_url"]).path
            password_forgotten.send(type(user), user=user, path=path)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever gave a password or a code a moment ago is not asked again."""
        given = [record["at"] for record in get_authentication_records(self.request, self.request.user)]
        return not given or time.time() - given[-1] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys of authenticator apps and recovery codes are never in the clear in the database."""

    def encrypt(self, text: str) -> str:
        return cipher("second factor").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher("second factor").decrypt(encrypted_text.encode()).decode()

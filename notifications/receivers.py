"""What notifications hear: somebody asked for a link to choose a new password."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.signals import password_forgotten
from notifications.actions import send_letter


@receiver(password_forgotten)
def on_password_forgotten(user: Any, path: str, **_: Any) -> None:
    send_letter("accounts.password", address=user.email, path=path, about=user.pk, language=user.language)

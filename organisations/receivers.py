"""What organisations hear: an authenticator app was removed."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_removed
from django.dispatch import receiver
from django.http import HttpRequest

from organisations.middleware import SET_UP


@receiver(authenticator_removed)
def on_authenticator_removed(request: HttpRequest, **_: Any) -> None:
    """Whoever needs one sets it up again before anything else."""
    request.session.pop(SET_UP, None)

"""Secrets of the installation itself, each purpose under its own key derived from SECRET_KEY."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def cipher(purpose: str) -> MultiFernet:
    """Seals for one purpose; what SECRET_KEY_FALLBACKS sealed still opens."""
    secrets: list[str | bytes] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(derived(secret, purpose)) for secret in secrets])


def derived(secret: str | bytes, purpose: str) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(force_bytes(secret), f"cordee|{purpose}".encode(), "sha256"))

"""Outgoing mail: notices carry a link and no personal data."""

from typing import Any

from config import env

DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Cordée <ne-pas-repondre@cordee.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

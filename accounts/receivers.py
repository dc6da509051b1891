"""What accounts hear: a sign-in begins the session's time limits, a destroyed key ends the drafts about somebody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.actions import forget_person
from accounts.sessions import begin
from vault.signals import key_destroyed


@receiver(user_logged_in)
def on_signed_in(request: HttpRequest, **_: Any) -> None:
    begin(request.session)


@receiver(key_destroyed)
def on_key_destroyed(person_id: Any, **_: Any) -> None:
    forget_person(person_id)

"""What audit hears: migrations (its guards), readings and refusals announced by pages, sign-ins."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.apps import apps
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.dispatch import receiver

from audit import guards
from audit.actions import record, record_view
from common.access import refused, viewed
from vault.signals import key_destroyed

AUDIT = apps.get_app_config("audit")


@receiver(pre_migrate, sender=AUDIT)
def drop_guards(plan: list[Any], using: str, **_: Any) -> None:
    """Out of the way while there is something to migrate."""
    if plan:
        guards.drop(connections[using])


@receiver(post_migrate, sender=AUDIT)
def create_guards(using: str, **_: Any) -> None:
    guards.create(connections[using])


@receiver(viewed)
def on_viewed(request: Any, verb: str, found: Any, **_: Any) -> None:
    record_view(verb, found, by=reader(request))


@receiver(refused)
def on_refused(sender: Any, request: Any, verb: str, pk: Any, found: Any, **_: Any) -> None:
    """Hidden and absent are recorded alike: what was asked for, not whether it exists."""
    facts = {} if found is not None else asked_for(sender, pk)
    record_view(verb, found, by=reader(request), detail={"refused": "forbidden" if found else "hidden"}, **facts)


@receiver(user_logged_in)
def on_signed_in(user: Any, **_: Any) -> None:
    record("accounts.signed_in", user, by=user)


@receiver(user_logged_out)
def on_signed_out(user: Any, **_: Any) -> None:
    if user is not None:
        record("accounts.signed_out", user, by=user)


@receiver(user_login_failed)
def on_sign_in_failed(**_: Any) -> None:
    """Counted, without the address that was typed."""
    record_view("accounts.sign_in_failed", by=None)


@receiver([password_changed, password_reset])
def on_password_changed(user: Any, **_: Any) -> None:
    record("accounts.password_changed", user, by=user)


@receiver(authenticator_added)
def on_second_factor_added(user: Any, **_: Any) -> None:
    record("accounts.second_factor_added", user, by=user)


@receiver(authenticator_removed)
def on_second_factor_removed(user: Any, **_: Any) -> None:
    record("accounts.second_factor_removed", user, by=user)


def asked_for(sender: Any, pk: Any) -> dict[str, Any]:
    """What the address named, as it named it."""
    meta = getattr(sender, "_meta", None)
    if meta is None:
        return {}
    facts = {"object_kind": meta.label_lower, "object_id": str(pk or "")[:40]}
    return facts | {"case_id": pk} if meta.label_lower == "cases.case" else facts


@receiver(key_destroyed)
def on_key_destroyed(person_id: Any, by: Any, reason: str, **_: Any) -> None:
    record("vault.key_destroyed", by=by, person_id=person_id, detail={"reason": reason})


def reader(request: Any) -> Any:
    return request.user if request.user.is_authenticated else None

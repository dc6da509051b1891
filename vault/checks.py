"""Refusals to start: master and index keys that protect nothing, sealed columns that could not be opened."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from vault.fields import SealedField, sealed_fields

LENGTH = 32
"""Bytes of a key: AES-256, and HMAC-SHA256's own length."""

FEWEST_DIFFERENT = 12
"""Different bytes in a key that chance made; 32 random bytes practically never have fewer."""


@register(Tags.security)
def keys_protect(**_: Any) -> list[CheckMessage]:
    return [*missing_keys(), *short_keys(), *repeated_keys(), *guessable_keys()]


@register(Tags.models)
def sealed_columns_can_be_opened(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    found = [model for model in apps.get_models() if sealed_fields(model)]
    return [fault for model in found for fault in [*ownerless(model), *numbered(model), *sorted_by_noise(model)]]


def all_keys() -> list[tuple[str, bytes]]:
    """(where it stands, key) of every version."""
    named = (("MASTER_KEYS", settings.MASTER_KEYS), ("INDEX_KEYS", settings.INDEX_KEYS))
    return [(f"{name}[{version}]", key) for name, keys in named for version, key in keys.items()]


def missing_keys() -> Iterator[CheckMessage]:
    if settings.MASTER_KEY_CURRENT not in settings.MASTER_KEYS:
        message = f"MASTER_KEYS has no version {settings.MASTER_KEY_CURRENT}, the current one: nothing can be sealed."
        yield Error(message, id="vault.E001")
    if not settings.INDEX_KEYS:
        yield Error("INDEX_KEYS is empty: names cannot be searched.", id="vault.E001")
    for version in {*settings.MASTER_KEYS, *settings.INDEX_KEYS}:
        if not 1 <= version <= 32_767:
            yield Error(f"Version {version} of a key is not between 1 and 32767.", id="vault.E001")


def short_keys() -> Iterator[CheckMessage]:
    for name, key in all_keys():
        if len(key) != LENGTH:
            yield Error(f"{name} has {len(key)} bytes, not {LENGTH}.", hint="openssl rand -base64 32", id="vault.E002")


def repeated_keys() -> Iterator[CheckMessage]:
    """A rotation to the same key changes nothing; a master key that is also an index key falls with it."""
    met: dict[bytes, str] = {}
    for name, key in all_keys():
        if key in met:
            yield Error(f"{name} and {met[key]} are the same key.", id="vault.E003")
        met.setdefault(key, name)


def guessable_keys() -> Iterator[CheckMessage]:
    """The demo's keys are public: they stand in the repository."""
    if getattr(settings, "IS_DEMO", False):
        return
    for name, key in all_keys():
        if is_counted_out(key) or len(set(key)) < FEWEST_DIFFERENT:
            message = f"{name} is a key of the demo or one that chance did not make."
            yield Error(message, hint="openssl rand -base64 32", id="vault.E005")


def is_counted_out(key: bytes) -> bool:
    """Each byte one more than the last, as the keys of demo and tests."""
    return all(later - earlier == 1 for earlier, later in pairwise(key))


def ownerless(model: type[models.Model]) -> Iterator[CheckMessage]:
    """The id of the person whose key seals must stand on the row itself."""
    for field in sealed_fields(model):
        if not (has_column(model, field.owner) or isinstance(getattr(model, field.owner, None), property)):
            message = f"{field}: encrypted for “{field.owner}”, which {model.__name__} does not have."
            yield Error(message, hint="add person_id, or name the person's id with owner=", obj=model, id="vault.E004")


def has_column(model: type[models.Model], attname: str) -> bool:
    return attname in {field.attname for field in model._meta.concrete_fields}


def numbered(model: type[models.Model]) -> Iterator[CheckMessage]:
    """Ciphertext is bound to the row's id, which the database would only give afterwards."""
    about: Any = getattr(model, "instance_type", model)
    if not isinstance(about._meta.pk, models.UUIDField):
        message = f"{model.__name__} has encrypted columns and no UUID as primary key."
        yield Error(message, obj=model, id="vault.E006")


def sorted_by_noise(model: type[models.Model]) -> Iterator[CheckMessage]:
    for name in model._meta.ordering or ():
        if isinstance(name, str) and is_sealed(model, name.lstrip("-")):
            yield Error(f"{model.__name__} is ordered by an encrypted column.", obj=model, id="vault.E007")


def is_sealed(model: type[models.Model], name: str) -> bool:
    try:
        return isinstance(model._meta.get_field(name), SealedField)
    except FieldDoesNotExist:
        return False

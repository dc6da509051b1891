"""Encrypted model fields: AES-256-GCM under the key of the person the row is about.

A value is bound to its key, its column and its row: copied elsewhere it opens for nobody. Not prevented: a row's own
older ciphertext put back in the same column (the history and the audit trail show that). Not hidden: whether there is
a value, and about how long it is.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

from django import forms
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from vault.keys import ring
from vault.sealed import Erased, Sealed

__all__ = [
    "Erased",
    "Sealed",
    "SealedBytesField",
    "SealedDateField",
    "SealedField",
    "SealedJSONField",
    "SealedTextField",
]


class SealedAttribute(DeferredAttribute):
    """Opens a value when it is read, and only then."""

    field: SealedField[Any, Any]

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname, ...)
        if value is ...:
            value = super().__get__(instance, cls)
        return self.field.read(value, instance) if isinstance(value, Sealed) else value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value.sealed if isinstance(value, Erased) else value


class SealedField[S, G](models.Field[S, G]):
    """Written as ciphertext, compared with nothing (only `isnull`), saved by `save()` alone.

    `owner` names the attribute that holds the person's id; `label` freezes the column's name in the associated data
    before a model or column is renamed.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(self, *args: Any, owner: str = "person_id", label: str = "", **kwargs: Any) -> None:
        self.owner, self.label = owner, label
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"owner": self.owner, "label": self.label}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def encode(self, value: Any) -> bytes:
        return str(value).encode()

    def decode(self, plain: bytes) -> Any:
        return plain.decode()

    def erased(self, value: Sealed) -> Any:
        """What stands for a value nobody can read any more."""
        return Erased.of(value)

    def read(self, value: Sealed, instance: models.Model) -> Any:
        plain = value.open(self.bind(instance))
        return self.erased(value) if plain is None else self.decode(plain)

    def bind(self, instance: models.Model) -> bytes:
        """Associated data of this column of this row; the rows of its history share it."""
        model = origin(type(instance))
        return self.place(model, getattr(instance, model._meta.pk.attname))

    def place(self, model: Any, pk: object) -> bytes:
        label = self.label or f"{model._meta.label_lower}.{self.attname}"
        return f"{label}|{pk}".encode()

    def from_db_value(self, value: bytes | None, *_: Any) -> Sealed | str | None:
        if not value:  # NULL and "" are stored as such: emptiness is not hidden
            return None if value is None else ""
        sealed = Sealed(bytes(value))
        ring().announce(sealed.key_id)
        return sealed

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = instance.__dict__.get(self.attname)
        if value not in (None, "") and not isinstance(value, Sealed):
            value = Sealed.seal(self.encode(value), getattr(instance, self.owner), self.bind(instance))
            instance.__dict__[self.attname] = value
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if value == "":  # also what AddField(default="") needs
            return connection.Database.Binary(b"")
        if not isinstance(value, Sealed):
            message = f"{self}: encrypted row by row; assign and save(), update() is refused"
            raise TypeError(message)
        return connection.Database.Binary(value.raw)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> None:
        return None

    def value_to_string(self, obj: models.Model) -> str:
        """dumpdata writes ciphertext, never plaintext."""
        value = self.pre_save(obj, False)
        return base64.b64encode(value.raw).decode() if value else ""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.CharField, "widget": forms.Textarea} | kwargs)


class SealedTextField(SealedField[str, str]):
    """A text; the marker `Erased` once its key is destroyed."""

    description = _("encrypted text")


class SealedDateField(SealedField[dt.date | None, dt.date | None]):
    """A date; None once its key is destroyed."""

    description = _("encrypted date")

    def encode(self, value: dt.date) -> bytes:
        return value.isoformat().encode()

    def decode(self, plain: bytes) -> dt.date:
        return dt.date.fromisoformat(plain.decode())

    def erased(self, value: Sealed) -> None:
        return None

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.DateField, "widget": forms.DateInput} | kwargs)


class SealedJSONField(SealedField[Any, Any]):
    """Lists and mappings; None once their key is destroyed."""

    description = _("encrypted structure")

    def encode(self, value: Any) -> bytes:
        return json.dumps(value).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)

    def erased(self, value: Sealed) -> None:
        return None


class SealedBytesField(SealedField[bytes | None, bytes | None]):
    """A file's content; None once its key is destroyed."""

    description = _("encrypted file")

    def encode(self, value: bytes) -> bytes:
        return value

    def decode(self, plain: bytes) -> bytes:
        return plain

    def erased(self, value: Sealed) -> None:
        return None


def origin(model: Any) -> Any:
    """The model a row of history copies; any other model itself."""
    return getattr(model, "instance_type", model)


def sealed_fields(model: type[models.Model]) -> list[SealedField[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]

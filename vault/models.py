"""The data keys of young people, wrapped by a master key of the installation."""

from __future__ import annotations

import uuid
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from vault import keys


class DestructionReason(models.TextChoices):
    """Why nobody may read a person's data any more."""

    RETENTION = "retention", _("kept as long as allowed")
    REQUEST = "request", _("asked for by the person concerned")
    MISTAKE = "mistake", _("recorded by mistake")


class PersonKeyQuerySet(models.QuerySet["PersonKey"]):
    def of(self, person_id: uuid.UUID) -> Self:
        return self.filter(person_id=person_id)

    def current(self) -> Self:
        """What new values are sealed with: one a person, a tombstone included."""
        return self.filter(retired_at=None)

    def alive(self) -> Self:
        return self.filter(destroyed_at=None)

    def retired(self) -> Self:
        """Replaced, and still able to open what they sealed."""
        return self.alive().exclude(retired_at=None)

    def lock(self) -> None:
        """Until the transaction ends: a rotation and a destruction of the same keys wait for each other."""
        list(self.select_for_update().order_by("pk").values_list("pk"))

    def to_rewrap(self) -> Self:
        """Still wrapped by another master key than the current one."""
        return self.alive().exclude(version=settings.MASTER_KEY_CURRENT).order_by("pk")

    def current_for(self, person_id: uuid.UUID) -> PersonKey:
        """The person's current key, made on first use; two requests at once get the same one."""
        row = self.of(person_id).current().first()
        return row or self.get_or_create(person_id=person_id, retired_at=None, defaults=PersonKey.fresh())[0]


class PersonKey(models.Model):
    """A wrapped data key. Retired when a newer one replaced it; a tombstone (no key) once destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person_id = models.UUIDField(db_index=True)  # no foreign key: the tombstone outlives the person
    version = models.PositiveSmallIntegerField(help_text="of the master key that wraps it")
    wrapped = models.BinaryField(null=True)
    retired_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    objects = PersonKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id"], condition=Q(retired_at=None), name="one_current_person_key"),
            models.CheckConstraint(
                condition=Q(wrapped=None, destroyed_at__isnull=False) | Q(wrapped__isnull=False, destroyed_at=None),
                name="person_key_or_tombstone",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @staticmethod
    def fresh() -> dict[str, object]:
        """The columns of a new random key under the current master key."""
        pk, version = uuid.uuid4(), settings.MASTER_KEY_CURRENT
        return {"id": pk, "version": version, "wrapped": keys.wrap(AESGCM.generate_key(256), pk, version)}

    def cipher(self) -> AESGCM | None:
        """None for a tombstone. MissingMasterKey and InvalidTag are faults, never an erasure."""
        return None if self.wrapped is None else AESGCM(keys.unwrap(bytes(self.wrapped), self.id, self.version))

    def rewrap(self) -> bool:
        """Under the current master key; False when the row changed meanwhile: a destroyed key never comes back."""
        if self.wrapped is None:
            return False
        plain, version = keys.unwrap(bytes(self.wrapped), self.id, self.version), settings.MASTER_KEY_CURRENT
        unchanged = PersonKey.objects.alive().filter(pk=self.pk, version=self.version)
        return bool(unchanged.update(version=version, wrapped=keys.wrap(plain, self.id, version)))

    def retire(self) -> PersonKey:
        """Make a successor. What this key sealed stays readable under it."""
        PersonKey.objects.filter(pk=self.pk).update(retired_at=clock.now())
        return PersonKey.objects.create(person_id=self.person_id, **PersonKey.fresh())

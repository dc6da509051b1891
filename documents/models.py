"""Files kept encrypted, and long work whose page shows progress and then the result."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from common.moves import Moves
from organisations.models import Organisation
from vault.fields import SealedBytesField

if TYPE_CHECKING:
    from accounts.models import User

LEASE = dt.timedelta(minutes=5)
"""How long a worker may be silent about a job before another takes it over."""

MOST_ATTEMPTS = 3


class StoredFile(models.Model):
    """Encrypted bytes. About a young person: under their key, and gone with it. Else under a key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField(null=True)
    content = SealedBytesField(owner="key_owner")
    preview = SealedBytesField(owner="key_owner", null=True, help_text="a JPEG of its first page, for one sent in")
    content_type = models.CharField(max_length=80)
    name = models.CharField(max_length=80, help_text="as it is saved by a browser: no name of a person, no reason")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    custody = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("association answerable for it")
    )
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(default=clock.FOREVER)

    class Meta:
        verbose_name = _("file")
        indexes = [models.Index(fields=["expires_at"], name="file_expires")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def key_owner(self) -> uuid.UUID:
        """Whose key seals it."""
        return self.person_id or self.id


class JobQuerySet(models.QuerySet["Job"]):
    def of(self, user: User) -> Self:
        return self.filter(asked_by=user)

    def unfinished(self) -> Self:
        return self.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])

    def waiting(self) -> Self:
        """Nobody at it: queued, or left by a worker that fell silent."""
        return self.unfinished().filter(Q(leased_until=None) | Q(leased_until__lte=clock.now()))

    def locked(self) -> Self:
        """For one worker alone. Call inside a transaction."""
        skip = connection.features.has_select_for_update_skip_locked
        return self.select_for_update(of=("self",), skip_locked=skip)

    def same_as(self, job: Job) -> Self:
        """What the same person asked for in the same words."""
        return self.filter(asked_by=job.asked_by_id, kind=job.kind, case_id=job.case_id, params=job.params)


class Job(Moves):
    """Long work somebody asked for. Holds ids and codes only; its result is opened with the rights of that moment."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting its turn")
        RUNNING = "running", _("being prepared")
        DONE = "done", _("ready")
        FAILED = "failed", _("not made")

    class Failure(models.TextChoices):
        NO_PDF = "no_pdf", _("This server cannot make PDF files: a part of it (Pango) is not installed.")
        NO_ACCESS = "no_access", _("What was asked for is not open to you any more.")
        BROKEN = "broken", _("Something went wrong on our side. It has been recorded; nothing is lost.")

    MOVES = {
        Status.QUEUED: {Status.RUNNING},
        Status.RUNNING: {Status.RUNNING, Status.QUEUED, Status.DONE, Status.FAILED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    asked_at = models.DateTimeField(default=clock.now)
    case_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    params: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, help_text="ids and codes")
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=10, choices=Failure, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="digest of what the result was made from")
    result = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="jobs")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("prepared file")
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_percent"),
            models.CheckConstraint(
                condition=(Q(status="failed") & ~Q(failure="")) | (~Q(status="failed") & Q(failure="")),
                name="job_failed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "failed"], finished_at__isnull=False)
                | Q(status__in=["queued", "running"], finished_at=None, result=None),
                name="job_finished_with_date",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="job_of_person"),
            models.Index(fields=["asked_at"], name="job_waiting", condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def is_finished(self) -> bool:
        return self.finished_at is not None

"""What a job hands out: decided when it is opened, not when it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation

from common import clock
from documents.jobs import KINDS
from documents.models import Job, StoredFile

if TYPE_CHECKING:
    from accounts.models import User


def is_open_to(reader: User, job: Job) -> bool:
    """Whether the reader may still have what this job makes."""
    return KINDS[job.kind].allowed(reader, job)


def result_for(reader: User, job: Job) -> StoredFile | None:
    """The file, while it is kept and while what it was made from, read with today's rights, is the same."""
    kind = KINDS[job.kind]
    if job.result_id is None:
        return None
    with translation.override(reader.language):
        current = kind.fingerprint(kind.source(job)) == job.fingerprint
    return StoredFile.objects.filter(pk=job.result_id, expires_at__gt=clock.now()).first() if current else None

"""Asking for long work, doing it once, keeping its result for a while."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import translation

from audit import actions as audit
from common import clock
from common.nudges import nudge_after_commit
from documents.jobs import KINDS, Made
from documents.models import LEASE, MOST_ATTEMPTS, Job, StoredFile
from vault.models import PersonKey

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from documents.cleaning import Clean

KEPT = clock.DAY
"""How long a prepared file can be fetched."""


class NotAllowed(Exception):
    """The one who asked may not have it any more."""


class AboutSomebody(Protocol):
    """A file (`cases.Case`): whose key seals what is made from it."""

    pk: Any
    person_id: Any


@transaction.atomic
def start_job(kind: str, *, by: User, case: AboutSomebody | None = None, **params: object) -> Job:
    """Ask for long work: ids and codes only. Asked twice while it is under way, it is the same job."""
    job = Job(
        kind=KINDS[kind].name,
        asked_by=by,
        case_id=case.pk if case else None,
        person_id=case.person_id if case else None,
        params={name: str(value) for name, value in params.items()},
    )
    under_way = Job.objects.same_as(job).unfinished().first()
    if under_way is not None:
        return under_way
    job.save()
    audit.record("documents.job_asked", job, by=by, detail={"kind": kind})
    nudge_after_commit("documents.tasks.run", str(job.pk))
    return job


@transaction.atomic
def take_job(pk: UUID) -> Job | None:
    """The job for this worker alone, or None when it is done or another has it."""
    job = Job.objects.waiting().locked().select_related("asked_by").filter(pk=pk).first()
    if job is None:
        return None
    job.move_to(Job.Status.RUNNING)
    if job.attempts >= MOST_ATTEMPTS:  # it took its workers down with it
        fail_job(job, because=Job.Failure.BROKEN)
        return None
    job.attempts, job.progress, job.leased_until = job.attempts + 1, 0, clock.now() + LEASE
    job.save()
    return job


def do_job(job: Job) -> None:
    """Make the file, or find the same one made before. Raises NotAllowed, and whatever the maker raises."""
    kind = KINDS[job.kind]
    if not kind.allowed(job.asked_by, job):
        raise NotAllowed(job.pk)
    with translation.override(job.asked_by.language):
        source = kind.source(job)
        job.fingerprint = kind.fingerprint(source)
        result = made_before(job)
        made = kind.make(job, source, partial(report, job)) if result is None else None
    with transaction.atomic():
        finish_job(job, store(made, job=job) if made else result)


def made_before(job: Job) -> StoredFile | None:
    """The file of an earlier job of the same person, made from the same source and not yet expired."""
    if not job.fingerprint:
        return None
    same = Job.objects.same_as(job).filter(fingerprint=job.fingerprint, result__expires_at__gt=clock.now())
    found = same.select_related("result").order_by("-asked_at").first()
    return found.result if found else None


def store(made: Made, *, job: Job) -> StoredFile:
    """Keep what a job made, encrypted."""
    return StoredFile.objects.create(
        person_id=job.person_id,
        content=made.content,
        content_type=made.content_type,
        name=made.name,
        size=len(made.content),
        sha256=hashlib.sha256(made.content).hexdigest(),
        custody_id=made.custody_id,
        expires_at=clock.now() + KEPT,
    )


def keep_file(clean: Clean, *, person_id: UUID, name: str) -> StoredFile:
    """Keep a file that somebody sent about a young person, as long as the record it belongs to."""
    return StoredFile.objects.create(
        person_id=person_id,
        content=clean.content,
        preview=clean.preview,
        content_type=clean.content_type,
        name=name,
        size=len(clean.content),
        sha256=hashlib.sha256(clean.content).hexdigest(),
    )


def report(job: Job, percent: int) -> None:
    """How far it is; also shows that the worker lives."""
    Job.objects.filter(pk=job.pk).update(progress=percent, leased_until=clock.now() + LEASE)


def finish_job(job: Job, result: StoredFile | None) -> None:
    job.move_to(Job.Status.DONE)
    job.result, job.progress, job.finished_at = result, 100, clock.now()
    job.save()


def fail_job(job: Job, *, because: str) -> None:
    job.move_to(Job.Status.FAILED)
    job.failure, job.finished_at = because, clock.now()
    job.save()


def retry_job(job: Job) -> None:
    """Back in the queue for the next sweep, or given up."""
    if job.attempts >= MOST_ATTEMPTS:
        fail_job(job, because=Job.Failure.BROKEN)
        return
    job.move_to(Job.Status.QUEUED)
    job.leased_until = None
    job.save()


@transaction.atomic
def drop_expired() -> int:
    """Files past their time, with the keys of those that had one of their own."""
    expired = list(StoredFile.objects.filter(expires_at__lte=clock.now()).values_list("pk", flat=True))
    Job.objects.filter(result__in=expired).update(result=None)
    StoredFile.objects.filter(pk__in=expired).delete()
    PersonKey.objects.filter(person_id__in=expired).delete()
    return len(expired)


@transaction.atomic
def forget_jobs(*, older_than: dt.timedelta) -> int:
    """What was asked for stays in the audit trail; the row goes."""
    return Job.objects.filter(finished_at__lt=clock.now() - older_than, result=None).delete()[0]

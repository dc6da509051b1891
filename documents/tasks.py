"""Doing long work, and sweeping up: jobs no message announced, files past their time."""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from celery import shared_task

from common.pdf import PdfUnavailable
from documents import actions
from documents.models import Job

log = logging.getLogger(__name__)

KEPT = dt.timedelta(days=30)


@shared_task
def run(job_id: str) -> None:
    """One job, unless another worker has it."""
    job = actions.take_job(UUID(job_id))
    if job is None:
        return
    try:
        actions.do_job(job)
    except actions.NotAllowed:
        actions.fail_job(job, because=Job.Failure.NO_ACCESS)
    except PdfUnavailable as error:
        log.error("no PDF on this machine: %s", error)
        actions.fail_job(job, because=Job.Failure.NO_PDF)
    except Exception:
        log.exception("job %s of kind %s", job.pk, job.kind)
        actions.retry_job(job)


@shared_task
def sweep() -> int:
    """Jobs that wait although their message was sent, or that a dead worker left."""
    waiting = list(Job.objects.waiting().order_by("asked_at").values_list("pk", flat=True))
    for pk in waiting:
        run(str(pk))
    return len(waiting)


@shared_task
def tidy() -> int:
    return actions.drop_expired() + actions.forget_jobs(older_than=KEPT)

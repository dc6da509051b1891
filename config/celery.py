"""The Celery app, and what runs when: the one table of periodic work."""

import logging
from typing import Any

from celery import Celery
from celery.schedules import crontab, schedule
from celery.signals import setup_logging, task_postrun, task_prerun, worker_init
from django.core.exceptions import ImproperlyConfigured

from common import logs
from config.starting import refuse_faults
from vault.keys import fresh_ring

logging.captureWarnings(True)  # a warning is a line of the log as any other
app = Celery("cordee")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
task_prerun.connect(fresh_ring, dispatch_uid="cordee-key-ring")
task_prerun.connect(logs.task_begins, dispatch_uid="cordee-task-begins")
task_postrun.connect(logs.task_ends, dispatch_uid="cordee-task-ends")


@worker_init.connect
def refuse_to_work(**_: Any) -> None:
    """Celery passes over what a listener raises, but not over the wish to end."""
    try:
        refuse_faults()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error


@setup_logging.connect
def logs_as_django_says(**_: Any) -> None:
    """Celery sets up no logs of its own when somebody listens here."""


PERIODIC: dict[str, tuple[str, crontab | schedule]] = {
    "send what waits": ("notifications.tasks.sweep", schedule(30)),
    "forget old news": ("notifications.tasks.forget", crontab(hour=3, minute=20)),
    "move the clock of referrals": ("referrals.tasks.run_clock", crontab(minute=5)),
    "move the clock of transfers": ("referrals.tasks.run_transfer_clock", crontab(minute=5)),
    "ask for news of referrals": ("referrals.tasks.ask_for_news", crontab(hour=5, minute=25)),
    "publish the month": ("reporting.tasks.publish", crontab(day_of_month="1", hour=2, minute=0)),
    "do long work that waits": ("documents.tasks.sweep", schedule(30)),
    "drop prepared files": ("documents.tasks.tidy", crontab(minute=15)),
    "announce agreements that need care": ("cases.tasks.announce_agreements", crontab(hour=5, minute=35)),
    "look for duplicates": ("cases.tasks.search_duplicates", schedule(60)),
    "compare policy and view": ("cases.tasks.check_access", crontab(hour=2, minute=30)),
    "seal the audit trail": ("audit.tasks.seal", schedule(60)),
    "prove the audit trail": ("audit.tasks.verify", crontab(hour=3, minute=10)),
    "drop readings a year old": ("audit.tasks.retire", crontab(hour=3, minute=40)),
    "end agreements that are over": ("organisations.tasks.expire_partnerships", crontab(hour=0, minute=5)),
    "tidy sessions and drafts": ("accounts.tasks.tidy", crontab(hour=4, minute=10)),
}
app.conf.beat_schedule = {name: {"task": task, "schedule": when} for name, (task, when) in PERIODIC.items()}

"""Nightly tidying of what accounts leave behind."""

from celery import shared_task
from django.core.management import call_command

from accounts import actions


@shared_task
def tidy() -> int:
    """Sessions long over, drafts nobody came back to."""
    call_command("clearsessions")
    return actions.purge_drafts()

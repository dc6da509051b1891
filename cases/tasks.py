"""What files need by the clock."""

import logging

from celery import shared_task

from cases import checking
from cases.actions import announcing, duplicates
from cases.models import DuplicateQuestion, Likeness, SharingRecipient

log = logging.getLogger(__name__)


@shared_task
def check_access() -> bool:
    """Policy and view agree, or the log says so loudly."""
    found = checking.check_access()
    for difference in found["differences"]:
        log.critical("access: %s", difference)
    return bool(found["agree"])


@shared_task
def announce_agreements() -> int:
    """Tell leads of agreements that end soon, or are to be taken again at 18; how many. Told once, never again."""
    due = announcing.to_announce()
    rows = SharingRecipient.objects.select_related("case").in_bulk([pk for pk, _kind in due])
    return sum(announcing.announce_agreement(rows[pk], kind=kind) for pk, kind in due)


@shared_task
def search_duplicates() -> int:
    """Search for every question that waits, then tell the leads of what was found; how many were told."""
    waiting = DuplicateQuestion.objects.filter(searched_at=None).order_by("asked_at", "pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        duplicates.search_duplicates(pk)
    found = list(Likeness.objects.to_tell().order_by("pk").values_list("pk", flat=True))
    for pk in found:
        duplicates.tell_lead(pk)
    return len(found)

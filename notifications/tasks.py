"""Mailing what is due: messages that say there is news, never which."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from notifications import actions
from notifications.models import Letter, Notice, Outgoing
from notifications.registry import resolve

log = logging.getLogger(__name__)

BATCH = 50
KEPT = dt.timedelta(days=90)


@shared_task
def sweep() -> int:
    """Send every mail that is due; what fails is tried again when its lease ends."""
    return send_letters() + send_news()


@shared_task
def forget() -> int:
    return actions.forget(older_than=KEPT)


def send_letters() -> int:
    sent = 0
    while claimed := claim_letters():
        sent += sum(settle([letter], partial(write, letter)) for letter in claimed)
    return sent


def send_news() -> int:
    sent = 0
    while claimed := claim_news():
        sent += sum(settle(notices, partial(tell, reader, notices)) for reader, notices in claimed.items())
    return sent


def claim_letters() -> list[Letter]:
    with transaction.atomic():
        return Letter.objects.claim(BATCH)


def claim_news() -> dict[User, list[Notice]]:
    """Whole readers, so that each gets one mail however many workers sweep."""
    claimed: dict[User, list[Notice]] = defaultdict(list)
    with transaction.atomic():
        readers = list(Notice.objects.waiting().order_by("mail_at").values_list("reader", flat=True)[:BATCH])
        for notice in Notice.objects.filter(reader__in=readers).select_related("reader").claim():
            claimed[notice.reader].append(notice)
    return claimed


def settle(rows: Sequence[Outgoing], send: Callable[[], None]) -> int:
    """Their own fate: a failure, of whatever kind, holds up no other mail."""
    try:
        send()
    except Exception as error:  # noqa: BLE001
        log.warning("mail not sent, attempt %s: %s", rows[0].attempts, type(error).__name__)
        return 0
    for row in rows:
        row.settle()
        row.save()
    return 1


def write(letter: Letter) -> None:
    name = f"letter_{letter.kind.replace('.', '_')}"
    mail(name, letter.address, letter.language, letter.path, letter.pk, code=letter.code)


def tell(reader: User, notices: list[Notice]) -> None:
    """One mail for all of them; none when they were read meanwhile, or are no longer for this reader to see."""
    if reader.is_active and resolve(reader, [notice for notice in notices if notice.read_at is None]):
        mail("news", reader.email, reader.language, reverse("notifications:list"), notices[0].pk)


def mail(name: str, address: str, language: str, path: str, key: UUID, *, code: str = "") -> None:
    """A mail without personal data: what Cordée is, a link or a code, nothing else. Its Message-ID is the row's."""
    with translation.override(language):
        context = {"link": settings.SITE_URL + path, "code": code}
        subject = render_to_string(f"notifications/email/{name}_subject.txt", context).strip()
        body = render_to_string(f"notifications/email/{name}.txt", context)
    headers = {"Message-ID": f"<{key}@{urlsplit(settings.SITE_URL).hostname}>"}
    EmailMessage(subject, body, to=[address], headers=headers).send()

"""Telling people: rows in the transaction of what they tell, a nudge after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from common import clock
from common.nudges import nudge_after_commit
from notifications.models import Letter, Notice, Preference, mail_time

if TYPE_CHECKING:
    from accounts.models import User

SWEEP = "notifications.tasks.sweep"


@transaction.atomic(savepoint=False)
def notify(
    kind: str, *, to: Iterable[User], about: UUID | None = None, case_id: UUID | None = None, by: User | None = None
) -> None:
    """Tell each reader once, never the one who acted, and not again while it is unread.

    `about` is the object the kind speaks of (the file itself when left out); `notifications.registry` reads it back.
    """
    readers = list({user.pk: user for user in to if user != by and user.is_active})
    choices = Preference.objects.of(readers)
    notices = [
        Notice(
            kind=kind, reader_id=pk, object_id=about or case_id, case_id=case_id, by=by, mail_at=mail_time(choices[pk])
        )
        for pk in readers
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if Preference.Mail.AT_ONCE in choices.values():
        nudge_after_commit(SWEEP)


def send_letter(
    kind: str, *, address: str, path: str = "", code: str = "", about: UUID | None = None, language: str = "fr"
) -> Letter:
    """Write to an address without an account. `kind` names the template; it holds a link's path, or a code."""
    facts = {"address": address, "path": path, "code": code, "language": language}
    letter = Letter.objects.create(kind=kind, object_id=about, **facts)
    nudge_after_commit(SWEEP)
    return letter


def mark_read(notices: Iterable[Notice]) -> None:
    """The reader has seen them."""
    Notice.objects.unread().filter(pk__in=[notice.pk for notice in notices]).update(read_at=clock.now())


@transaction.atomic
def choose_mail(user: User, *, mail: str) -> None:
    """Hear of notices as one wishes from now on; those still waiting follow the new wish."""
    Preference.objects.update_or_create(user=user, defaults={"mail": mail})
    Notice.objects.of(user).unread().unsent().update(mail_at=mail_time(mail))


def forget(*, older_than: dt.timedelta) -> int:
    """Notices and letters are signs that something happened, not its record: they do not stay."""
    before = clock.now() - older_than
    return sum(model._default_manager.filter(created_at__lt=before).delete()[0] for model in (Notice, Letter))

"""Notices and letters as rows: the row is the truth, the queue only a nudge."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import clock

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

MOST_ATTEMPTS = 8
LEASE = dt.timedelta(minutes=5)
"""How long a worker may hold a mail before another takes it over."""

DIGEST_AT = dt.time(7)
"""When the mail of those who want one a day leaves."""


class Outgoing(models.Model):
    """Something to mail: once, whatever happens to the queue."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    object_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    mail_at = models.DateTimeField(null=True, default=clock.now, help_text="when the mail is due; none: no mail")
    sent_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def settle(self) -> None:
        """Sent, or nothing left to send. The caller saves."""
        self.sent_at, self.leased_until = clock.now(), None


class OutgoingQuerySet[M: Outgoing](models.QuerySet[M]):
    def waiting(self) -> Self:
        """Due, not sent, nobody at it, not given up."""
        free = Q(leased_until=None) | Q(leased_until__lte=clock.now())
        return self.filter(free, mail_at__lte=clock.now(), sent_at=None, attempts__lt=MOST_ATTEMPTS)

    def claim(self, limit: int | None = None) -> list[M]:
        """Take rows for oneself until the lease ends. Call inside a transaction."""
        skip = connection.features.has_select_for_update_skip_locked
        rows = list(self.waiting().order_by("mail_at").select_for_update(of=("self",), skip_locked=skip)[:limit])
        for row in rows:
            row.leased_until, row.attempts = clock.now() + LEASE, row.attempts + 1
        self.model._default_manager.bulk_update(rows, ["leased_until", "attempts"])
        return rows

    def unsent(self) -> Self:
        return self.filter(sent_at=None)


class NoticeQuerySet(OutgoingQuerySet["Notice"]):
    def of(self, user: User) -> Self:
        return self.filter(reader=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(Outgoing):
    """One fact, for one reader: kind and ids, never text. While it is unread the same fact is not told again."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    case_id = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "kind", "object_id"], condition=Q(read_at=None), name="unread_fact_once"
            )
        ]
        indexes = [
            models.Index(fields=["reader", "-created_at"], name="notice_of_reader"),
            models.Index(fields=["mail_at"], name="notice_waiting", condition=Q(sent_at=None, mail_at__isnull=False)),
        ]


class Letter(Outgoing):
    """A mail to an address without an account: an invitation, an answer by link. It holds a link or code, no reason."""

    address = models.EmailField()
    language = models.CharField(max_length=5, default="fr")
    path = models.CharField(max_length=200, help_text="the link's path; cleared once sent", blank=True)
    code = models.CharField(max_length=6, help_text="that opens a link; cleared once sent", blank=True, default="")

    objects = OutgoingQuerySet["Letter"].as_manager()

    class Meta:
        verbose_name = _("letter")
        indexes = [models.Index(fields=["mail_at"], name="letter_waiting", condition=Q(sent_at=None))]

    def settle(self) -> None:
        super().settle()
        self.path = self.code = ""


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def of(self, users: list[UUID]) -> dict[UUID, str]:
        """Each one's choice, the usual one where nothing was chosen."""
        chosen = dict(self.filter(user__in=users).values_list("user", "mail"))
        return {user: chosen.get(user, Preference.Mail.DAILY) for user in users}


class Preference(models.Model):
    """How somebody wants to hear of notices by mail."""

    class Mail(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        DAILY = "daily", _("one message a day, in the morning")
        NEVER = "never", _("never: I look in Cordée")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notice_preference")
    mail = models.CharField(_("by e-mail"), max_length=8, choices=Mail, default=Mail.DAILY)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("preference")

    def __str__(self) -> str:
        return self.mail


def mail_time(choice: str) -> dt.datetime | None:
    """When a notice made now is due by mail, for somebody who chose this."""
    if choice == Preference.Mail.NEVER:
        return None
    now = timezone.localtime(clock.now())
    if choice == Preference.Mail.AT_ONCE:
        return now
    day = now.date() if now.time() < DIGEST_AT else now.date() + clock.DAY
    return dt.datetime.combine(day, DIGEST_AT, tzinfo=now.tzinfo)

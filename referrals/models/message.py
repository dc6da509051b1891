"""The thread of a referral."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import CaseLink
from common import clock
from organisations.models import Team
from people.models import YoungPerson
from referrals.models.referral import Referral
from vault.fields import SealedTextField


class Message(models.Model):
    """One line of the thread, the only free text of a referral. Never changed."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")
        WORD = "word", _("Message")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="messages")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    text = SealedTextField(_("text"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_link = models.ForeignKey(
        CaseLink, models.PROTECT, null=True, related_name="+", help_text="written without an account"
    )
    author_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("message")
        constraints = [
            models.CheckConstraint(
                condition=Q(author=None, by_link__isnull=False) | Q(author__isnull=False, by_link=None),
                name="message_by_account_or_link",
            )
        ]
        indexes = [models.Index(fields=["referral", "at"], name="message_of_referral")]

    def __str__(self) -> str:
        return str(self.id)

"""What the sender answers to the questions of the services asked."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import YoungPerson
from programs.models import ServiceQuestion
from referrals.models.order import NextPartner
from referrals.models.referral import Referral
from vault.fields import SealedTextField


class ServiceAnswerQuerySet(models.QuerySet["ServiceAnswer"]):
    def of(self, referral: Referral) -> Self:
        """Whatever was answered in the order of preference this referral is part of."""
        beginning = NextPartner.objects.filter(referral=referral).values("beginning")
        return self.filter(Q(beginning=referral) | Q(beginning__in=beginning))


class ServiceAnswer(models.Model):
    """One answer, kept where the order of preference begins: whoever is asked next has questions of their own.

    Until it is sent only the sending side reads it; the receiver reads the preview, written by sending.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    beginning = models.ForeignKey(Referral, models.PROTECT, related_name="answers", help_text="the first one asked")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+", editable=False)
    question = models.ForeignKey(ServiceQuestion, models.PROTECT, related_name="answers")
    value = SealedTextField(_("answer"))

    objects = ServiceAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a service")
        constraints = [models.UniqueConstraint(fields=["beginning", "question"], name="one_answer_a_question")]

    def __str__(self) -> str:
        return str(self.id)


def told(referral: Referral) -> list[list[str]]:
    """Each question of the service it goes to, in its words, with how it is answered and the answer; "" without one."""
    asked = list(ServiceQuestion.objects.asked().filter(service=referral.service_id)) if referral.service_id else []
    given = {one.question_id: one.value for one in ServiceAnswer.objects.of(referral)} if asked else {}
    return [[question.text, question.kind, given.get(question.pk, "")] for question in asked]

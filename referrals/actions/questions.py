"""The sender answers what the services asked want to know before they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audit import actions as audit
from common.history import StaleVersion, remember
from common.moves import IllegalMove
from programs.models import ServiceQuestion
from referrals.actions.moving import lock
from referrals.models import NextPartner, Referral, ServiceAnswer
from referrals.questions import asked_of

if TYPE_CHECKING:
    from accounts.models import User


class AnswersRefused(IllegalMove):
    """A question that is not asked, or not any more. Its text says what to do."""

    def __init__(self, referral: Referral) -> None:
        Exception.__init__(self, _("What this service asks has changed meanwhile: open this page again."))
        self.row, self.wanted = referral, referral.status


@transaction.atomic
def answer_service(
    referral: Referral, *, by: User, answers: dict[ServiceQuestion, str], version: int | None = None
) -> Referral:
    """Write the answers, "" taking one back: of the draft, and of whoever waits for their turn in its order.

    What was sent does not change. Raises StaleVersion when somebody changed the referral meanwhile, AnswersRefused for
    what is not a closed answer to a question that is asked, IllegalMove once it is answered or over.
    """
    referral = lock(referral)
    if version not in (None, referral.version):
        raise StaleVersion(referral)
    referral.allow("answer_service")
    refuse_other(referral, answers)
    beginning = NextPartner.objects.of(referral).values_list("beginning", flat=True).first() or referral.pk
    ServiceAnswer.objects.filter(beginning=beginning, question__in=answers).delete()
    for question, value in answers.items():
        if value:
            row = {"beginning_id": beginning, "person_id": referral.person_id, "question": question}
            ServiceAnswer.objects.create(**row, value=value)
    remember(referral, by=by, reason="answers_given")
    audit.record("referrals.answers_given", referral, by=by, detail={"questions": [str(one.pk) for one in answers]})
    return referral


def refuse_other(referral: Referral, answers: dict[ServiceQuestion, str]) -> None:
    """Neither another service's questions, nor free text: whoever calls."""
    asked = {question for asking in asked_of(referral) for question in asking.questions}
    if any(question not in asked or (value and not question.accepts(value)) for question, value in answers.items()):
        raise AnswersRefused(referral)

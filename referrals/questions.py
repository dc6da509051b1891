"""The questions of the services asked: which there are, for which partner, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse

from programs.models import Service, ServiceQuestion
from referrals.models import NextPartner, Referral, ServiceAnswer
from referrals.policy import Status

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Asking:
    """One service of the order, and what it asks."""

    service: Service
    questions: list[ServiceQuestion]
    is_next: bool
    """asked only if the one before does not take it on: nothing is required of the sender now"""


def services_to_answer(referral: Referral) -> QuerySet[Service]:
    """The service it goes to as long as it is a draft, and those of whoever still waits for their turn."""
    waiting = NextPartner.objects.of(referral).waiting().values("service")
    first = Q(pk=referral.service_id) if referral.status == Status.DRAFT else Q(pk=None)
    return Service.objects.filter(first | Q(pk__in=waiting))


def asks(referral: Referral) -> bool:
    """Whether anything is asked."""
    return ServiceQuestion.objects.asked().filter(service__in=services_to_answer(referral)).exists()


def asked_of(referral: Referral) -> list[Asking]:
    """Service by service, the one it goes to first."""
    rows = ServiceQuestion.objects.asked().filter(service__in=services_to_answer(referral))
    by_service: dict[Service, list[ServiceQuestion]] = {}
    for question in rows.select_related("service__organisation"):
        by_service.setdefault(question.service, []).append(question)
    found = [Asking(service, rows, service.pk != referral.service_id) for service, rows in by_service.items()]
    return sorted(found, key=lambda asking: (asking.is_next, asking.service.name))


def given(referral: Referral) -> dict[UUID, str]:
    """What was answered already, by question."""
    return {answer.question_id: answer.value for answer in ServiceAnswer.objects.of(referral)}


def after_drafting(referral: Referral) -> str:
    """Where the sender goes on: to what the services ask, or straight to the preview."""
    return reverse("referrals:questions", args=[referral.pk]) if asks(referral) else referral.get_absolute_url()

"""The true figures of the files one's association leads: each is a queryset, so that it opens its own rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Action, Case, Need
from common import clock
from referrals.models import Referral

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Figure:
    """A number a manager can act on: what it counts, and the rows behind it."""

    key: str
    label: _StrPromise | str
    condition: Callable[[dt.date], Q | Exists]

    def rows(self, user: User) -> QuerySet[Any]:
        """The steering rows that make the figure."""
        return Case.objects.steering_for(user).open().filter(self.condition(clock.today()))


def counted(user: User) -> list[tuple[Figure, int]]:
    """Every figure with its number, in one query."""
    today = clock.today()
    holds = {key: ExpressionWrapper(figure.condition(today), BooleanField()) for key, figure in FIGURES.items()}
    rows = Case.objects.steering_for(user).open().annotate(**holds)
    found = rows.aggregate(**{f"{key}-files": Count("pk", filter=Q(**{key: True})) for key in FIGURES})
    return [(figure, found[f"{key}-files"]) for key, figure in FIGURES.items()]


def no_lead(today: dt.date) -> Q:
    return Q(lead_name=None)


def review_overdue(today: dt.date) -> Q:
    return Q(next_review_on__lt=today)


def action_overdue(today: dt.date) -> Exists:
    return Exists(Action.objects.filter(case=OuterRef("pk"), status__in=Action.OPEN, due_on__lt=today))


def referral_unanswered(today: dt.date) -> Exists:
    return Exists(Referral.objects.unanswered().filter(case=OuterRef("pk")))


def need_unmet(today: dt.date) -> Exists:
    return Exists(Need.objects.filter(case=OuterRef("pk"), status=Need.Status.UNMET))


FIGURES = {
    figure.key: figure
    for figure in (
        Figure("no-lead", _("young people with no lead professional"), no_lead),
        Figure("review-overdue", _("reviews overdue"), review_overdue),
        Figure("action-overdue", _("young people with an action overdue"), action_overdue),
        Figure("referral-unanswered", _("young people waiting for an answer to a referral"), referral_unanswered),
        Figure("need-unmet", _("young people with a need nobody covers"), need_unmet),
    )
}

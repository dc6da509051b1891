"""The list of one's files: what needs attention first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)

from audit.actions import record_view
from audit.models import View
from cases.models import Action, Case
from cases.models.case import CaseQuerySet
from common import clock
from organisations.models import TeamMembership
from people.models import YoungPerson

if TYPE_CHECKING:
    from accounts.models import User

MINUTE = dt.timedelta(minutes=1)
SEARCHED = "cases.names_searched"
STATES = ("open", "closed")
DUE = ("late", "week")
COLUMNS = (
    "reference",
    "status",
    "person__first_name",
    "person__last_name",
    "person__chosen_name",
    "person__birth_date",
    "person__birth_year",
    "person__commune__name",
    "leading_organisation__name",
)
"""What a row shows: contacts and the rest stay in the database."""


def for_list(cases: CaseQuerySet, reader: User) -> QuerySet[Case]:
    """What a row needs, and its order: a late action of one's own, an overdue review, no lead, an action to answer.

    One's own actions are asked first and by themselves: two subqueries on the access view are never stacked.
    """
    own = own_actions(reader).filter(waiting() | late())
    rows, today = list(own.values_list("case_id", "status", "due_on")), clock.today()
    waited_for = {case_id for case_id, status, _due_on in rows if status == Action.Status.PROPOSED}
    is_late = {case_id for case_id, _status, due_on in rows if due_on and due_on < today}
    return by_attention(cases, waited_for=Q(pk__in=waited_for), is_late=Q(pk__in=is_late))


def by_attention(cases: CaseQuerySet, *, waited_for: Q | Exists, is_late: Q | Exists) -> QuerySet[Case]:
    return (
        cases.with_lead()
        .select_related("person__commune", "leading_organisation")
        .only(*COLUMNS)
        .annotate(
            in_all=Window(Count("pk")),
            next_review_on=F("plan__next_review_on"),
            has_lead=ExpressionWrapper(Q(current_lead__isnull=False), BooleanField()),
            is_waited_for=ExpressionWrapper(waited_for, BooleanField()),
            is_late=ExpressionWrapper(is_late, BooleanField()),
        )
        .annotate(
            attention=models.Case(
                When(status=Case.Status.CLOSED, then=Value(9)),
                When(is_late, then=Value(0)),
                When(next_review_on__lt=clock.today(), then=Value(1)),
                When(current_lead=None, then=Value(2)),
                When(waited_for, then=Value(3)),
                default=Value(5),
                output_field=IntegerField(),
            )
        )
        .order_by("attention", "next_review_on", "reference")
    )


def own_actions(reader: User) -> QuerySet[Action]:
    """Those of the reader's teams, as far as the reader sees them."""
    return Action.objects.visible_to(reader).filter(owner_team__in=TeamMembership.objects.of(reader).values("team"))


def waiting() -> Q:
    return Q(status=Action.Status.PROPOSED)


def late() -> Q:
    return Q(status__in=Action.OPEN, due_on__lt=clock.today())


class CaseFilter:
    """Codes of the query string: a state, a due date. Anything else is as if not given."""

    def __init__(self, params: Any) -> None:
        self.state = params.get("state") if params.get("state") in STATES else "open"
        self.due = params.get("due") if params.get("due") in DUE else ""

    def apply(self, reader: User) -> QuerySet[Case]:
        cases = Case.objects.visible_to(reader).filter(status=self.state)
        if self.due == "late":
            cases = cases.filter(plan__next_review_on__lt=clock.today())
        elif self.due == "week":
            cases = cases.filter(plan__next_review_on__lte=clock.today() + 7 * clock.DAY)
        return for_list(cases, reader)


def search_cases(reader: User, text: str) -> QuerySet[Case]:
    """The files, open to the reader, whose young person bears that name; nothing says how many others do.

    That a name was searched is recorded, the name is not. Searched too often, nobody is found.
    """
    record_view(SEARCHED, by=reader)
    people = YoungPerson.objects.named(text)
    too_often = Exists(searches(reader)[settings.SEARCHES_A_MINUTE :])
    found = Case.objects.visible_to(reader).filter(~too_often, person__in=people.values("pk"))
    own = own_actions(reader).filter(case=OuterRef("pk"))  # of the few that are found
    return by_attention(found, waited_for=Exists(own.filter(waiting())), is_late=Exists(own.filter(late())))


def searches(reader: User) -> QuerySet[View]:
    """Those of the last minute."""
    return View.objects.lately(SEARCHED, by=reader, within=MINUTE)


def searched_too_often(reader: User) -> bool:
    """Why nobody was found. Asked only then: whoever finds pays nothing for the limit."""
    return searches(reader).count() > settings.SEARCHES_A_MINUTE

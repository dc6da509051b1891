"""What the young person, or a representative, reads by a personal link: the plan, the circle, what was agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cases.explaining import readers_of
from cases.models import (
    Access,
    Action,
    CaseLink,
    Goal,
    Lead,
    LegalGround,
    Objection,
    PersonalRequest,
    Review,
    SharingRecipient,
    SignOff,
    Word,
)
from cases.models.sharing import BY_REPRESENTATIVES
from common.areas import ALL_AREAS, NAMED, NO_AREAS, Area

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User
    from cases.explaining import Reader
    from cases.models.sharing import RecipientQuerySet


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One of the pages of a personal link, and who has it."""

    url_name: str
    label: _StrPromise | str
    icon: str
    order: int
    shown: Callable[[CaseLink], bool] = lambda link: True


PAGES = [
    OwnPage("cases:own_plan", _("The plan"), "flag", 10),
    OwnPage("cases:own_written", _("What is written"), "doc", 15),
    OwnPage("cases:own_circle", _("The circle"), "people", 20),
    OwnPage("cases:own_requests", _("My requests"), "pen", 40),
]


def register_page(page: OwnPage) -> None:
    """A page of a higher app."""
    PAGES.append(page)
    PAGES.sort(key=lambda known: known.order)


def pages_of(link: CaseLink) -> list[OwnPage]:
    return [page for page in PAGES if page.shown(link)]


def is_own(link: CaseLink) -> bool:
    """Whether it is the young person's."""
    return link.kind == CaseLink.Kind.YOUNG_PERSON


@dataclass(frozen=True, slots=True)
class OwnGoal:
    """A goal with the open actions that serve it."""

    goal: Goal
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """The plan in plain words: goals, what is next."""

    goals: list[OwnGoal]
    others: list[Action]
    """Open actions whose goal does not show, or that have none."""
    lead: Lead | None
    review: Review | None
    next_review_on: dt.date | None
    names_owners: bool
    """Whether it says which association does what: kept from whom the address is hidden from."""
    sign: SignOff | None
    """The answer to a proposed version that is still asked of them."""


def read_plan(link: CaseLink) -> OwnPlan:
    """In five queries, whatever the number of items."""
    rows = Goal.objects.for_link(link).filter(case=link.case_id)
    goals = list(rows.order_by(F("reached_on").asc(nulls_first=True), "created_at"))
    actions = Action.objects.for_link(link).filter(case=link.case_id, status__in=Action.OPEN)
    named = list(
        actions.select_related("owner_team__organisation", "person_in_charge").order_by("due_on", "created_at")
    )
    known = {goal.pk for goal in goals}
    hides = link.hides_places()
    return OwnPlan(
        goals=[OwnGoal(goal, [action for action in named if action.goal_id == goal.pk]) for goal in goals],
        others=[action for action in named if action.goal_id not in known],
        lead=current_lead(link),
        review=Review.objects.for_link(link).filter(case=link.case_id, status__in=Review.COMING).first(),
        next_review_on=None if hides else link.case.plan.next_review_on,
        names_owners=not hides,
        sign=SignOff.objects.awaited().of_link(link).select_related("version").first(),
    )


def current_lead(link: CaseLink) -> Lead | None:
    leads = Lead.objects.in_force().filter(case=link.case_id)
    return leads.select_related("user", "team__organisation").first()


@dataclass(frozen=True, slots=True)
class OwnReader:
    """Somebody of the circle, and the areas in which they read what is practical and what is for coordination."""

    reader: Reader
    practical: Area
    coordination: Area


@dataclass(frozen=True, slots=True)
class OwnCircle:
    """Who may open the file today, and what was agreed to share."""

    lead: Lead | None
    readers: list[OwnReader]
    recipients: list[SharingRecipient]
    grounds: list[LegalGround] = field(default_factory=list)


def read_circle(link: CaseLink) -> OwnCircle:
    """The whole circle for the young person; for a representative the lead, and whoever shares an area they read."""
    areas, lead = areas_read(link), current_lead(link)
    leads = {lead.user_id} if lead else set()
    readers = [
        OwnReader(one, one.practical & (areas | Area.GENERAL), one.coordination & (areas | Area.GENERAL))
        for one in readers_of(link.case)
        if one.practical & areas & NAMED or one.user.pk in leads
    ]
    agreed = list(agreements_known(link).order_by("organisation__name", "pk"))
    return OwnCircle(lead, readers, agreed, read_grounds(link) if is_own(link) else [])


def areas_read(link: CaseLink) -> Area:
    """Those in which somebody of the circle is told."""
    if is_own(link):
        return ALL_AREAS
    told = link.is_read_by_the_rule() and not link.hides_places()
    return ALL_AREAS & ~(Area.HEALTH | Area.MENTAL_HEALTH) if told else NO_AREAS


def read_grounds(link: CaseLink) -> list[LegalGround]:
    grounds = LegalGround.objects.in_force().filter(case=link.case_id)
    return list(grounds.select_related("organisation").order_by("organisation__name", "pk"))


def agreements_known(link: CaseLink) -> RecipientQuerySet:
    """What is in force: all of it for the young person; what they agreed to for the representatives."""
    rows = SharingRecipient.objects.in_force().filter(case=link.case_id).select_related("organisation", "agreement")
    return rows if is_own(link) else rows.filter(agreement__capacity__in=BY_REPRESENTATIVES)


@dataclass(frozen=True, slots=True)
class OwnRequests:
    """What was asked by link, and what came of it."""

    requests: list[PersonalRequest]
    objections: list[Objection]
    """A representative's: settled by the lead apart from requests."""


def read_requests(link: CaseLink) -> OwnRequests:
    objections = Objection.objects.filter(case=link.case_id, representative=link.representative_id)
    made = objections.select_related("recipient__organisation").order_by("-recorded_at") if link.representative else []
    return OwnRequests(list(PersonalRequest.objects.of(link)), list(made))


def words_of(goal: Goal, reader: User) -> list[Word]:
    """What the young person says of a goal that this reader sees, the newest first.

    As of its history: each row also by the goal's area and level of that day.
    """
    rows = list(Word.objects.filter(goal=goal).order_by("-created_at", "pk"))
    ways = list(Access.objects.filter(case=goal.case_id, user_id=reader.pk)) if rows else []
    writes = goal.author_id == reader.pk and bool(ways)
    return [row for row in rows if writes or any(way.shows(row) for way in ways)]

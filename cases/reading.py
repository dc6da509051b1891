"""What one reader sees of one file: the same querysets for the page, the PDF and whoever comes next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import BooleanField, CharField, DateField, DateTimeField, F, IntegerField, Value
from django.db.models.expressions import ExpressionWrapper

from cases.identity import Details, read_details
from cases.models import (
    Action,
    ActionPlan,
    Case,
    CircleMembership,
    Document,
    Goal,
    GoalWording,
    Lead,
    LegalGround,
    Measure,
    Need,
    Note,
    Objection,
    PlanVersion,
    SafetyAlert,
    SharingRecipient,
    Statement,
    TimelineEntry,
)
from cases.models.access import Sight, sight
from cases.renewing import Care, cares_of
from cases.saying import read_said
from common import clock
from common.areas import Area
from common.timeline import KINDS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

ENTRIES_SHOWN = 12
OBJECTED = "objected"
JUDGED = ("capacity", "agreed_on", "lasts", "own_until")
COVER_COLUMNS = ("pk", "organisation__name", "areas", "valid_until", "said", "organisation", *JUDGED)
OBJECTION_COLUMNS = (
    *("pk", "recipient__organisation__name", "recipient__areas", "recipient_until", "said", "recipient__organisation"),
    *JUDGED,
)
NO_TERMS = {
    "capacity": Value("", CharField()),
    "agreed_on": Value(None, DateField()),
    "lasts": Value(False, BooleanField()),
    "own_until": Value(None, DateTimeField()),
}
"""Columns of a recipient row that a ground, or an objection, does not have."""
NOTES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal with what the reader sees under it."""

    goal: Goal | None
    wordings: list[GoalWording]
    open_actions: list[Action]
    ended_actions: list[Action]
    strengths: list[Statement] = field(default_factory=list)
    """The lines of the portrait it builds on, of those the reader sees."""


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """Open actions under one heading, or none."""

    title: str
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class Cover:
    """What lets an association know: a recipient row of an agreement or, with its article, a legal ground."""

    id: UUID
    organisation: str
    areas: int
    valid_until: dt.datetime
    article: str
    organisation_id: UUID
    capacity: str
    agreed_on: dt.date | None
    lasts: bool
    own_until: dt.datetime | None
    cares: tuple[Care, ...] = ()
    """Why it needs care: it ends soon, or is to be taken again at 18."""

    @property
    def is_objected(self) -> bool:
        """Not a cover but what suspends one, until it is settled."""
        return self.article == OBJECTED

    @property
    def tone(self) -> str:
        return "late" if self.is_objected else next((care.tone for care in self.cares), "ok")

    @property
    def ground(self) -> str:
        return str(LegalGround.Article(self.article).label) if self.article not in ("", OBJECTED) else ""


@dataclass(slots=True)
class CasePage:
    """A file as this reader sees it. Built in a fixed number of queries, whatever the number of items."""

    case: Case
    reader: User
    sight: Sight
    plan: ActionPlan
    lead: Lead | None
    goals: list[GoalView]
    needs: list[Need]
    notes: list[Note]
    statements: list[Statement]
    alerts: list[SafetyAlert]
    """Those that stand today."""
    measures: list[Measure]
    seats: list[CircleMembership]
    covers: list[Cover]
    entries: list[tuple[TimelineEntry, Any]]
    details: Details | None
    proposed: PlanVersion | None
    """The version of the plan that waits for signatures."""

    @property
    def reader_leads(self) -> bool:
        return self.lead is not None and self.lead.user_id == self.reader.pk

    @property
    def somebody_may_object(self) -> bool:
        """To what is shared: whoever holds parental authority, where the reader knows them."""
        return self.details is not None and bool(self.details.representatives)

    @property
    def team_ids(self) -> set[UUID]:
        """The teams in whose name the reader is here."""
        return {team.pk for team in self.sight.teams}

    def accepted_seats(self) -> list[CircleMembership]:
        return [seat for seat in self.seats if not seat.is_asked()]

    def timeline(self) -> list[tuple[TimelineEntry, Any, str]]:
        """The newest entries, each with what its kind says and its item in words, where this page shows it."""
        named: dict[Any, str] = {need.pk: str(need.coded) for need in self.needs}
        named |= {one.pk: one.text for one in self.statements}
        named |= {alert.pk: alert.get_kind_display() for alert in self.alerts}
        named |= {measure.pk: measure.get_kind_display() for measure in self.measures}
        for view in self.goals:
            if view.goal:
                named[view.goal.pk] = view.goal.words
            named |= {action.pk: action.title for action in (*view.open_actions, *view.ended_actions)}
        return [(entry, kind, named.get(entry.object_id, "")) for entry, kind in self.entries]

    def actions(self) -> list[Action]:
        """Every open action, the nearest date first."""
        found = [action for view in self.goals for action in view.open_actions]
        return sorted(found, key=lambda action: action.due_on or dt.date.max)

    def doubled(self) -> list[tuple[Need, list[Action]]]:
        """The needs for which two associations have an open action: whoever sees both may bring them together."""
        needs = {view.goal.pk: view.goal.need_id for view in self.goals if view.goal}
        serving: dict[UUID | None, list[Action]] = defaultdict(list)
        for action in self.actions():
            serving[action.need_id or needs.get(action.goal_id)].append(action)  # type: ignore[arg-type]
        found = [(need, serving[need.pk]) for need in self.needs if need.pk in serving]
        return [
            (need, actions)
            for need, actions in found
            if len({action.owner_team.organisation_id for action in actions}) > 1
        ]

    def grouped(self, by: str) -> list[ActionGroup]:
        """Open actions by due date (one group), by owning association, or those of the reader's teams."""
        actions = self.actions()
        if by == "mine":
            actions = [action for action in actions if action.owner_team_id in self.team_ids]
        if by != "association":
            return [ActionGroup("", actions)] if actions else []
        owners = dict.fromkeys(str(action.owner_team.organisation) for action in actions)
        return [ActionGroup(name, [a for a in actions if str(a.owner_team.organisation) == name]) for name in owners]


def read_case(case: Case, reader: User) -> CasePage:
    """Everything `reader` may see of the file, which must come from `visible_to(reader).for_page(reader)`."""
    seen = sight(reader, case)
    lead: Lead | None = getattr(case, "current_lead", None)  # joined by for_page(); absent when nobody leads
    leads = lead is not None and lead.user_id == reader.pk
    said = read_said(case, reader)
    return CasePage(
        case=case,
        reader=reader,
        sight=seen,
        plan=case.plan,
        lead=lead,
        goals=read_goals(case, reader, said.wordings, said.statements),
        needs=list(Need.objects.visible_to(reader).filter(case=case).order_by("status", "created_at")),
        notes=read_notes(case, reader),
        statements=said.statements,
        alerts=said.alerts,
        measures=said.measures,
        seats=read_circle(case, seen, whole=leads),
        covers=read_covers(case, seen) if leads else [],
        entries=read_entries(case, reader),
        details=read_details(case, seen),
        proposed=getattr(case, "proposed_version", None),
    )


def read_notes(case: Case, reader: User) -> list[Note]:
    notes = Note.objects.visible_to(reader).filter(case=case).select_related("author")
    return list(notes.order_by("-created_at")[:NOTES_SHOWN])


def read_documents(case: Case, reader: User) -> list[Document]:
    """The documents this reader sees, the newest first, without their bytes."""
    rows = Document.objects.visible_to(reader).filter(case=case).select_related("author", "stored")
    return list(rows.defer("stored__content", "stored__preview").order_by("-dated_on", "-created_at", "pk"))


def read_goals(case: Case, reader: User, wordings: list[GoalWording], statements: list[Statement]) -> list[GoalView]:
    """Goals in order of creation, then the wordings and actions whose goal is not shown, or that have none."""
    goals = list(Goal.objects.visible_to(reader).filter(case=case).order_by("reached_on", "created_at"))
    actions = list(
        Action.objects.visible_to(reader)
        .filter(case=case)
        .select_related("owner_team__organisation", "person_in_charge")
        .order_by(F("due_on").asc(nulls_last=True), "created_at")
    )
    known = {goal.pk for goal in goals}
    views = [under(goal, {goal.pk}.__contains__, wordings, actions, statements) for goal in goals]
    loose = under(None, lambda pk: pk not in known, wordings, actions, [])
    return [*views, loose] if loose.wordings or loose.open_actions or loose.ended_actions else views


def under(
    goal: Goal | None,
    serves: Callable[[UUID | None], bool],
    wordings: list[GoalWording],
    actions: list[Action],
    statements: list[Statement],
) -> GoalView:
    """What the reader sees of those whose goal is meant."""
    meant = [action for action in actions if serves(action.goal_id)]
    return GoalView(
        goal,
        [wording for wording in wordings if serves(wording.goal_id)],
        [action for action in meant if action.is_open()],
        [action for action in meant if not action.is_open()],
        [one for one in statements if goal is not None and str(one.pk) in goal.builds_on],
    )


def read_circle(case: Case, seen: Sight, *, whole: bool) -> list[CircleMembership]:
    """The whole circle for the lead, offers included; otherwise the seats in force whose areas meet the reader's."""
    seats = CircleMembership.objects.filter(case=case).select_related("team__organisation", "user")
    if whole:
        seats = seats.filter(valid_until__gt=clock.DbNow())
    else:
        seats = seats.in_force()
        named = seen.areas & ~int(Area.GENERAL)
        meets = ExpressionWrapper(F("areas").bitand(Value(named)), output_field=IntegerField())  # type: ignore[arg-type]
        seats = seats.alias(meets=meets).filter(meets__gt=0)
    return list(seats.order_by("valid_from", "pk"))


def read_covers(case: Case, seen: Sight) -> list[Cover]:
    """Agreements and grounds in force, objections not settled, the first to end first: one query."""
    recipients = SharingRecipient.objects.in_force().filter(case=case).annotate(said=Value("", CharField()))
    grounds = LegalGround.objects.in_force().filter(case=case).annotate(said=F("article"), **NO_TERMS)
    rows = recipients.with_terms().values_list(*COVER_COLUMNS)
    rows = rows.union(
        grounds.values_list(*COVER_COLUMNS), read_objections(case).values_list(*OBJECTION_COLUMNS), all=True
    )
    found = [Cover(*row) for row in rows.order_by("valid_until", "pk")]
    if case.status == Case.Status.CLOSED or not seen.sees_details:
        return found
    return [replace(one, cares=tuple(cares_of(one, case.person))) for one in found]


def read_objections(case: Case) -> QuerySet[Objection]:
    """None once they are of age: all of it ends at 18."""
    rows = Objection.objects.none() if case.person.is_of_age() else Objection.objects.open().filter(case=case)
    return rows.annotate(said=Value(OBJECTED, CharField()), **NO_TERMS)


def read_entries(case: Case, reader: User, limit: int = ENTRIES_SHOWN) -> list[tuple[TimelineEntry, Any]]:
    """The newest entries this reader may see, each with what its kind says."""
    entries = TimelineEntry.objects.visible_to(reader).filter(case=case).select_related("author")
    return [(entry, KINDS[entry.kind]) for entry in entries.order_by("-at", "-pk")[:limit] if entry.kind in KINDS]

"""Needs, goals, actions, notes, the portrait and measures: added, changed, accepted, moved."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit import actions as audit
from cases.actions import timeline
from cases.actions.circle import lock
from cases.models import (
    Access,
    Action,
    ActionPlan,
    Assessment,
    Case,
    CaseItem,
    Goal,
    GoalWording,
    Measure,
    Need,
    Note,
    Statement,
    account_of,
)
from cases.models.access import sight
from common import clock
from common.areas import Level
from common.history import StaleVersion, remember
from common.once import own_id
from notifications.actions import notify
from organisations.models import Team, TeamMembership

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Hand


class NotReadable(Exception):
    """Something would be written where its writer, or its owner, could not read it."""


@transaction.atomic
def add_item[I: CaseItem](item: I, *, by: User, case: Case, new_id: UUID | None = None) -> I:
    """Hang a new item on a file, in the name of the writer's team there. Sent twice, it is the same row.

    Raises NotReadable when the writer does not see that area, or writes a restricted item without being bound.
    """
    case = lock(case)
    item.pk = own_id(new_id, by)
    again = type(item)._default_manager.filter(pk=item.pk).first()
    if again is not None:
        return again
    item.case, item.person_id, item.author = case, case.person_id, by
    item.author_team = writing_team(by, case, item.area, item.level)
    remember(item, by=by)
    kind = f"{item._meta.app_label}.{item._meta.model_name}"
    audit.record(f"{kind}_added", item, by=by, detail={"area": int(item.area), "level": int(item.level)})
    timeline.add_entry(item, f"{kind}_added", by=by)
    return item


def writing_team(user: User, case: Case, area: int, level: int) -> Team:
    """In whose name somebody writes there. Raises NotReadable when none of their ways in lets them."""
    ways = Access.objects.filter(case=case, user_id=user.pk).select_related("team").order_by("pk")
    able = [way for way in ways if way.practical_areas & area and (level != Level.RESTRICTED or way.is_bound)]
    if not able:
        raise NotReadable(_("You may write only in the areas you see, and restricted items only if bound by secrecy."))
    return max(able, key=lambda way: bool(way.coordination_areas & area)).team


def add_need(case: Case, *, by: User, new_id: UUID | None = None, **fields: Any) -> Need:
    """A coded need, open."""
    return add_item(Need(**fields), by=by, case=case, new_id=new_id)


@transaction.atomic
def add_goal(case: Case, *, by: User, wording: str = "", new_id: UUID | None = None, **fields: Any) -> Goal:
    """A goal in the young person's words; the professionals' wording, if any, is a row of its own, coordination."""
    goal = add_item(Goal(**fields), by=by, case=case, new_id=new_id)
    if wording and not goal.wordings.exists():
        add_wording(goal, text=wording, by=by)
    return goal


def add_wording(goal: Goal, *, text: str, by: User) -> GoalWording:
    level = max(goal.level, Level.COORDINATION)
    return add_item(GoalWording(goal=goal, text=text, area=goal.area, level=level), by=by, case=goal.case)


@transaction.atomic
def change_item[I: CaseItem](item: I, *, by: User, version: int, **fields: Any) -> I:
    """Change one's own item. Raises StaleVersion when somebody did so meanwhile."""
    item = type(item)._default_manager.select_for_update(of=("self",)).get(pk=item.pk)
    if item.version != version:
        raise StaleVersion(item)
    for name, value in fields.items():
        setattr(item, name, value)
    remember(item, by=by)
    audit.record(f"cases.{item._meta.model_name}_changed", item, by=by)
    return item


@transaction.atomic
def set_level[I: CaseItem](item: I, *, level: int, by: User) -> I:
    """Widen or narrow: the item and its timeline change together, everywhere at once. The same level: nothing happens.

    Raises NotReadable for restricting without being bound, and for an action that nobody of its owner would see.
    """
    item = type(item)._default_manager.select_for_update(of=("self",)).get(pk=item.pk)
    if level == item.level:
        return item
    if level == Level.RESTRICTED and not sight(by, item.case).is_bound:
        raise NotReadable(_("Only members bound by secrecy write restricted items."))
    change = "widened" if level < item.level else "narrowed"
    item.level = level
    if isinstance(item, Action):
        refuse_unreadable(item)
    remember(item, by=by, reason=change)
    timeline.follow(item)
    audit.record(f"cases.item_{change}", item, by=by, detail={"level": level})
    return item


@transaction.atomic
def set_next_review(plan: ActionPlan, *, on: dt.date, by: User, version: int | None = None) -> ActionPlan:
    """Say when the plan is next looked at together. Raises StaleVersion when somebody did so meanwhile."""
    plan = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if version not in (None, plan.version):
        raise StaleVersion(plan)
    plan.next_review_on = on
    remember(plan, by=by)
    audit.record("cases.review_set", plan, by=by)
    return plan


@transaction.atomic
def rate_goal(goal: Goal, *, progress: int, by: User) -> Goal:
    """Say how far it is; once reached, it has its day. Already so: nothing changes."""
    goal = Goal.objects.select_for_update(of=("self",)).select_related("case", "author_team").get(pk=goal.pk)
    if goal.progress == progress:
        return goal
    goal.progress = progress
    goal.reached_on = clock.today() if progress == Goal.Progress.REACHED else None
    remember(goal, by=by)
    audit.record("cases.goal_rated", goal, by=by, detail={"progress": progress})
    timeline.add_entry(goal, "cases.goal_reached" if goal.reached_on else "cases.goal_rated", by=by)
    return goal


@transaction.atomic
def add_action(case: Case, *, by: User, new_id: UUID | None = None, **fields: Any) -> Action:
    """Proposed to its owner; accepted at once when the owner is the writer's own team.

    Raises NotReadable when nobody of the owner's team could see it as written.
    """
    action = add_item(Action(**fields), by=by, case=case, new_id=new_id)
    refuse_unreadable(action)
    if action.status == Action.Status.PROPOSED:
        if action.owner_team_id == action.author_team_id:
            return move_action(action, status=Action.Status.ACCEPTED, by=by)
        notify("cases.action_proposed", to=team_of(action), about=action.pk, case_id=case.pk, by=by)
    return action


def refuse_unreadable(action: Action) -> None:
    """An owner that does not see its action never answers it."""
    if not readers_in(action.owner_team, action):
        raise NotReadable(
            _("Nobody of this team could see the action in this area and at this level: change one of them.")
        )


def readers_in(team: Team, action: Action) -> set[UUID]:
    """The members of a team who, through it, see the action."""
    ways = Access.objects.filter(case=action.case_id, team=team)
    return {way.user_id for way in ways if way.shows(action)}


@transaction.atomic
def move_action(action: Action, *, status: str, by: User, reason: str = "") -> Action:
    """The owning team accepts, declines or moves its action; its author is told. Raises IllegalMove."""
    action = Action.objects.select_for_update(of=("self",)).select_related("author", "case").get(pk=action.pk)
    action.move_to(status)
    action.reason = reason
    if status == Action.Status.ACCEPTED and action.person_in_charge_id is None:
        action.person_in_charge = by
    remember(action, by=by, reason=reason)
    audit.record(f"cases.action_{status}", action, by=by, detail={"reason": reason} if reason else {})
    timeline.add_entry(action, f"cases.action_{status}", by=by)
    notify(f"cases.action_{status}", to=[action.author], about=action.pk, case_id=action.case_id, by=by)
    return action


@transaction.atomic
def assign_action(action: Action, *, to: User, by: User) -> Action:
    """Say who of the owning team does it, and tell them. Already so: nothing changes."""
    action = Action.objects.select_for_update(of=("self",)).select_related("case").get(pk=action.pk)
    if action.person_in_charge_id == to.pk:
        return action
    action.person_in_charge = to
    remember(action, by=by)
    audit.record("cases.action_assigned", action, by=by)
    notify("cases.action_assigned", to=[to], about=action.pk, case_id=action.case_id, by=by)
    return action


def team_of(action: Action) -> list[User]:
    memberships = TeamMembership.objects.in_force().filter(team=action.owner_team_id).select_related("user")
    return [membership.user for membership in memberships]


@transaction.atomic
def move_need(need: Need, *, status: str, by: Hand, reason: str = "") -> Need:
    """A need becomes unmet, covered, closed, open again. Already so: nothing changes. Raises IllegalMove."""
    need = Need.objects.select_for_update(of=("self",)).select_related("case", "author_team").get(pk=need.pk)
    if need.status == status:
        return need
    need.move_to(status)
    need.unmet_since = clock.today() if status == Need.Status.UNMET else None
    remember(need, by=account_of(by), reason=reason)
    audit.record(f"cases.need_{status}", need, by=by)
    timeline.add_entry(need, f"cases.need_{status}", by=account_of(by))
    return need


def add_note(case: Case, *, by: User, new_id: UUID | None = None, **fields: Any) -> Note:
    """Something written down, for one level of readers."""
    return add_item(Note(**fields), by=by, case=case, new_id=new_id)


def add_statement(case: Case, *, by: User, new_id: UUID | None = None, **fields: Any) -> Statement:
    """A line of the portrait: a strength, an interest, a preference, a difficulty, and who says so."""
    return add_item(Statement(**fields), by=by, case=case, new_id=new_id)


def add_assessment(case: Case, *, by: User, new_id: UUID | None = None, **fields: Any) -> Assessment:
    """How one area goes, on one day, as the young person or a professional says it."""
    return add_item(Assessment(**fields), by=by, case=case, new_id=new_id)


def add_measure(case: Case, *, by: User, new_id: UUID | None = None, **fields: Any) -> Measure:
    """What a judge ordered or the département agreed, with its decision."""
    return add_item(Measure(**fields), by=by, case=case, new_id=new_id)

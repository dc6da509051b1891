"""Whose caseload a manager may hand over: the leads of their teams, and the steering rows of what each leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet

from cases.models import Case
from common import clock
from organisations.models import TeamMembership

if TYPE_CHECKING:
    from accounts.models import User


def managed_memberships(user: User) -> QuerySet[TeamMembership]:
    """Those in force in the teams this person manages."""
    managed = TeamMembership.objects.of(user).managers().values("team")
    return TeamMembership.objects.in_force().filter(team__in=managed).select_related("user", "team__organisation")


def caseloads(user: User) -> QuerySet[TeamMembership]:
    """Members who lead open files of their team, each with how many (`files`)."""
    now = clock.DbNow()
    led = Q(
        user__leads__valid_from__lte=now,
        user__leads__valid_until__gt=now,
        user__leads__case__status=Case.Status.OPEN,
        user__leads__case__leading_team=F("team"),
    )
    rows = managed_memberships(user).annotate(files=Count("user__leads", filter=led, distinct=True))
    return rows.filter(files__gt=0).order_by("team__name", "user__full_name", "pk")


def files_led(membership: TeamMembership, *, manager: User) -> QuerySet[Case]:
    """The steering rows of the open files of the team that this member leads, the next review first."""
    now = clock.DbNow()
    led = Q(leads__user=membership.user_id, leads__valid_from__lte=now, leads__valid_until__gt=now)
    rows: QuerySet[Any] = Case.objects.steering_for(manager).open().filter(led, leading_team=membership.team_id)
    return rows.order_by("next_review_on", "reference")

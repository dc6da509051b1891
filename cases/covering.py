"""Who may cover for a lead: a colleague, bound, who opens every file of theirs for coordination already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from cases.models import Access, Case, Lead, LeadCover
from organisations.models import TeamMembership

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from organisations.models import Team


def led_files(lead: User, team: Team) -> QuerySet[Lead]:
    """What somebody leads today in the name of a team."""
    return Lead.objects.in_force().filter(user=lead, team=team, case__status=Case.Status.OPEN)


def lead_of(case: Case) -> Lead:
    """Whoever leads it. Raises Lead.DoesNotExist."""
    return Lead.objects.in_force().select_related("user", "team").get(case=case)


def able_to_cover(lead: User, team: Team) -> QuerySet[TeamMembership]:
    """Bound members of the same association to whom nothing needs to be opened; one row a person."""
    files = led_files(lead, team)
    deep = Access.objects.filter(case__in=files.values("case"), coordination_areas__gt=0, is_bound=True)
    opened = deep.values("user").annotate(files=Count("case", distinct=True)).order_by()
    able = [row["user"] for row in opened if row["files"] == files.count()]
    rows = TeamMembership.objects.in_force().bound().filter(user__in=able, team__organisation=team.organisation_id)
    other = rows.filter(Q(team=team) | ~Q(user__memberships__team=team)).exclude(user=lead)
    return other.select_related("user", "team").order_by("user__full_name", "pk")


def covers_managed_by(user: User) -> QuerySet[LeadCover]:
    """Those to come or running of one's own absences, and of the leads of the teams one manages."""
    managed = TeamMembership.objects.of(user).managers().values("team")
    rows = LeadCover.objects.to_come().filter(Q(lead=user) | Q(team__in=managed))
    return rows.select_related("lead", "user", "team")

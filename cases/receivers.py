"""What a file hears from below, and what it has the record guard and prove: the versions of its plan."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from audit import chain
from audit import guards as of_the_record
from cases import guards, sealing
from cases.actions.circle import end_seat, lose_lead
from cases.models import CircleMembership, Lead
from common import clock
from organisations.models import TeamMembership
from organisations.signals import membership_ended, team_dissolved

of_the_record.OTHERS.append(guards.statements)
chain.OTHERS.append(sealing.faults)


@receiver(membership_ended)
def on_membership_ended(membership: TeamMembership, by: Any, **_: Any) -> None:
    """The files led through this membership have no lead any more; their managers are told at once."""
    leads = Lead.objects.in_force().filter(user=membership.user_id, team=membership.team_id)
    for lead in leads.select_related("case").order_by("pk"):
        lose_lead(lead.case, by=by)


@receiver(team_dissolved)
def on_team_dissolved(team: Any, by: Any, **_: Any) -> None:
    """Its seats end, taken or only offered. Its memberships ended before: no lead is of this team any more."""
    for seat in CircleMembership.objects.filter(team=team, valid_until__gt=clock.DbNow()).order_by("pk"):
        end_seat(seat, by=by)

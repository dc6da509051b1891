"""The files of one lead, handed over together: each in its own right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions.circle import CircleRefusal, appoint_lead, lock
from cases.models import Case, Lead
from organisations.models import TeamMembership

if TYPE_CHECKING:
    from accounts.models import User


def hand_over_caseload(
    cases: Iterable[Case], *, leaver: TeamMembership, to: TeamMembership, by: User
) -> list[tuple[Case, str]]:
    """Another bound member of the team leads them from now on. Returns those that could not be, each with why.

    One transaction a file: what one lacks holds up no other.
    """
    left = []
    for case in cases:
        try:
            hand_over_one(case, leaver=leaver, to=to, by=by)
        except CircleRefusal as refusal:
            left.append((case, str(refusal)))
    return left


@transaction.atomic
def hand_over_one(case: Case, *, leaver: TeamMembership, to: TeamMembership, by: User) -> Lead:
    """Raises CircleRefusal when the file is no longer this lead's or this team's, or the other could not lead it."""
    locked = lock(case)
    leads = Lead.objects.in_force().filter(case=locked, user=leaver.user_id)
    if locked.leading_team_id != leaver.team_id or not leads.exists():
        raise CircleRefusal(_("Somebody else leads it now."))
    return appoint_lead(locked, user=to.user, team=to.team, by=by)

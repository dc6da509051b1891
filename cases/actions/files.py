"""The beginning of a support file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from accounts.actions import lock as lock_account
from audit import actions as audit
from cases.actions.circle import appoint_lead, seat_leading_team
from cases.actions.duplicates import ask_on_opening
from cases.models import ActionPlan, Case, LeadingPeriod
from common import clock
from common.history import remember
from common.once import own_id
from organisations.models import Team, TeamMembership
from people.actions import add_representative, create_person

if TYPE_CHECKING:
    from accounts.models import User

FIRST_REVIEW = dt.timedelta(days=91)
"""A first review three months after the opening."""


@transaction.atomic
def open_case(
    *,
    by: User,
    team: Team,
    identity: dict[str, Any],
    representatives: tuple[dict[str, Any], ...] = (),
    new_id: UUID | None = None,
) -> Case:
    """A new file: person, plan, a seat for the opening team, and the opener as its lead when bound by secrecy.

    A bound member also asks, by that, whether another association accompanies the same young person.
    """
    pk = own_id(new_id, lock_account(by))
    again = Case.objects.filter(pk=pk).first()
    if again is not None:
        return again
    person = create_person(by=by, **identity)
    case = Case(
        pk=pk,
        person=person,
        leading_organisation=team.organisation,
        leading_team=team,
        opened_at=clock.now(),
    )
    remember(case, by=by)
    LeadingPeriod.objects.create(case=case, organisation=team.organisation, valid_from=case.opened_at)
    remember(ActionPlan(case=case, next_review_on=clock.today() + FIRST_REVIEW), by=by)
    seat_leading_team(case, by=by)
    for details in representatives:
        add_representative(person, by=by, case_id=case.pk, **details)
    audit.record("cases.case_opened", case, by=by)
    if TeamMembership.objects.of(by).bound().filter(team=team).exists():
        appoint_lead(case, user=by, team=team, by=by)
        ask_on_opening(case, by=by, team=team)
    return case

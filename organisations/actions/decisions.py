"""What takes two people: a secrecy declared, a lost second factor reset."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actions import reset_second_factor
from accounts.models import User
from audit import actions as audit
from common import clock
from notifications.actions import notify
from organisations.access import deciders
from organisations.actions.memberships import replace
from organisations.models import Decision, Organisation, OrganisationRole, TeamMembership


class DecisionRefusal(Exception):
    """Not theirs to ask or to settle. Its text says who may."""


@transaction.atomic
def ask_decision(*, kind: str, about: TeamMembership | OrganisationRole, by: User, reason: str = "") -> Decision:
    """Ask what somebody else must confirm; asked twice, it is one. Raises DecisionRefusal about oneself.

    `reason` (Decision.Reason) belongs to the reset of a second factor, and to it alone.
    """
    if about.user_id == by.pk:
        raise DecisionRefusal(_("Somebody else must ask this for you."))
    membership = about if isinstance(about, TeamMembership) else None
    organisation = about.team.organisation if isinstance(about, TeamMembership) else about.organisation
    decision, made = Decision.objects.get_or_create(
        kind=kind,
        user=about.user,
        organisation=organisation,
        outcome="",
        defaults={"membership": membership, "asked_by": by, "reason": reason},
    )
    if made:
        record("decision_asked", decision, by=by)
        notify("organisations.decision_asked", to=deciders(decision), about=decision.pk, by=by)
    return decision


@transaction.atomic
def settle_decision(*, decision: Decision, confirmed: bool, by: User) -> Decision:
    """Confirm or refuse; what is confirmed happens at once. Raises DecisionRefusal for anybody who may not."""
    decision = Decision.objects.select_for_update(of=("self",)).select_related("user", "membership").get(pk=decision.pk)
    if decision.outcome:
        raise DecisionRefusal(_("This has already been settled."))
    if not deciders(decision).filter(pk=by.pk).exists():
        raise DecisionRefusal(_("Another administrator must confirm this."))
    decision.outcome = Decision.Outcome.CONFIRMED if confirmed else Decision.Outcome.REFUSED
    decision.settled_by, decision.settled_at = by, clock.now()
    decision.save()
    record(f"decision_{decision.outcome}", decision, by=by)
    if confirmed:
        carry_out(decision, by=by)
    notify("organisations.decision_settled", to=officers(decision.organisation), about=decision.pk, by=by)
    return decision


def carry_out(decision: Decision, *, by: User) -> None:
    if decision.kind == Decision.Kind.SECOND_FACTOR:
        reset_second_factor(decision.user)
    elif decision.membership is not None:
        replace(decision.membership, by=by, is_bound=True)


def officers(organisation: Organisation) -> QuerySet[User]:
    """The data protection officers of an association: told of what widens or ends access."""
    roles = OrganisationRole.objects.in_force().filter(organisation=organisation, role=OrganisationRole.Role.DPO)
    return User.objects.filter(pk__in=roles.values("user"))


def record(verb: str, decision: Decision, *, by: User) -> None:
    detail = {"kind": decision.kind, "user": str(decision.user_id), "reason": decision.reason}
    audit.record(f"organisations.{verb}", decision, by=by, organisation_id=decision.organisation_id, detail=detail)

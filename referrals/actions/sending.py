"""Preparing a referral, and sending it through both gates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import lock as lock_account
from audit import actions as audit
from cases.actions.plan import NotReadable
from cases.models import Need
from common.areas import Level, with_general
from common.history import StaleVersion, remember
from common.once import own_id
from organisations.models import Team
from programs.models import Service
from referrals import policy
from referrals.access import sending_team
from referrals.actions.moving import go_out, lock
from referrals.actions.ordering import OrderRefused, Receiver, over, write_order
from referrals.gates import GateShut, missing_to_send
from referrals.models import Referral

if TYPE_CHECKING:
    from accounts.models import User

CHANGEABLE = frozenset(
    {"areas", "seat_level", "asked", "constraints", "sector", "urgency", "prepared_with_young_person"}
)


@transaction.atomic
def draft_referral(
    need: Need,
    *,
    by: User,
    to_team: Team,
    service: Service | None = None,
    then: Sequence[Receiver] = (),
    new_id: UUID | None = None,
    **asked: Any,
) -> Referral:
    """Prepare a referral of a need, unknown outside the file. The same `new_id` twice is one draft.

    `then` are those who are asked one after the other should this one not take it on: the young person agreed to it.
    Raises NotReadable for whoever is not bound, or does not see the need's area for coordination.
    """
    pk = own_id(new_id, lock_account(by))
    if again := Referral.objects.filter(pk=pk).first():
        return again
    from_team = sending_team(by, need)
    if from_team is None:
        raise NotReadable(_("Only a bound member of the circle who sees this area may refer a need."))
    referral = Referral(
        pk=pk,
        case=need.case,
        person_id=need.person_id,
        need=need,
        area=need.area,
        level=max(need.level, Level.COORDINATION),
        author=by,
        author_team=from_team,
        to_team=to_team,
        to_organisation_id=to_team.organisation_id,
        service=service,
        previous=before(need, to_team),
    )
    fill(referral, asked)
    remember(referral, by=by, reason="drafted")
    write_order(referral, by=by, then=then, agreed=True)
    audit.record("referrals.drafted", referral, by=by, organisation_id=referral.to_organisation_id)
    return referral


@transaction.atomic
def refer_again(ended: Referral, *, by: User, **draft: Any) -> Referral:
    """A new draft for the same need, linked to the one that ended. Of that one only the link is carried.

    Raises IllegalMove before the end, OrderRefused when the file is closed or the need no longer open.
    """
    ended = lock(ended)
    ended.allow("refer_again")
    if why := over(ended, ended.need):
        raise OrderRefused(ended, why)
    referral = draft_referral(ended.need, by=by, **draft)
    if referral.previous_id != ended.pk:
        referral.previous = ended
        remember(referral, by=by, reason="linked")
    return referral


def before(need: Need, to_team: Team) -> Referral | None:
    """The last one of this need that ended with this team: to try again is a new referral linked to the old one."""
    ended = Referral.objects.filter(need=need, to_team=to_team, status__in=policy.FINAL)
    return ended.order_by("-ended_at", "pk").first()


@transaction.atomic
def change_referral(referral: Referral, *, by: User, version: int | None = None, **asked: Any) -> Referral:
    """Change a draft; what was sent does not change any more. Raises StaleVersion when somebody did so meanwhile."""
    referral = lock(referral)
    if version not in (None, referral.version):
        raise StaleVersion(referral)
    if referral.status != policy.Status.DRAFT:
        referral.make("send")  # raises: it says where the referral stands
    fill(referral, asked)
    remember(referral, by=by, reason="changed")
    audit.record("referrals.changed", referral, by=by)
    return referral


def fill(referral: Referral, asked: dict[str, Any]) -> None:
    """Write what is asked; the areas always hold the need's own. Raises TypeError for anything else."""
    if unknown := set(asked) - CHANGEABLE:
        raise TypeError(f"not part of what is asked: {unknown}")
    for name, value in asked.items():
        setattr(referral, name, value)
    referral.areas = with_general(referral.areas | referral.area)


@transaction.atomic
def send_referral(referral: Referral, *, by: User) -> Referral:
    """Through both gates to the other team's inbox, with the stored preview and its three dates. Raises GateShut."""
    referral = lock(referral)
    referral.make("send")
    if gaps := missing_to_send(referral, sender=by):
        raise GateShut(referral, gaps)
    return go_out(referral, by=by)

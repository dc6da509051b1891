"""Agreements to share and legal grounds: recorded by the lead, withdrawn at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit import actions as audit
from cases import signals
from cases.actions.circle import CircleRefusal, leads, lock
from cases.models import Case, LegalGround, Objection, SharingAgreement, SharingRecipient, account_of
from common import clock
from common.once import own_id
from notifications.actions import notify
from organisations.models import Organisation, TeamMembership

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Hand


class OwnFavour(CircleRefusal):
    """Somebody would record an agreement for their own association."""


class Suspended(CircleRefusal):
    """A holder of parental authority objects, and that is not settled."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is to know: an association, its areas, the last day (none: until withdrawn)."""

    organisation: Organisation
    areas: int
    until: dt.date | None = None


@transaction.atomic
def record_agreement(
    case: Case, *, recipients: list[Recipient], by: User, new_id: UUID | None = None, **terms: Any
) -> SharingAgreement:
    """Record who agreed (capacity, means, information given, agreed on) and each recipient's areas and dates.

    Raises OwnFavour when a recipient is the recorder's own association, Suspended when an objection to it is open.
    """
    case = lock(case)
    refuse_own_favour(by, [recipient.organisation for recipient in recipients])
    agreement, made = SharingAgreement.objects.get_or_create(
        pk=own_id(new_id, by), defaults={"case": case, "recorded_by": by} | terms
    )
    if not made:
        return agreement
    refuse_suspended(case, [recipient.organisation for recipient in recipients])
    for recipient in recipients:
        SharingRecipient.objects.create(
            agreement=agreement,
            case=case,
            organisation=recipient.organisation,
            areas=recipient.areas,
            valid_from=clock.now(),
            valid_until=clock.end_of(recipient.until),
        )
    audit.record("cases.agreement_recorded", agreement, by=by, case_id=case.pk, person_id=case.person_id)
    return agreement


@transaction.atomic
def withdraw_recipient(recipient: SharingRecipient, *, by: Hand) -> SharingRecipient:
    """One association no longer may know: every path of the file closes to it in this transaction."""
    recipient = SharingRecipient.objects.select_for_update(of=("self",)).select_related("case").get(pk=recipient.pk)
    if recipient.valid_until > clock.now():
        recipient.end()
        recipient.save()
        organisation_id = recipient.organisation_id
        audit.record(
            "cases.agreement_withdrawn",
            recipient,
            by=by,
            case_id=recipient.case_id,
            detail={"organisation": str(organisation_id)},
        )
        signals.sharing_ended.send(Case, case=recipient.case, organisation_id=organisation_id, by=account_of(by))
        to = leads(recipient.case)
        notify("cases.agreement_withdrawn", to=to, about=recipient.pk, case_id=recipient.case_id, by=account_of(by))
    return recipient


@transaction.atomic
def record_ground(
    case: Case, *, recipient: Recipient, article: str, by: User, new_id: UUID | None = None
) -> LegalGround:
    """Record what the law allows without an agreement. Raises OwnFavour."""
    case = lock(case)
    refuse_own_favour(by, [recipient.organisation])
    facts = {
        "case": case,
        "organisation": recipient.organisation,
        "article": article,
        "areas": recipient.areas,
        "recorded_by": by,
        "valid_from": clock.now(),
        "valid_until": clock.end_of(recipient.until),
    }
    ground, made = LegalGround.objects.get_or_create(pk=own_id(new_id, by), defaults=facts)
    if made:
        audit.record("cases.ground_recorded", ground, by=by, case_id=case.pk, detail={"article": article})
    return ground


@transaction.atomic
def end_ground(ground: LegalGround, *, by: User) -> LegalGround:
    """The ground no longer holds: access goes at once."""
    ground = LegalGround.objects.select_for_update(of=("self",)).select_related("case").get(pk=ground.pk)
    if ground.valid_until > clock.now():
        ground.end()
        ground.save()
        audit.record("cases.ground_ended", ground, by=by, case_id=ground.case_id)
        signals.sharing_ended.send(Case, case=ground.case, organisation_id=ground.organisation_id, by=by)
    return ground


def still_knows(case: Case, organisation_id: UUID) -> bool:
    """Whether another recipient row or legal ground lets this association know."""
    return any(
        model._default_manager.in_force().filter(case=case, organisation=organisation_id).exists()
        for model in (SharingRecipient, LegalGround)
    )


def refuse_own_favour(by: User, organisations: list[Organisation]) -> None:
    own = TeamMembership.objects.of(by).filter(team__organisation__in=organisations)
    if own.exists():
        raise OwnFavour(_("Nobody records an agreement for their own association: ask another member of the circle."))


def refuse_suspended(case: Case, organisations: list[Organisation]) -> None:
    """Until they are of age: then nobody's objection counts any more."""
    suspended = Objection.objects.open().filter(case=case, recipient__organisation__in=organisations)
    if suspended.exists() and not case.person.is_of_age():
        raise Suspended(_("A holder of parental authority objects to this association: settle the objection first."))

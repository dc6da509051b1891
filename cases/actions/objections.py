"""A holder of parental authority objects to a recipient; the objection is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit import actions as audit
from cases.actions.circle import CircleRefusal, lock
from cases.actions.sharing import refuse_own_favour, withdraw_recipient
from cases.models import Objection, SharingRecipient, account_of, link_of
from common import clock
from common.once import own_id
from people.models import LegalRepresentative

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Reader


@transaction.atomic
def record_objection(
    recipient: SharingRecipient, *, representative: LegalRepresentative, by: Reader, new_id: UUID | None = None
) -> Objection:
    """The recipient's row ends at once. The lead records it, or the representative makes it by their own link.

    Raises CircleRefusal when it has ended already, or nobody may object.
    """
    case, pk = lock(recipient.case), own_id(new_id, by)
    again = Objection.objects.filter(pk=pk).first()
    if again is not None:
        return again
    recipient.refresh_from_db()
    if not recipient.holds():
        raise CircleRefusal(_("This association may no longer know anything by this agreement."))
    if representative.person_id != case.person_id or representative.ended_on or case.person.is_of_age():
        raise CircleRefusal(_("This person does not hold parental authority today."))
    until = recipient.valid_until
    withdraw_recipient(recipient, by=by)
    facts = {"case": case, "recipient_until": until, "representative": representative}
    facts |= {"recorded_by": account_of(by), "link": link_of(by)}
    objection = Objection.objects.create(pk=pk, recipient=recipient, **facts)
    record("cases.objection_recorded", objection, by=by)
    return objection


@transaction.atomic
def settle_objection(objection: Objection, *, outcome: str, means: str, by: User, ground: str = "") -> Objection:
    """How it ends. In the recipient's favour, a new row begins, with the areas and the end of the one before.

    Raises CircleRefusal when it is settled already, when that end has passed or they are of age, and OwnFavour.
    """
    lock(objection.case)
    objection = Objection.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=objection.pk)
    if objection.settled_at is not None:
        raise CircleRefusal(_("This objection is already settled."))
    objection.settled_at, objection.settled_by = clock.now(), by
    objection.outcome, objection.means, objection.ground = outcome, means, ground
    objection.save()
    if outcome == Objection.Outcome.RESUMED:
        begin_again(objection, by=by)
    record("cases.objection_settled", objection, by=by)
    return objection


def begin_again(objection: Objection, *, by: User) -> SharingRecipient:
    before = objection.recipient
    refuse_own_favour(by, [before.organisation])
    if objection.case.person.is_of_age():
        raise CircleRefusal(_("They are of age, and agree by themselves: record a new agreement."))
    if objection.recipient_until <= clock.now():
        raise CircleRefusal(_("The agreement has run out meanwhile: record a new one."))
    return SharingRecipient.objects.create(
        agreement=before.agreement,
        case=before.case,
        organisation=before.organisation,
        areas=before.areas,
        valid_from=clock.now(),
        valid_until=objection.recipient_until,
    )


def record(verb: str, objection: Objection, *, by: Reader) -> None:
    detail = {"organisation": str(objection.recipient.organisation_id)}
    if objection.outcome:
        detail |= {"outcome": objection.outcome, "means": objection.means, "ground": objection.ground}
    audit.record(verb, objection, by=by, case_id=objection.case_id, detail=detail)

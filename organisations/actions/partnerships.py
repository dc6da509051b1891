"""Agreements between associations: proposed, signed by each, ended."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actions import lock as lock_account
from accounts.models import User
from audit import actions as audit
from common import clock
from common.areas import with_general
from common.once import own_id
from notifications.actions import notify
from organisations import signals
from organisations.models import Organisation, OrganisationRole, PartnershipAgreement, PartnershipParty

if TYPE_CHECKING:
    from collections.abc import Iterable


class PartnershipRefusal(Exception):
    """A signature or an end that makes no sense. Its text says why."""


@transaction.atomic
def propose_partnership(
    *,
    title: str,
    areas: int,
    organisations: Iterable[Organisation],
    by: User,
    ends_on: dt.date | None = None,
    new_id: UUID | None = None,
) -> PartnershipAgreement:
    """To be signed by each association; sent twice with one `new_id`, it is one.

    Raises PartnershipRefusal with fewer than two.
    """
    pk = own_id(new_id, lock_account(by))
    again = PartnershipAgreement.objects.filter(pk=pk).first()
    if again is not None:
        return again
    parties = list(dict.fromkeys(organisations))
    if len(parties) < 2:
        raise PartnershipRefusal(_("An agreement is between two associations or more."))
    agreement = PartnershipAgreement.objects.create(
        pk=pk,
        title=title,
        areas=with_general(areas),
        status=PartnershipAgreement.Status.TO_SIGN,
        ends_on=ends_on,
    )
    for organisation in parties:
        PartnershipParty.objects.create(agreement=agreement, organisation=organisation)
        audit.record("organisations.partnership_proposed", agreement, by=by, organisation_id=organisation.pk)
    notify("organisations.partnership_to_sign", to=people_of(agreement, "admin"), about=agreement.pk, by=by)
    return agreement


@transaction.atomic
def sign_partnership(*, agreement: PartnershipAgreement, organisation: Organisation, by: User) -> PartnershipAgreement:
    """One association signs; with the last signature it is in force. Raises PartnershipRefusal."""
    agreement = lock(agreement)
    party = signing(agreement, organisation)
    if party.signed_at is None:
        party.signed_at, party.signed_by = clock.now(), by
        party.save()
        audit.record("organisations.partnership_signed", agreement, by=by, organisation_id=organisation.pk)
    return begin_once_signed(agreement, by=by)


@transaction.atomic
def note_signature(*, party: PartnershipParty, by: User, signatory: str, on: dt.date) -> PartnershipAgreement:
    """An association without an account signed on paper: who, on which day, and who says so.

    Raises PartnershipRefusal, also for one whose administrator signs with an account.
    """
    agreement = lock(party.agreement)
    party = signing(agreement, party.organisation)
    if not Organisation.objects.without_administrator().filter(pk=party.organisation_id).exists():
        raise PartnershipRefusal(_("This association has an administrator: it signs by itself."))
    if party.signed_at is None:
        party.signed_at, party.signed_by = clock.now(), by
        party.signatory, party.signed_on = signatory, on
        party.save()
        facts = {"organisation_id": party.organisation_id}
        audit.record("organisations.partnership_signature_noted", agreement, by=by, **facts)
    return begin_once_signed(agreement, by=by)


def signing(agreement: PartnershipAgreement, organisation: Organisation) -> PartnershipParty:
    """The party whose turn it may be, held until the transaction ends. Raises PartnershipRefusal."""
    party = PartnershipParty.objects.select_for_update().filter(agreement=agreement, organisation=organisation).first()
    if party is None or agreement.status != PartnershipAgreement.Status.TO_SIGN:
        raise PartnershipRefusal(_("There is nothing to sign here."))
    if clock.end_of(agreement.ends_on) <= clock.now():
        raise PartnershipRefusal(_("Its last day is over: propose another one."))
    return party


def begin_once_signed(agreement: PartnershipAgreement, *, by: User) -> PartnershipAgreement:
    if not agreement.parties.filter(signed_at=None).exists():
        begin(agreement, by=by)
    return agreement


@transaction.atomic
def take_back_partnership(*, agreement: PartnershipAgreement, by: User) -> PartnershipAgreement:
    """A party will not sign as it stands: a draft again, nobody's signature stays. Raises IllegalMove."""
    agreement = lock(agreement)
    agreement.move_to(PartnershipAgreement.Status.DRAFT)
    agreement.save()
    agreement.parties.update(signed_at=None, signed_by=None, signatory="", signed_on=None)
    tell(agreement, "organisations.partnership_taken_back", by=by)
    return agreement


@transaction.atomic
def propose_again(*, agreement: PartnershipAgreement, by: User) -> PartnershipAgreement:
    """A draft waits for every signature anew. Raises IllegalMove."""
    agreement = lock(agreement)
    agreement.move_to(PartnershipAgreement.Status.TO_SIGN)
    agreement.save()
    for party in agreement.parties.all():
        audit.record("organisations.partnership_proposed", agreement, by=by, organisation_id=party.organisation_id)
    notify("organisations.partnership_to_sign", to=people_of(agreement, "admin"), about=agreement.pk, by=by)
    return agreement


def begin(agreement: PartnershipAgreement, *, by: User) -> None:
    """Signed by all: the channel opens, until its last day if it has one."""
    agreement.move_to(PartnershipAgreement.Status.IN_FORCE)
    agreement.valid_from = clock.now()
    agreement.valid_until = clock.end_of(agreement.ends_on)
    agreement.save()
    tell(agreement, "organisations.partnership_in_force", by=by)


@transaction.atomic
def end_partnership(*, agreement: PartnershipAgreement, by: User) -> PartnershipAgreement:
    """One association is enough to end it; nothing that rested on it stays open. Raises IllegalMove."""
    agreement = lock(agreement)
    agreement.move_to(PartnershipAgreement.Status.TERMINATED)
    agreement.end()
    return close(agreement, "organisations.partnership_ended", by=by)


@transaction.atomic
def expire_partnership(agreement: PartnershipAgreement) -> PartnershipAgreement:
    """Its last day is over: access ended by the date; the state and what rested on it follow."""
    agreement = lock(agreement)
    agreement.move_to(PartnershipAgreement.Status.EXPIRED)
    return close(agreement, "organisations.partnership_expired", by=None)


def close(agreement: PartnershipAgreement, verb: str, *, by: User | None) -> PartnershipAgreement:
    agreement.save()
    tell(agreement, verb, by=by)
    signals.partnership_ended.send(PartnershipAgreement, agreement=agreement, by=by)
    return agreement


def tell(agreement: PartnershipAgreement, verb: str, *, by: User | None) -> None:
    """Recorded for each association; its administrators and data protection officers are told."""
    for party in agreement.parties.all():
        audit.record(verb, agreement, by=by, organisation_id=party.organisation_id)
    notify(verb, to=people_of(agreement, "admin", "dpo"), about=agreement.pk, by=by)


def people_of(agreement: PartnershipAgreement, *roles: str) -> QuerySet[User]:
    """Who holds these roles in one of its associations."""
    held = OrganisationRole.objects.in_force().filter(
        organisation__partnership_parties__agreement=agreement, role__in=roles
    )
    return User.objects.filter(pk__in=held.values("user"))


def lock(agreement: PartnershipAgreement) -> PartnershipAgreement:
    return PartnershipAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)

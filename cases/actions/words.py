"""What somebody concerned says by link: words on a goal, a correction, an objection; what the lead answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import actions as audit
from cases.actions.circle import CircleRefusal, leads, lock
from cases.actions.objections import record_objection
from cases.actions.sharing import withdraw_recipient
from cases.models import Case, CaseLink, Goal, PersonalRequest, SharingAgreement, SharingRecipient, Word
from common import clock
from common.once import own_id
from notifications.actions import notify, send_letter
from organisations.models import OrganisationRole

Kind, Capacity = PersonalRequest.Kind, SharingAgreement.Capacity
OWN_AGREEMENT = (Capacity.YOUNG_PERSON, Capacity.BOTH)
"""What the young person agreed to themselves ends as soon as they say so."""


@transaction.atomic
def add_word(
    goal: Goal, *, by: CaseLink, text: str = "", feeling: int | None = None, new_id: UUID | None = None
) -> Word:
    """The young person says something of a goal; the lead is told. Raises CircleRefusal once the file is closed."""
    lock(goal.case)
    facts: dict[str, Any] = {"area": goal.area, "level": goal.level, "text": text or None, "feeling": feeling}
    pk, said = own_id(new_id, by), {"case_id": goal.case_id, "person_id": goal.person_id, "link": by}
    word, is_new = Word.objects.get_or_create(pk=pk, defaults={"goal": goal, **facts, **said})
    if is_new:
        audit.record("cases.word_said", word, by=by)
        notify("cases.word_said", to=leads(goal.case), about=goal.pk, case_id=goal.case_id)
    return word


@transaction.atomic
def ask_correction(*, by: CaseLink, text: str, item: UUID | None = None, new_id: UUID | None = None) -> PersonalRequest:
    """Of who they are, or of what is written; the lead is told. Raises CircleRefusal once the file is closed."""
    lock(by.case)
    kind = Kind.ITEM if item else Kind.IDENTITY
    return ask(by, own_id(new_id, by), kind=kind, item=item, text=text)


def ask(by: CaseLink, pk: UUID, **facts: Any) -> PersonalRequest:
    said = {"case_id": by.case_id, "person_id": by.person_id, "link": by}
    request, is_new = PersonalRequest.objects.get_or_create(pk=pk, defaults=facts | said)
    if is_new:
        audit.record("cases.request_made", request, by=by, detail={"kind": request.kind})
        notify("cases.request_made", to=leads(by.case), about=request.pk, case_id=by.case_id)
    return request


@transaction.atomic
def object_by_link(recipient: SharingRecipient, *, by: CaseLink, text: str = "", new_id: UUID | None = None) -> None:
    """To what an association may know by an agreement. The lead and the data protection officers are told.

    A representative's objection ends the row at once, until it is settled; so does that of a young person who agreed
    to it. What was agreed without them stays until the lead has answered. Raises CircleRefusal when it has ended.
    """
    if by.representative:
        record_objection(recipient, representative=by.representative, by=by, new_id=new_id)
    else:
        objection_of_the_young_person(recipient, own_id(new_id, by), by=by, text=text)
    told = leads(by.case) if by.representative else []
    notify("cases.objection_made", to=told, about=recipient.pk, case_id=by.case_id)
    notify("cases.objection_told", to=officers(by.case), about=recipient.pk, case_id=by.case_id)


def objection_of_the_young_person(recipient: SharingRecipient, pk: UUID, *, by: CaseLink, text: str) -> None:
    lock(by.case)
    recipient.refresh_from_db()
    open_ones = PersonalRequest.objects.filter(recipient=recipient, settled_at=None)
    if open_ones.exists():
        return
    if not recipient.holds():
        raise CircleRefusal(_("This association may no longer know anything by this agreement."))
    ask(by, pk, kind=Kind.OBJECTION, recipient=recipient, text=text)
    if recipient.agreement.capacity in OWN_AGREEMENT:
        withdraw_recipient(recipient, by=by)


def officers(case: Case) -> list[User]:
    """The data protection officers of the leading association."""
    roles = OrganisationRole.objects.in_force().filter(organisation=case.leading_organisation_id)
    return list(User.objects.filter(pk__in=roles.filter(role=OrganisationRole.Role.DPO).values("user")))


@transaction.atomic
def settle_request(request: PersonalRequest, *, outcome: str, answer: str, by: User) -> PersonalRequest:
    """The lead's answer: whoever asked reads it on their page, and is told by mail where their link goes by mail.

    Raises CircleRefusal when it is settled already.
    """
    request = PersonalRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.settled_at is not None:
        raise CircleRefusal(_("This request is already settled."))
    request.outcome, request.answer = outcome, answer
    request.settled_at, request.settled_by = clock.now(), by
    request.save()
    audit.record("cases.request_settled", request, by=by, detail={"outcome": outcome})
    tell_who_asked(request)
    return request


def tell_who_asked(request: PersonalRequest) -> None:
    """That an answer waits, to the address of the link they hold today; on paper, or without a link, nothing."""
    same = {"kind": request.link.kind, "representative": request.link.representative_id}
    held = CaseLink.objects.concerned().in_force().filter(case=request.case_id, **same).first()
    if held and held.address and held.opens():
        send_letter("cases.answer_waits", address=held.address, about=request.pk)

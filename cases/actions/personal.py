"""Personal links of the young person and of the representatives: given, printed, ended, opened by a code."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import actions as audit
from audit.models import Event
from cases.actions.circle import CircleRefusal, lock
from cases.actions.links import AN_HOUR, end_link, give_link, mail_code
from cases.models import Case, CaseLink
from cases.models.case import REFERENCE_LETTERS
from cases.models.links import TRIES, Door, SheetCode
from common import clock
from common.once import own_id
from notifications.actions import send_letter
from people.models import LegalRepresentative

if TYPE_CHECKING:
    from accounts.models import User

CODES_ON_A_SHEET = 10


class TooManyTries(Exception):
    """Wrong codes were typed too often. Its text says when to try again."""

    def __init__(self) -> None:
        super().__init__(_("Too many wrong codes: wait an hour, then try again. Or ask your lead professional."))


@dataclass(frozen=True, slots=True)
class Given:
    """A link and, on paper, its secrets: printed now, and never shown again."""

    link: CaseLink
    token: str = ""
    codes: list[str] = field(default_factory=list)


@transaction.atomic
def give_personal_link(
    case: Case,
    *,
    by: User,
    representative: LegalRepresentative | None = None,
    address: str = "",
    new_id: UUID | None = None,
) -> Given:
    """To the young person unless a representative is named; by mail, or on paper without an address.

    The one they held before ends. Raises CircleRefusal once the file is closed, and for somebody without authority.
    """
    case, pk = lock(case), own_id(new_id, by)
    if again := CaseLink.objects.filter(pk=pk).first():
        return Given(again)
    refuse_without_authority(case, representative)
    for before in CaseLink.objects.in_force().filter(
        case=case, kind__in=CaseLink.CONCERNED, representative=representative
    ):
        end_link(before, by=by)
    kind = CaseLink.Kind.REPRESENTATIVE if representative else CaseLink.Kind.YOUNG_PERSON
    link = CaseLink(pk=pk, case=case, kind=kind, representative=representative, address=address)
    link.renew(secrets.token_urlsafe(32) if address else printed(4), clock.FOREVER)
    door = Door(link=give_link(link, by=by), on_paper=not address)
    door.save()
    if address:
        path = reverse("cases:link", args=[link.token])
        send_letter("cases.personal_link", address=address, path=path, about=link.pk)
        return Given(link)
    return Given(link, link.token, new_codes(door))


def refuse_without_authority(case: Case, representative: LegalRepresentative | None) -> None:
    if representative is None:
        return
    holds = representative.person_id == case.person_id and representative.holds_today()
    if not holds or not CaseLink(case=case, person=case.person).is_of_a_minor():
        raise CircleRefusal(_("This person does not hold parental authority today."))


def printed(groups: int) -> str:
    """Letters one can read aloud and type, by groups of four."""
    return "-".join("".join(secrets.choice(REFERENCE_LETTERS) for _letter in range(4)) for _group in range(groups))


def new_codes(door: Door) -> list[str]:
    """A sheet in place of the one before, whose codes open nothing any more."""
    codes = [printed(2) for _code in range(CODES_ON_A_SHEET)]
    door.sheet.all().delete()
    SheetCode.objects.bulk_create([SheetCode(door=door, digest=door.digest_of(code)) for code in codes])
    return codes


@transaction.atomic
def print_sheet(link: CaseLink, *, by: User) -> Given:
    """A new address and new codes on paper; the sheet before opens nothing. Raises CircleRefusal."""
    door = lock_door(link.door)
    if not door.on_paper or not door.link.opens():
        raise CircleRefusal(_("This link is not on paper, or it is over: give a new one."))
    door.link.renew(printed(4), door.link.valid_until)
    door.link.save(update_fields=["digest", "valid_from"])
    audit.record("cases.sheet_printed", door.link, by=by)
    return Given(door.link, door.link.token, new_codes(door))


@transaction.atomic
def end_personal_link(link: CaseLink, *, by: User) -> None:
    """At once, wherever it is open. Already over, nothing changes."""
    end_link(lock_door(link.door).link, by=by)


@transaction.atomic
def send_code(link: CaseLink) -> None:
    """Six digits to the address of the link. Raises TooManyCodes."""
    door = lock_door(link.door)
    mail_code(door, kind="cases.personal_code", verb="cases.code_sent")
    audit.record("cases.code_sent", door.link, by=door.link)


@transaction.atomic
def enter_code(link: CaseLink, *, code: str) -> bool:
    """Whether it is right: it opens once. Raises TooManyTries after five wrong ones within an hour."""
    door = lock_door(link.door)
    if Event.objects.lately("cases.code_refused", by=door.link, within=AN_HOUR).count() >= TRIES:
        raise TooManyTries
    is_right = spend(door, code)
    if is_right:
        door.last_opened_at = clock.now()
        door.opened_at = door.opened_at or clock.now()
        door.save()
        audit.record("cases.code_entered", door.link, by=door.link)
    else:
        audit.record("cases.code_refused", door.link, by=door.link)
    return is_right


def spend(door: Door, code: str) -> bool:
    """Use up the code sent last or, on paper, one of the sheet."""
    if not door.on_paper:
        is_right = door.takes(code)
        if is_right:
            door.forget_code()
        return is_right
    found = door.sheet.filter(digest=door.digest_of(code), used_at=None).first()
    if found:
        found.used_at = clock.now()
        found.save(update_fields=["used_at"])
    return found is not None


def lock_door(door: Door) -> Door:
    """Two who type at once are counted one after the other."""
    rows = Door.objects.select_for_update(of=("self",)).select_related("link__person", "link__representative")
    return rows.get(pk=door.pk)

"""Agreements to share that need care are announced to the lead: 30 days before, then 7, each once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cases.actions.circle import leads
from cases.models import Announcement, SharingRecipient
from cases.models.sharing import ANNOUNCED_AGAIN, ends_soon, perhaps_of_age
from cases.renewing import is_to_take_again, last_day
from common import clock
from notifications.actions import notify

if TYPE_CHECKING:
    from uuid import UUID

Kind = Announcement.Kind
CHUNK = 200
BIRTHDAY = ("valid_until", "case__person__birth_year", "case__person__birth_date")
"""All that is read of whoever may be coming of age."""


@transaction.atomic
def announce_agreement(recipient: SharingRecipient, *, kind: str) -> bool:
    """Tell the lead; whether they were told now. Without a lead nobody is: the next one will be.

    Coming of age is one fact of the file, told once whatever the number of associations.
    """
    case = recipient.case
    if not (told := leads(case)):
        return False
    _row, made = Announcement.objects.get_or_create(recipient=recipient, kind=kind)
    if made:
        about = case.pk if kind in (Kind.OF_AGE, Kind.OF_AGE_SOON) else recipient.pk
        notify(f"cases.agreement_{kind}", to=told, about=about, case_id=case.pk)
    return made


def to_announce() -> list[tuple[UUID, Kind]]:
    """What needs care today, told already or not. Birthdays are read only of those whose year of birth allows it."""
    return [*ending(), *coming_of_age()]


def ending() -> Iterator[tuple[UUID, Kind]]:
    rows: Any = SharingRecipient.objects.to_care_for(ends_soon()).exclude(announcements__kind=Kind.ENDING_SOON)
    for row in rows.order_by("valid_until", "pk"):
        yield row.pk, stage(last_day(row), Kind.ENDING, Kind.ENDING_SOON)


def coming_of_age() -> Iterator[tuple[UUID, Kind]]:
    """The keys of a chunk come in one query, and only until the second notice is out."""
    rows: Any = SharingRecipient.objects.to_care_for(perhaps_of_age()).exclude(announcements__kind=Kind.OF_AGE_SOON)
    rows = rows.select_related("case__person").only(*BIRTHDAY)
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        if is_to_take_again(row, row.case.person):
            yield row.pk, stage(row.case.person.of_age_on(), Kind.OF_AGE, Kind.OF_AGE_SOON)


def stage(day: dt.date, first: Kind, second: Kind) -> Kind:
    return second if day <= clock.today() + ANNOUNCED_AGAIN else first

"""Which agreements to share need the lead's care, and by which day: the end of each, or the 18th birthday."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from cases.models import SharingAgreement
from cases.models.sharing import ANNOUNCED, BY_REPRESENTATIVES
from common import clock
from common.templatetags.ui import due, full_day
from people.models import MAJORITY

if TYPE_CHECKING:
    from people.models import YoungPerson


class Terms(Protocol):
    """What a row is judged by: see `RecipientQuerySet.with_terms`."""

    @property
    def valid_until(self) -> dt.datetime: ...
    @property
    def capacity(self) -> str: ...
    @property
    def agreed_on(self) -> dt.date | None: ...
    @property
    def lasts(self) -> bool: ...
    @property
    def own_until(self) -> dt.datetime | None: ...


@dataclass(frozen=True, slots=True)
class Care:
    """Why one agreement is to be taken again, and by which day: its last, or the young person's 18th birthday."""

    on: dt.date
    called: str = ""
    """With whom, at 18."""

    @property
    def said(self) -> str:
        if self.called:
            words = {"called": self.called, "day": full_day(self.on)}
            return _("To take again with %(called)s: of age on %(day)s") % words
        return _("To renew: ends %(when)s") % {"when": due(self.on)}

    @property
    def tone(self) -> str:
        return "late" if self.on < clock.today() else "wait"


def cares_of(row: Terms, person: YoungPerson) -> list[Care]:
    """None, one or both. For readers who know the birth date."""
    ends = [Care(last_day(row))] if row.lasts and last_day(row) <= clock.today() + ANNOUNCED else []
    again = [Care(person.of_age_on(), person.called)] if row.lasts and is_to_take_again(row, person) else []
    return ends + again


def last_day(row: Terms) -> dt.date:
    return clock.local_day(row.valid_until - dt.timedelta(microseconds=1))


def is_to_take_again(row: Terms, person: YoungPerson) -> bool:
    """Representatives agreed, and past the 18th birthday it would last without the young person's own agreement.

    The birthday is read only where the year of birth allows it.
    """
    soon = clock.today() + ANNOUNCED
    if row.capacity not in BY_REPRESENTATIVES or person.birth_year + MAJORITY > soon.year:
        return False
    on = person.of_age_on()
    begins = clock.end_of(on - clock.DAY)
    own = row.own_until is not None and row.own_until > begins
    return on <= soon and row.valid_until > begins and not own and not agreed_of_age(row, on)


def agreed_of_age(row: Terms, of_age_on: dt.date) -> bool:
    """They agreed too, and were of age by then."""
    return row.capacity == SharingAgreement.Capacity.BOTH and (row.agreed_on or of_age_on) >= of_age_on

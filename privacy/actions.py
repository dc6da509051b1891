"""What an officer does that is itself recorded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from audit import actions as audit
from audit.models import Event
from people.models import YoungPerson
from privacy.access import recorded

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case

LOOKED_UP = "privacy.name_looked_up"
AN_HOUR = dt.timedelta(hours=1)
NAMES_AN_HOUR = 20


class TooManyNames(Exception):
    """Trying many names is not what this is for."""


@transaction.atomic
def look_up_name(*, by: User, first_name: str, last_name: str) -> list[Case]:
    """The files of that exact name in which an association of theirs has or had part.

    Recorded on each of them, or once when there is none; what was typed is not kept. Raises TooManyNames.
    """
    if Event.objects.lately(LOOKED_UP, by=by, within=AN_HOUR).count() >= NAMES_AN_HOUR:
        raise TooManyNames(_("You looked for many names within an hour. Wait a little, or ask for the reference."))
    found = files_named(by, first_name, last_name)
    for case in found:
        audit.record(LOOKED_UP, case, by=by)
    if not found:
        audit.record(LOOKED_UP, by=by)
    return found


def files_named(reader: User, first_name: str, last_name: str) -> list[Case]:
    protected = recorded(reader)
    people = YoungPerson.objects.filter(cases__in=protected.values("pk")).distinct()
    named = people.exactly_named(first_name, last_name)
    return list(protected.filter(person__in=named).order_by("reference"))

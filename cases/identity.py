"""Who the young person is, as one reader may know it: the one place that says what of an identity shows.

Names, pronoun, age, commune and chosen contact: whoever may open the file. Everything else: as a `general`
coordination item.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cases.past import Change, changes_in, told_fields
from people.models import LegalRepresentative, YoungPerson

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.models import Case
    from cases.models.access import Sight


@dataclass(frozen=True, slots=True)
class Details:
    """What of an identity is not for whoever may open the file."""

    person: YoungPerson
    representatives: list[LegalRepresentative]
    """Who holds parental authority today."""
    former: list[LegalRepresentative]
    """Who held it: it ended, or the young person came of age."""

    def kept_from(self) -> list[LegalRepresentative]:
        """Whom nobody tells the address."""
        return [one for one in (*self.representatives, *self.former) if one.address_hidden]


def read_details(case: Case, seen: Sight) -> Details | None:
    """None when the reader may not know them: the page then says nothing of them."""
    if not seen.sees_details:
        return None
    rows = LegalRepresentative.objects.filter(person=case.person_id).exclude(ending=LegalRepresentative.Ending.MISTAKE)
    family = list(rows.order_by("ended_on", "pk"))
    holders = [] if case.person.is_of_age() else [one for one in family if one.ended_on is None]
    return Details(case.person, holders, [one for one in family if one not in holders])


def history_of_identity(case: Case) -> list[Change]:
    """Of the young person and of each representative, newest first. The file must come from `detailed_to(reader)`."""
    found = changes_in(past_of(YoungPerson).filter(id=case.person_id), told_fields(YoungPerson))
    fields = told_fields(LegalRepresentative)
    for _pk, rows in groupby(past_of(LegalRepresentative).filter(person=case.person_id), key=attrgetter("id")):
        states = list(rows)
        found += [replace(one, about=states[-1].name) for one in changes_in(states, fields)]
    return sorted(found, key=attrgetter("at"), reverse=True)


def past_of(model: Any) -> QuerySet[Any]:
    """Saved states, each record's from the oldest on."""
    rows: QuerySet[Any] = model.history.select_related("history_user")
    return rows.order_by("id", "history_date", "history_id")

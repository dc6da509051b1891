"""How much of a file's record a data protection officer sees.

All of it while an association they protect leads the file; of another's file, the time it led and its own people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from cases.models import LeadingPeriod
from organisations.models import OrganisationRole, TeamMembership

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case


@dataclass(frozen=True, slots=True)
class Scope:
    """The associations this reader protects, and whether one of them leads the file now."""

    case_id: UUID
    protected: frozenset[UUID]
    is_whole: bool

    def rows(self) -> Q:
        """The audit rows of the file that show."""
        if self.is_whole:
            return Q()
        led = LeadingPeriod.objects.filter(case=self.case_id, organisation__in=self.protected)
        members = TeamMembership.objects.filter(user=OuterRef("actor_id"), team__organisation__in=self.protected)
        officers = OrganisationRole.objects.filter(user=OuterRef("actor_id"), organisation__in=self.protected)
        return Q(*(Exists(facts.filter(**THEN)) for facts in (led, members, officers)), _connector=Q.OR)


THEN: dict[str, Any] = {"valid_from__lte": OuterRef("at"), "valid_until__gt": OuterRef("at")}
"""The fact held when the row was written."""


def scope_of(case: Case, reader: User) -> Scope:
    """In one query."""
    protected = frozenset(OrganisationRole.objects.protecting(reader).values_list("organisation", flat=True))
    return Scope(case.pk, protected, case.leading_organisation_id in protected)

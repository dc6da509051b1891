"""Everything that changes a young person's identity."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from audit import actions as audit
from common.history import StaleVersion, remember
from common.once import own_id
from people.models import LegalRepresentative, NameToken, YoungPerson
from vault import index
from vault.fields import Erased

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def create_person(*, by: User, **identity: Any) -> YoungPerson:
    """A new young person. Without a birth date, `birth_year` must be given."""
    person = YoungPerson(**with_year(identity))
    remember(person, by=by)
    index_names(person)
    audit.record("people.person_created", person, by=by, person_id=person.pk)
    return person


@transaction.atomic
def change_identity(
    person: YoungPerson, *, by: User, case_id: UUID, version: int | None = None, **identity: Any
) -> YoungPerson:
    """Correct names, contact, territory. The search index follows. Raises StaleVersion when somebody did meanwhile."""
    person = YoungPerson.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if version not in (None, person.version):
        raise StaleVersion(person)
    for name, value in with_year(identity).items():
        setattr(person, name, value)
    remember(person, by=by)
    index_names(person)
    audit.record("people.identity_changed", person, by=by, person_id=person.pk, case_id=case_id)
    return person


@transaction.atomic
def add_representative(
    person: YoungPerson, *, by: User, case_id: UUID, new_id: UUID | None = None, **details: Any
) -> LegalRepresentative:
    """Somebody with parental authority: name, capacity, contact. Sent twice, it is the same row."""
    person = YoungPerson.objects.select_for_update(of=("self",)).get(pk=person.pk)  # of two at once, one waits
    pk = own_id(new_id, by)
    again = LegalRepresentative.objects.filter(pk=pk).first()
    if again is not None:
        return again
    representative = LegalRepresentative(pk=pk, person=person, **details)
    remember(representative, by=by)
    audit.record("people.representative_added", representative, by=by, case_id=case_id)
    return representative


@transaction.atomic
def change_representative(
    representative: LegalRepresentative, *, by: User, case_id: UUID, version: int, **details: Any
) -> LegalRepresentative:
    """Correct name, capacity, contact; hide the address or show it. Raises StaleVersion."""
    representative = lock_representative(representative)
    if representative.version != version:
        raise StaleVersion(representative)
    for name, value in details.items():
        setattr(representative, name, value)
    remember(representative, by=by)
    audit.record("people.representative_changed", representative, by=by, case_id=case_id)
    return representative


@transaction.atomic
def end_representative(
    representative: LegalRepresentative, *, by: User, case_id: UUID, on: dt.date, ending: str
) -> LegalRepresentative:
    """Their authority was withdrawn, delegated, or is over. Ended already: nothing changes."""
    representative = lock_representative(representative)
    if representative.ended_on is None:
        representative.ended_on, representative.ending = on, ending
        remember(representative, by=by)
        audit.record("people.representative_ended", representative, by=by, case_id=case_id, detail={"reason": ending})
    return representative


def lock_representative(representative: LegalRepresentative) -> LegalRepresentative:
    return LegalRepresentative.objects.select_for_update(of=("self",)).get(pk=representative.pk)


def with_year(identity: dict[str, Any]) -> dict[str, Any]:
    """The year of birth is plain, for ages and figures; it follows the encrypted date."""
    born: dt.date | None = identity.get("birth_date")
    return identity | {"birth_year": born.year} if born else identity


def index_names(person: YoungPerson) -> None:
    """Replace the person's tokens: given, last and chosen names. An erased person has none."""
    forget_names(person.pk)
    known = [name for name in (person.first_name, person.last_name, person.chosen_name) if not isinstance(name, Erased)]
    version, digests = index.digests(" ".join(known))
    NameToken.objects.bulk_create(NameToken(person=person, digest=digest, version=version) for digest in digests)


def forget_names(person_id: UUID) -> None:
    NameToken.objects.filter(person_id=person_id).delete()


def reindex_names(limit: int) -> int:
    """Rebuild the tokens of at most `limit` people made under an older index key: how many, 0 when all are new."""
    stale = NameToken.objects.exclude(version=index.newest()).order_by().values_list("person_id", flat=True)
    people = list(stale.distinct()[:limit])
    for person_id in people:
        with transaction.atomic():
            index_names(YoungPerson.objects.select_for_update(of=("self",)).get(pk=person_id))
    return len(people)

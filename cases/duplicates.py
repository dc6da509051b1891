"""The duplicate check across associations: who asks and who answers; which files it may be about.

The latter is for the clock: no page asks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from cases.alerting import is_bound_there
from cases.models import Block, Case, DuplicateQuestion, Likeness
from people.models import YoungPerson

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

YEAR_OFF = 1
"""How far a year of birth may be from the true one when only an age was known."""


def may_ask_duplicates(user: User, case: Case) -> bool:
    """bound by secrecy, with a seat, while the file is open"""
    return case.status == Case.Status.OPEN and is_bound_there(user, case)


def likenesses_of_led(user: User) -> QuerySet[Likeness]:
    found = Likeness.objects.led_by(user)
    return found.select_related("case__person", "question__asked_by", "question__team__organisation")


def files_like(question: DuplicateQuestion) -> QuerySet[Case]:
    """Open files led by another association, of the same names and birth, not told of already.

    Never one from which whoever asks is blocked: getting in touch would tell them that it exists.
    """
    person = question.case.person
    blocks = Block.objects.in_force().filter(case=OuterRef("pk"), user=question.asked_by_id)
    told = Likeness.objects.filter(case=OuterRef("pk"), question__case=question.case_id)
    ours = {question.team.organisation_id, question.case.leading_organisation_id}
    files = Case.objects.open().filter(~Exists(blocks), ~Exists(told), person__in=people_like(person))
    return files.exclude(leading_organisation__in=ours).order_by("pk")


def people_like(person: YoungPerson) -> set[YoungPerson]:
    """Others of one of their first names, their last name, and their birth as far as it is known."""
    years = (person.birth_year - YEAR_OFF, person.birth_year + YEAR_OFF)
    others = YoungPerson.objects.filter(birth_year__range=years).exclude(pk=person.pk)
    first_names = {name for name in (person.first_name, person.chosen_name) if name}
    named = {other for name in first_names for other in others.exactly_named(name, person.last_name)}
    return {other for other in named if born_alike(person, other)}


def born_alike(one: YoungPerson, other: YoungPerson) -> bool:
    """The same day; a day that is not known on both sides contradicts nothing."""
    return one.birth_date is None or other.birth_date is None or one.birth_date == other.birth_date

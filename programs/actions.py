"""Services kept up to date, sessions logged and corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from audit import actions as audit
from cases.actions.circle import lock
from cases.actions.plan import add_item, add_note, writing_team
from cases.models import Case, Goal
from cases.models.access import sight
from common import clock
from common.areas import Area, Level
from common.history import StaleVersion, remember
from common.once import own_id
from organisations.actions.structure import lock as lock_organisation
from organisations.actions.structure import refuse_taken
from organisations.models import Organisation, Team
from programs.models import Attendance, Capacity, Service, ServiceNeed, ServiceQuestion, Session

if TYPE_CHECKING:
    from accounts.models import User


class TooLate(Exception):
    """A session is corrected the same day only; after that, write a note."""


@transaction.atomic
def save_service(
    organisation: Organisation,
    *,
    by: User,
    needs: list[str],
    service: Service | None = None,
    version: int | None = None,
    new_id: UUID | None = None,
    **fields: Any,
) -> Service:
    """A new entry of the directory, once; or the change of one.

    Raises NameTaken, and StaleVersion when somebody changed the entry since it was opened for writing.
    """
    organisation, pk = lock_organisation(organisation), own_id(new_id, by)
    if service is None and (again := Service.objects.filter(pk=pk).first()):
        return again
    service = Service.objects.get(pk=service.pk) if service else Service(pk=pk, organisation=organisation)
    if version not in (None, service.version):
        raise StaleVersion(service)
    refuse_taken(Service.objects.filter(organisation=organisation).exclude(pk=service.pk), fields["name"])
    service.version += 1
    for name, value in fields.items():
        setattr(service, name, value)
    service.save()
    service.needs.exclude(code__in=needs).delete()
    for code in needs:
        ServiceNeed.objects.get_or_create(service=service, code=code)
    audit.record("programs.service_saved", service, by=by, organisation_id=organisation.pk)
    return service


class QuestionRefused(Exception):
    """A question that cannot be asked, or is not asked any more. Its text says why."""


@transaction.atomic
def add_question(service: Service, *, by: User, new_id: UUID | None = None, **terms: Any) -> ServiceQuestion:
    """One more question to whoever refers somebody to this service, once. `terms`: text, kind, options, is_required.

    Raises QuestionRefused when it asks as many as it may.
    """
    lock_organisation(service.organisation)
    pk = own_id(new_id, by)
    if again := ServiceQuestion.objects.filter(pk=pk).first():
        return again
    asked = ServiceQuestion.objects.asked().filter(service=service)
    if asked.count() >= ServiceQuestion.MOST:
        raise QuestionRefused(_("A service asks eight questions at most: remove one first."))
    last = asked.aggregate(last=Max("rank"))["last"] or 0
    question = ServiceQuestion.objects.create(pk=pk, service=service, rank=last + 1, **terms)
    return record("question_added", question, by=by)


@transaction.atomic
def replace_question(
    question: ServiceQuestion, *, by: User, new_id: UUID | None = None, **terms: Any
) -> ServiceQuestion:
    """Other words are another question, in the same place, once: what was answered keeps the words it was given to.

    The same words: nothing happens. Raises QuestionRefused when it is not asked any more.
    """
    question, pk = lock_question(question), own_id(new_id, by)
    if again := ServiceQuestion.objects.filter(pk=pk).first():
        return again
    if all(getattr(question, name) == value for name, value in terms.items()):
        return question
    if question.retired_at is not None:
        raise QuestionRefused(_("This question was changed or removed meanwhile. Go back to the list."))
    question.retired_at = clock.now()
    question.save(update_fields=["retired_at"])
    following = ServiceQuestion.objects.create(pk=pk, service=question.service, rank=question.rank, **terms)
    return record("question_replaced", following, by=by)


@transaction.atomic
def retire_question(question: ServiceQuestion, *, by: User) -> ServiceQuestion:
    """It is not asked any more; what was answered stays."""
    question = lock_question(question)
    if question.retired_at is None:
        question.retired_at = clock.now()
        question.save(update_fields=["retired_at"])
        record("question_retired", question, by=by)
    return question


@transaction.atomic
def move_question_up(question: ServiceQuestion, *, by: User) -> ServiceQuestion:
    """It changes places with the one before; the first stays where it is."""
    question = lock_question(question)
    asked = ServiceQuestion.objects.asked().filter(service=question.service)
    before = asked.filter(rank__lt=question.rank).last()
    if before is None or question.retired_at is not None:
        return question
    for row, rank in ((question, 0), (before, question.rank), (question, before.rank)):  # 0: nobody's place
        row.rank = rank
        row.save(update_fields=["rank"])
    return record("question_moved", question, by=by)


def lock_question(question: ServiceQuestion) -> ServiceQuestion:
    """The row as it is now; one person at a time changes what a service asks."""
    lock_organisation(question.service.organisation)
    return ServiceQuestion.objects.select_related("service__organisation").get(pk=question.pk)


def record(verb: str, question: ServiceQuestion, *, by: User) -> ServiceQuestion:
    detail = {"service": str(question.service_id), "kind": question.kind}
    organisation_id = question.service.organisation_id
    audit.record(f"programs.{verb}", question, by=by, organisation_id=organisation_id, detail=detail)
    return question


@transaction.atomic
def say_places(service: Service, *, places: int, free: int, by: User) -> Capacity:
    """How many places there are, and how many are free today."""
    facts = {"places": places, "free": free, "said_at": clock.now(), "said_by": by}
    capacity, _made = Capacity.objects.update_or_create(service=service, defaults=facts)
    audit.record("programs.places_said", service, by=by, detail={"places": places, "free": free})
    return capacity


@transaction.atomic
def give_care(service: Service, *, by: User, user: User | None = None, team: Team | None = None) -> None:
    """The care of a service's entry and places, to a person or to a team."""
    if user is not None:
        assign_perm("care_for_service", user, service)
    if team is not None:
        service.care_team = team
        service.save(update_fields=["care_team"])
    audit.record("programs.care_given", service, by=by, detail={"to": str((user or team or service).pk)})


@transaction.atomic
def withdraw_care(service: Service, *, by: User, user: User | None = None) -> None:
    """Take it back from a person; without one, from the team."""
    if user is not None:
        remove_perm("care_for_service", user, service)
    else:
        service.care_team = None
        service.save(update_fields=["care_team"])
    audit.record("programs.care_withdrawn", service, by=by)


@transaction.atomic
def log_session(
    case: Case, *, by: User, new_id: UUID | None = None, goal: Goal | None = None, **facts: Any
) -> Attendance:
    """A session with one young person: the practical fact, and a note to the professionals when one was written.

    `facts` names held_on and status, and may name minutes, place, reason, note. Sent twice, it is one session.
    """
    case = lock(case)
    again = Attendance.objects.filter(pk=own_id(new_id, by)).first()
    if again is not None:
        return again
    area = goal.area if goal else session_area(by, case)
    session = Session.objects.create(
        team=writing_team(by, case, area, Level.PRACTICAL),
        held_on=facts["held_on"],
        minutes=facts.get("minutes") or 60,
        place=facts.get("place", ""),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    fact = {"status": facts["status"], "reason": facts.get("reason", ""), "area": area, "level": Level.PRACTICAL}
    attendance = add_item(Attendance(session=session, goal=goal, **fact), by=by, case=case, new_id=new_id)
    if note := facts.get("note"):
        add_note(case, by=by, text=note, area=area, level=Level.COORDINATION)
    return attendance


def session_area(user: User, case: Case) -> int:
    """Where a session without a goal is written: the first area the writer sees, 0 when they see none any more."""
    seen = sight(user, case).areas
    return next((int(area) for area in Area if area & seen), 0)


@transaction.atomic
def correct_session(
    attendance: Attendance, *, by: User, status: str, reason: str = "", minutes: int = 60
) -> Attendance:
    """The author mends it the same day. Raises TooLate after that."""
    attendance = Attendance.objects.select_for_update(of=("self",)).select_related("session").get(pk=attendance.pk)
    if not attendance.is_of_today():
        raise TooLate(_("A session is corrected the same day. Write a note to say what changed."))
    if (status, reason, minutes) == (attendance.status, attendance.reason, attendance.session.minutes):
        return attendance
    attendance.status, attendance.reason = status, reason
    remember(attendance, by=by)
    attendance.session.minutes = minutes
    attendance.session.save(update_fields=["minutes"])
    audit.record("programs.attendance_changed", attendance, by=by)
    return attendance

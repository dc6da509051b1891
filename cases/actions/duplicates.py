"""The duplicate check across associations: asked, searched by the clock, answered by the other lead or by nobody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit import actions as audit
from cases.actions.circle import CircleRefusal, leads, lock
from cases.duplicates import files_like
from cases.models import Access, Case, DuplicateQuestion, Lead, Likeness
from common import clock
from common.nudges import nudge_after_commit
from notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User
    from organisations.models import Team

SEARCH = "cases.tasks.search_duplicates"
QUESTIONS_A_DAY = 20
ASKED_AGAIN = dt.timedelta(days=30)
"""For so long a question about a file counts as asked: asking again changes nothing."""


class AskedTooOften(Exception):
    """Trying many names is not what this is for."""


@transaction.atomic
def ask_duplicates(case: Case, *, by: User) -> DuplicateQuestion:
    """Ask for a file open to a bound member. Raises AskedTooOften, CircleRefusal once it is closed."""
    case = lock(case)
    if already := last_question(case):
        return already
    if asked_today(by) >= QUESTIONS_A_DAY:
        raise AskedTooOften(_("You have asked about many young people today. Ask again tomorrow."))
    ways = Access.objects.filter(case=case, user_id=by.pk, is_bound=True).select_related("team").order_by("pk")
    return ask(case, by=by, team=ways[0].team)


def ask_on_opening(case: Case, *, by: User, team: Team) -> None:
    """The same by itself, as a bound member opens a file; past the limit nothing is asked, and nobody can tell."""
    if asked_today(by) < QUESTIONS_A_DAY:
        ask(case, by=by, team=team, on_opening=True)


def ask(case: Case, *, by: User, team: Team, on_opening: bool = False) -> DuplicateQuestion:
    """Written down alike whether or not anybody will be found; a worker searches once it is."""
    question = DuplicateQuestion.objects.create(case=case, asked_by=by, team=team, on_opening=on_opening)
    audit.record("cases.duplicates_asked", case, by=by, organisation_id=team.organisation_id)
    nudge_after_commit(SEARCH)
    return question


def last_question(case: Case) -> DuplicateQuestion | None:
    """Of the last thirty days."""
    lately = DuplicateQuestion.objects.filter(case=case, asked_at__gt=clock.now() - ASKED_AGAIN)
    return lately.select_related("asked_by").order_by("-asked_at", "pk").first()


def asked_today(user: User) -> int:
    return DuplicateQuestion.objects.filter(asked_by=user, asked_at__gt=clock.now() - clock.DAY).count()


@transaction.atomic
def search_duplicates(question_id: UUID) -> None:
    """Write down which files it may be about. Searched already: nothing happens."""
    rows = DuplicateQuestion.objects.select_for_update(of=("self",)).select_related("case__person", "team")
    question = rows.get(pk=question_id)
    if question.searched_at is None:
        for case in files_like(question):
            Likeness.objects.create(question=question, case=case)
        question.searched_at = clock.now()
        question.save(update_fields=["searched_at"])


@transaction.atomic
def tell_lead(likeness_id: UUID) -> None:
    """The lead of the file that was found, once: whoever asked is not told of it."""
    rows = Likeness.objects.select_for_update(of=("self",)).select_related("case", "question__team")
    likeness = rows.get(pk=likeness_id)
    told = leads(likeness.case)
    if likeness.told_at is not None or not told:
        return
    likeness.told_at = clock.now()
    likeness.save(update_fields=["told_at"])
    record(likeness, "cases.likeness_told", by=None)
    notify("cases.likeness_found", to=told, about=likeness.pk, case_id=likeness.case_id)


@transaction.atomic
def get_in_touch(likeness: Likeness, *, by: User) -> Likeness:
    """Whoever asked is told the lead's name and association, and nothing else. Raises IllegalMove, CircleRefusal."""
    likeness = answered(likeness, Likeness.Status.CONTACTED, by=by)
    notify("cases.likeness_contact", to=[likeness.question.asked_by], about=likeness.pk, by=by)
    return record(likeness, "cases.likeness_contacted", by=by)


@transaction.atomic
def let_be(likeness: Likeness, *, by: User, reason: str) -> Likeness:
    """Nothing is said to anybody. Raises IllegalMove, CircleRefusal."""
    return record(answered(likeness, Likeness.Status.LET_BE, by=by, reason=reason), "cases.likeness_let_be", by=by)


def answered(likeness: Likeness, status: str, *, by: User, reason: str = "") -> Likeness:
    rows = Likeness.objects.select_for_update(of=("self",)).select_related("case", "question__asked_by")
    likeness = rows.select_related("question__team").get(pk=likeness.pk)
    now = Lead.objects.in_force().filter(case=likeness.case, user=by).select_related("team__organisation").first()
    if now is None:
        raise CircleRefusal(_("Somebody else leads it now."))
    likeness.move_to(status)
    likeness.reason, likeness.answered_by, likeness.answered_at = reason, by, clock.now()
    likeness.answered_for = now.team.organisation
    likeness.save()
    return likeness


def record(likeness: Likeness, verb: str, *, by: User | None) -> Likeness:
    """On the record of the file that was found, never of the one asked about."""
    facts = {"person_id": likeness.case.person_id, "organisation_id": likeness.question.team.organisation_id}
    detail = {"reason": likeness.reason} if likeness.reason else {}
    audit.record(verb, likeness, by=by, detail=detail, **facts)
    return likeness

"""A review is convened: dates proposed, answered, one fixed; or it is cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit import actions as audit
from cases.actions import timeline
from cases.actions.circle import leads, lock, party_members
from cases.actions.plan import add_item
from cases.models import Case, CircleMembership, DateReply, Participant, Review, ReviewDate
from common import clock
from common.areas import Area, Level
from common.history import StaleVersion, remember
from common.once import own_id
from notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User

Status = Review.Status


class ReviewRefusal(Exception):
    """Something a review does not allow as it stands. Its text says why."""


@transaction.atomic
def convene_review(
    case: Case,
    *,
    by: User,
    dates: Iterable[dt.datetime],
    invited: Iterable[dict[str, Any]],
    new_id: UUID | None = None,
    **facts: Any,
) -> Review:
    """Propose dates to the parties invited. Sent twice, it is the same review.

    Raises ReviewRefusal while another one is not documented yet, CircleRefusal once the file is closed.
    """
    case, pk = lock(case), own_id(new_id, by)
    again = Review.objects.filter(pk=pk).first()
    if again is not None:
        return again
    if Review.objects.open().filter(case=case).exists():
        raise ReviewRefusal(_("A review is already convened: document it or cancel it first."))
    facts |= {"area": Area.GENERAL, "level": Level.PRACTICAL}
    review = add_item(Review(**facts), by=by, case=case, new_id=new_id)
    for starts_at in sorted(set(dates)):
        ReviewDate.objects.create(review=review, starts_at=starts_at)
    for party in invited:
        Participant.objects.create(review=review, person_id=case.person_id, **party)
    tell("cases.review_convened", review, by=by)
    return review


@transaction.atomic
def propose_dates(review: Review, *, dates: Iterable[dt.datetime], by: User) -> Review:
    """Propose more dates; one that was fixed is given up. Raises IllegalMove once it is held or cancelled."""
    review = lock_review(review)
    if review.status != Status.CONVENED:
        review.move_to(Status.CONVENED)
    made = [ReviewDate.objects.get_or_create(review=review, starts_at=starts_at)[1] for starts_at in dates]
    if any(made) or review.starts_at:
        review.starts_at = None
        settle("cases.review_convened", review, by=by)
    return review


@transaction.atomic
def answer_dates(participant: Participant, *, answers: dict[ReviewDate, str], by: User) -> None:
    """One party says which dates suit it; its last answer counts. Raises ReviewRefusal once a date is fixed."""
    review = lock_review(participant.review)
    if review.status != Status.CONVENED:
        raise ReviewRefusal(_("The dates of this review are no longer open: nothing has changed."))
    for date, answer in answers.items():
        said = {"answer": answer, "replied_by": by, "replied_at": clock.now()}
        DateReply.objects.update_or_create(date=date, participant=participant, defaults=said)
    audit.record("cases.review_answered", review, by=by)
    notify("cases.review_answered", to=leads(review.case), about=review.pk, case_id=review.case_id, by=by)


@transaction.atomic
def fix_date(review: Review, *, date: ReviewDate, by: User) -> Review:
    """The day and hour: whoever is invited is told. Raises IllegalMove."""
    review = lock_review(review)
    review.move_to(Status.SCHEDULED)
    review.starts_at = date.starts_at
    settle("cases.review_scheduled", review, by=by)
    return review


@transaction.atomic
def cancel_review(review: Review, *, reason: str, by: User) -> Review:
    """It will not be held. Raises IllegalMove."""
    review = lock_review(review)
    review.move_to(Status.CANCELLED)
    review.reason = reason
    settle("cases.review_cancelled", review, by=by)
    return review


@transaction.atomic
def change_review(review: Review, *, version: int, by: User, **facts: Any) -> Review:
    """Why, how and where. Raises StaleVersion, and ReviewRefusal once it is held or cancelled."""
    review = lock_review(review)
    if review.version != version:
        raise StaleVersion(review)
    if not review.is_coming():
        raise ReviewRefusal(_("This review is over: nothing has changed."))
    for name, value in facts.items():
        setattr(review, name, value)
    remember(review, by=by)
    audit.record("cases.review_changed", review, by=by)
    tell("cases.review_changed", review, by=by)
    return review


@transaction.atomic
def invite(review: Review, *, by: User, new_id: UUID | None = None, **party: Any) -> Participant:
    """One more party, once. Raises ReviewRefusal when the review is over or the party is convened already."""
    review, pk = lock_review(review), own_id(new_id, by)
    again = Participant.objects.filter(pk=pk).first()
    if again is not None:
        return again
    if not review.is_coming():
        raise ReviewRefusal(_("This review is over: nothing has changed."))
    if (seat := party.get("seat")) and review.participants.filter(seat=seat).exists():
        raise ReviewRefusal(_("They are already invited."))
    participant = Participant.objects.create(pk=pk, review=review, person_id=review.person_id, **party)
    audit.record("cases.review_invited", review, by=by, detail={"party": participant.party})
    told = party_members(participant.seat) if participant.seat else []
    notify("cases.review_convened", to=told, about=review.pk, case_id=review.case_id, by=by)
    return participant


def give_up(case: Case, *, by: User) -> None:
    """The file closes, and is locked: a review still to come is not held. Whoever was invited hears of the file."""
    for review in Review.objects.open().filter(case=case).exclude(status=Status.HELD):
        review.move_to(Status.CANCELLED)
        review.reason = Review.Reason.CASE_CLOSED
        remember(review, by=by, reason=review.reason)
        audit.record("cases.review_cancelled", review, by=by, detail={"reason": review.reason})


def lock_review(review: Review) -> Review:
    """The review, locked with its file. Raises CircleRefusal once the file is closed."""
    lock(review.case)
    return Review.objects.select_for_update(of=("self",)).select_related("case", "author_team").get(pk=review.pk)


def settle(verb: str, review: Review, *, by: User) -> None:
    """Saved with its history, its line of the record and of the thread; whoever is invited is told."""
    remember(review, by=by, reason=review.reason)
    audit.record(verb, review, by=by, detail={"reason": review.reason} if review.reason else {})
    timeline.add_entry(review, verb, by=by)
    tell(verb, review, by=by)


def tell(verb: str, review: Review, *, by: User) -> None:
    seats = CircleMembership.objects.in_force().filter(participations__review=review).select_related("user")
    circle = [member for seat in seats for member in party_members(seat)]
    notify(verb, to=circle, about=review.pk, case_id=review.case_id, by=by)

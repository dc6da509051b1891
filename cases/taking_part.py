"""Versions and reviews: who signs, answers dates, writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.models import Access, Case, Participant, Review, SignOff

if TYPE_CHECKING:
    from accounts.models import User


def signs_for_association(user: User, sign: SignOff) -> bool:
    """bound, in the file for a team that owns an action of the version, while the file is open"""
    may = SignOff.objects.filter(pk=sign.pk).signed_by(user)
    return sign.case.status == Case.Status.OPEN and may.exists()


def answers_dates(user: User, participant: Participant) -> bool:
    """of the team invited, or invited oneself, while the file is open"""
    invited = Participant.objects.filter(pk=participant.pk).answered_by(user)
    return participant.review.case.status == Case.Status.OPEN and invited.exists()


def takes_part(user: User, review: Review) -> bool:
    """invited and bound by secrecy, while the file is open"""
    invited = Participant.objects.filter(review=review).answered_by(user)
    bound = Access.objects.filter(case=review.case, user_id=user.pk, is_bound=True)
    return review.case.status == Case.Status.OPEN and invited.exists() and bound.exists()


def keeps_minutes(user: User, review: Review) -> bool:
    """invited, bound and seated for coordination, while the file is open"""
    seated = Access.objects.filter(case=review.case, user_id=user.pk, coordination_areas__gt=0)
    return takes_part(user, review) and seated.exists()

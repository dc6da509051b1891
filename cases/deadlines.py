"""When the plan must next be looked at together: three months after it came into force, then at a fixed pace."""

from __future__ import annotations

import calendar
import datetime as dt

from cases.models import Case, PlanVersion, Review
from common import clock

FIRST = 3
"""Months from the plan's coming into force to its first review."""


def review_due_on(case: Case) -> dt.date | None:
    """The last day for the next review; None as long as no version of the plan was ever signed.

    From one to the next, at the pace of the leading organisation.
    """
    signed = PlanVersion.objects.filter(case=case, status=PlanVersion.Status.SIGNED).order_by("number").first()
    if signed is None or signed.ended_at is None:
        return None
    last = Review.objects.filter(case=case, held_at__isnull=False).order_by("-starts_at").first()
    if last is not None and last.starts_at:
        return months_after(clock.local_day(last.starts_at), case.leading_organisation.review_pace)
    return months_after(clock.local_day(signed.ended_at), FIRST)


def proposed_next(case: Case) -> dt.date:
    """What is proposed when a review ends: as late as the rule allows."""
    return review_due_on(case) or months_after(clock.today(), case.leading_organisation.review_pace)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last: 31 August and six months are 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

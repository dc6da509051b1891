"""Working days in France: every delay in working days is counted here, and falls at the end of its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

import holidays

type Days = tuple[dt.date, dt.date]
"""The first and the last of a row of days."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The public holidays and the clock of a part of France. The default is the mainland's."""

    subdivision: str | None = None
    zone: str = "Europe/Paris"


MAINLAND = Calendar()

LOCAL = {
    "57": Calendar("57"),
    "67": Calendar("6AE"),
    "68": Calendar("6AE"),
    "971": Calendar("971", "America/Guadeloupe"),
    "972": Calendar("972", "America/Martinique"),
    "973": Calendar("973", "America/Cayenne"),
    "974": Calendar("974", "Indian/Reunion"),
    "975": Calendar("PM", "America/Miquelon"),
    "976": Calendar("976", "Indian/Mayotte"),
    "977": Calendar("BL", "America/St_Barthelemy"),
    "978": Calendar("MF", "America/Marigot"),
}
"""Départements with holidays or a clock of their own."""


def of_department(code: str) -> Calendar:
    """The calendar of a département by its code."""
    return LOCAL.get(code, MAINLAND)


@cache
def public_holidays(subdivision: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays("FR", subdiv=subdivision)


def is_working(day: dt.date, calendar: Calendar = MAINLAND) -> bool:
    return day.weekday() < 5 and day not in public_holidays(calendar.subdivision)


def after(day: dt.date, count: int, calendar: Calendar = MAINLAND) -> dt.date:
    """The day `count` working days later; `day` itself is day 0."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working(day, calendar)
    return day


def between(first: dt.date, last: dt.date, calendar: Calendar = MAINLAND) -> int:
    """How many working days after `first`, up to `last` included; 0 when `last` is not later."""
    days = (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working(day, calendar) for day in days)


def day_of(instant: dt.datetime, calendar: Calendar = MAINLAND) -> dt.date:
    """The day it is there at that instant."""
    return instant.astimezone(ZoneInfo(calendar.zone)).date()


def past(day: dt.date, away: Iterable[Days], calendar: Calendar = MAINLAND) -> dt.date:
    """`day`, or the first working day after the absences in which it falls. Days of an absence are both included."""
    for first, last in sorted(away):
        if first <= day <= last:
            day = after(last, 1, calendar)
    return day


def deadline(
    since: dt.datetime, count: int, calendar: Calendar = MAINLAND, *, away: Iterable[Days] = ()
) -> dt.datetime:
    """The instant at which the last of `count` working days has ended, counted from the day of `since`.

    `away`: days on which nobody is there. They count, but it does not end on one of them.
    """
    last = past(after(day_of(since, calendar), count, calendar), away, calendar)
    midnight = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), ZoneInfo(calendar.zone))
    return midnight.astimezone(dt.UTC)

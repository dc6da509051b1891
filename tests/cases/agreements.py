"""Rows of agreements to share, made for tests of what needs care."""

import datetime as dt

from common import clock
from common.areas import Area, with_general
from tests.factories.cases import share

HEALTH = with_general(Area.HEALTH)
SCHOOL = with_general(Area.EDUCATION)
MORE = with_general(Area.EDUCATION | Area.HEALTH)
YEARS = 18


def in_days(n):
    return clock.today() + dt.timedelta(days=n)


def agreed(case, organisation, *, capacity="young_person", areas=SCHOOL, last=None, agreed_on=None):
    """One recipient row, agreed by whom, until which day (in days from today; none: until withdrawn)."""
    until = clock.end_of(None if last is None else in_days(last))
    agreement = share(case, organisation, areas=areas, valid_until=until)
    agreement.capacity, agreement.agreed_on = capacity, agreed_on or clock.today()
    agreement.save()
    return agreement.recipients.get()


def born(case, days):
    """18 in so many days."""
    day = in_days(days)
    case.person.birth_date = day.replace(year=day.year - YEARS)
    case.person.birth_year = case.person.birth_date.year
    case.person.save()


def terms(facts):
    """Those of a row, its association left out."""
    return {name: value for name, value in facts.items() if name != "organisation"}

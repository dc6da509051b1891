"""The invented network's year: the clock is set, every act is the product's own."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import os
from collections.abc import Callable

from django.db import transaction

from audit.tasks import verify
from cases.listing import search_cases
from common import clock, workdays
from common.areas import Area
from demo.cast import HOMES, PLAN, Cast, assemble, invite, partner
from demo.lives import Life, draw, live
from notifications.actions import mark_read
from notifications.models import Notice
from places.actions import load_map
from privacy.actions import look_up_name
from programs.actions import add_question, say_places
from referrals.tasks import run_clock
from reporting.tasks import publish

YEAR = 365 * clock.DAY
OFFICE_HOURS = range(7, 16)  # UTC


@transaction.atomic
def build(progress: Callable[[str], None]) -> None:
    """Fill an empty database, in about half a minute. DEMO_FILES makes it smaller."""
    today = clock.now().replace(minute=0, second=0, microsecond=0)
    progress("Loading the communes…")
    load_map()
    progress("Bringing seven associations together…")
    with clock.at(today - YEAR - 20 * clock.DAY):
        cast = assemble()
    stories = draw(int(os.environ.get("DEMO_FILES", "114"))) + PLAN["stories"]
    progress(f"Living a year with {len(stories)} young people…")
    lives = [live(cast, story, clock.local_day(today)) for story in stories]
    play([*lives, nights(progress), desks(cast), offices(cast)], today - YEAR, today)
    verify()


def play(lives: list[Life], since: dt.datetime, until: dt.datetime) -> None:
    """Each act in the order of time; what is left at the end is the future, and does not happen."""
    waiting = sorted((at_work(since + dt.timedelta(minutes=n)), n, life) for n, life in enumerate(lives))
    while waiting and waiting[0][0] < until:
        when, number, life = heapq.heappop(waiting)
        with clock.at(when):
            pause = next(life, None)
        if pause is not None:
            heapq.heappush(waiting, (at_work(when + pause), number, life))


def at_work(when: dt.datetime) -> dt.datetime:
    """The same day in office hours, or the working day after."""
    wait = workdays.after(when.date() - clock.DAY, 1) - when.date()
    return (when + wait).replace(hour=OFFICE_HOURS[(when.hour + when.minute) % 9])


def nights(progress: Callable[[str], None]) -> Life:
    """Reminders and expiries of referrals, the monthly figures; people read their notices."""
    while True:
        run_clock()
        if publish():
            progress(f"  {clock.today():%m/%Y}")
        mark_read(Notice.objects.unread().filter(created_at__lt=clock.now() - 3 * clock.DAY))
        yield clock.DAY


def desks(cast: Cast) -> Life:
    """Every month each association says again how many places it has."""
    for month in itertools.count():
        for team in PLAN["services"]:
            service, by = cast.teams[team].services.get(), cast.administrator(HOMES[team])
            say_places(service, places=12, free=(len(team) + month) % 5, by=by)
            yield 3 * clock.DAY


def offices(cast: Cast) -> Life:
    """What waits for an administrator in the last week, and what an officer may look at."""
    yield YEAR - 7 * clock.DAY
    areas = Area.MENTAL_HEALTH | Area.HEALTH
    partner(cast, PLAN["to_sign"], areas, ["lien", "cap"], signed=1, ends_on=clock.today() + YEAR)
    yield clock.DAY
    for question in PLAN["questions"]:
        add_question(cast.teams["soin"].services.get(), by=cast.administrator("lien"), **question)
    invite(cast, "lucie.caron@demo.invalid", "Conseillère en économie sociale", "parcours", "bound")
    yield clock.DAY
    search_cases(cast.people["social-worker"], "ferrand")
    look_up_name(by=cast.people["dpo"], first_name="Lou", last_name="Ferrand")

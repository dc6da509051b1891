"""What is measured, and what each may cost: the table of budgets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import reverse

from accounts.models import User
from bench.browser import Ask
from bench.lives import OFFSETS, WORDS
from bench.stage import Stage
from cases.actions.plan import add_need
from cases.models import Case, Goal
from common import clock
from common.areas import Area, Level
from notifications.actions import mark_read
from notifications.models import Notice
from programs.models import Attendance
from referrals.actions.sending import draft_referral, send_referral
from referrals.choices import Asked

FLOOR = "floor"
NEED = "education.attendance"


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of request by one reader. `queries` and `floors` (times the floor) are the budget."""

    name: str
    reader: User
    asks: Iterator[Ask]
    queries: int
    floors: float
    expected: int = 200
    shows: str = ""
    """Part of the page that proves it was the whole one."""
    cpu_ms: float = float("inf")


def scenes(stage: Stage, saves: int) -> list[Scene]:
    """The readings, then the savings, for each of which `saves` different requests are prepared."""
    team, case = stage.leading, stage.measured
    worker, manager = stage.reader(team.workers[0]), stage.reader(team.manager)
    partner = stage.places[0].staff[OFFSETS[0]]
    receiver = stage.reader(partner.workers[0])
    name, address = case.person.name, case.get_absolute_url()

    def page(url: str, *args: object, query: str = "") -> Iterator[Ask]:
        return itertools.repeat(Ask(reverse(url, args=args) + query))

    others = list(Case.objects.visible_to(receiver).filter(leads__user=worker).exclude(pk=case.pk).order_by("pk"))
    answers = acceptances(others, sender=worker, receiver=receiver, count=saves)
    mark_read(Notice.objects.unread())  # each kind of unread notice costs every page a query, the floor too
    first_name = case.person.first_name.lower()  # one in forty bears it
    search = itertools.repeat(Ask(reverse("cases:list"), {"name": first_name}))
    return [
        Scene("floor", worker, page(FLOOR), 5, 1.1, cpu_ms=6),
        Scene("case list", worker, page("cases:list"), 10, 3, shows=address),
        Scene("case list, filtered", worker, page("cases:list", query="?due=late"), 10, 3, shows=address),
        Scene("page of a young person", worker, page("cases:detail", case.pk), 20, 6, shows=name),
        Scene("search by name", worker, search, 8, 3, shows=address),
        Scene("inbox of a team", receiver, page("referrals:inbox"), 12, 5, shows="OR-"),
        Scene("coverage of a network", manager, page("reporting:coverage"), 12, 5),
        Scene("own figures", manager, page("reporting:own"), 12, 5),
        Scene("home", worker, page("home"), 20, 6),
        Scene("saving a session", worker, sessions(others[0], saves), 30, 5, expected=302),
        Scene("saving a referral's acceptance", receiver, answers, 30, 5, expected=302),
    ]


def sessions(case: Case, count: int) -> Iterator[Ask]:
    """A session with its goal and a note to the professionals."""
    goal = Goal.objects.filter(case=case, area=Area.EDUCATION).first() or Goal.objects.filter(case=case)[0]
    facts = {"case": case.pk, "goal": goal.pk, "held_on": clock.today().isoformat(), "minutes": 60}
    facts |= {"status": Attendance.Status.PRESENT, "note": "Tout s’est bien passé."}
    path = reverse("programs:session_create")
    return iter([Ask(path, facts | {"new_id": uuid4()}) for _unused in range(count)])


def acceptances(cases: list[Case], *, sender: User, receiver: User, count: int) -> Iterator[Ask]:
    """Referrals in the receiver's inbox, each of a need of its own, each accepted once."""
    team = receiver.memberships.get().team
    asks = []
    for case in itertools.islice(itertools.cycle(cases), count):
        need = add_need(case, by=sender, code=NEED, area=Area.EDUCATION, level=Level.COORDINATION, detail=WORDS)
        asked: dict[str, Any] = {"areas": int(Area.EDUCATION), "seat_level": Level.COORDINATION, "asked": Asked.REGULAR}
        draft = draft_referral(need, by=sender, to_team=team, **asked)
        referral = send_referral(draft, by=sender)
        asks.append(Ask(reverse("referrals:answer", args=[referral.pk]), {"move": "accept"}))
    return iter(asks)

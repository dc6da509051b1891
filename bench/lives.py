"""Young people and all that hangs on their files, row by row as the actions would write them, but in bulk."""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from django.db import models, transaction

from audit.models import ActorKind, Event, View
from bench.networks import Place, Staff
from cases.models import (
    Action,
    ActionPlan,
    Case,
    CircleMembership,
    Goal,
    GoalWording,
    Lead,
    LeadingPeriod,
    Need,
    Note,
    SharingAgreement,
    SharingRecipient,
    TimelineEntry,
)
from cases.needs import vocabulary
from common import clock
from common.areas import ALL_AREAS, Area, Level, with_general
from common.history import Tracked
from people.models import LegalRepresentative, NameToken, YoungPerson
from programs.models import Attendance, Session
from referrals.choices import Asked
from referrals.models import Referral, preview_of
from referrals.policy import Status
from vault import index
from vault.keys import fresh_ring

NAMES = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
WORDS = "Finir mon année, garder mes amis, et savoir à qui parler quand ça ne va pas."
PARTNER_AREAS = (
    with_general(Area.EDUCATION | Area.MENTAL_HEALTH),
    with_general(Area.EDUCATION | Area.HOUSING),
    with_general(Area.LEISURE_CULTURE_SPORT | Area.EDUCATION),
)
OFFSETS = (5, 14, 23, 29, 35)
"""Which teams of the network sit in a file beside the leading one: each in another association."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much hangs on a file."""

    needs: int = 3
    goals: int = 2
    actions: int = 4
    notes: int = 2
    sessions: int = 2
    entries: int = 12
    partners: int = 3
    readings: int = 10


USUAL = Amounts()
MEASURED = Amounts(needs=8, goals=6, actions=15, notes=5, sessions=8, entries=200, partners=5)
"""The page of section 8: 40 items (six goals have six wordings), six associations, 200 entries."""


@dataclass(slots=True)
class Batch:
    """Rows gathered for many files, then written a table at a time."""

    place: Place
    chance: Random
    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add[M: models.Model](self, row: M) -> M:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        """Tracked rows with the history of their making. The managers refuse this; nobody else may do it."""
        for model, rows in self.rows.items():
            models.QuerySet(model).bulk_create(rows, batch_size=2000)
            if issubclass(model, Tracked):
                model.history.bulk_history_create(rows, batch_size=2000)  # type: ignore[attr-defined]


def add_files(place: Place, amounts: list[Amounts], first: int) -> list[Case]:
    """Files led by each team in turn. `first` is the number of the first one: the same numbers give the same lives."""
    batch = Batch(place, Random(first))
    fresh_ring()
    with transaction.atomic():
        cases = [add_file(batch, first + n, amount) for n, amount in enumerate(amounts)]
        batch.write()
    return cases


def add_file(batch: Batch, number: int, amounts: Amounts) -> Case:
    """One young person: identity, circle, agreements, plan, thread."""
    staff = batch.place.staff
    leading = staff[number % len(staff)]
    partners = [staff[(number + offset) % len(staff)] for offset in OFFSETS[: amounts.partners]]
    opened = clock.now() - dt.timedelta(days=100 + number % 260)
    person = add_person(batch, number, opened)
    case = born(
        Case(
            person=person,
            leading_organisation=leading.team.organisation,
            leading_team=leading.team,
            opened_at=opened,
        ),
        opened,
        leading,
    )
    batch.add(case)
    batch.add(LeadingPeriod(case=case, organisation=leading.team.organisation, valid_from=opened))
    review = clock.today() + dt.timedelta(days=number % 90 - 20)
    batch.add(born(ActionPlan(case=case, next_review_on=review), opened, leading))
    if number % 21 != 20:  # the others wait for one
        batch.add(Lead(case=case, user=leading.workers[0], team=leading.team, valid_from=opened))
    add_circle(batch, case, leading, partners)
    needs = add_plan(batch, case, [leading, *partners], amounts)
    add_referrals(batch, needs, [leading, *partners])
    add_trace(batch, case, leading, amounts)
    return case


def born[T: Tracked](row: T, at: dt.datetime, staff: Staff) -> T:
    """With who made it and when, for its history."""
    row.version = 1
    row._history_date, row._history_user = at, staff.workers[0]  # type: ignore[attr-defined]
    return row


def add_person(batch: Batch, number: int, opened: dt.datetime) -> YoungPerson:
    """Names, contacts and birth date under a key of their own; the names found by their index."""
    chance, pk = batch.chance, uuid4()
    first, last = chance.choice(NAMES["first"]), chance.choice(NAMES["last"])
    birth = clock.today() - dt.timedelta(days=chance.randint(12 * 365, 22 * 365))
    person = YoungPerson(
        pk=pk,
        first_name=first,
        last_name=last,
        birth_date=birth,
        birth_year=birth.year,
        commune_id=chance.choice(batch.place.communes),
        contact="06 00 00 00 00",
        address=f"{number} rue Inventée",
    )
    batch.add(born(person, opened, batch.place.staff[number % len(batch.place.staff)]))
    version, digests = index.digests(f"{first} {last}")
    for digest in digests:
        batch.add(NameToken(person=person, digest=digest, version=version))
    representative = LegalRepresentative(
        person=person, name=f"{chance.choice(NAMES['first'])} {last}", contact="06 00 00 00 01"
    )
    batch.add(born(representative, opened, batch.place.staff[0]))
    return person


def add_circle(batch: Batch, case: Case, leading: Staff, partners: list[Staff]) -> None:
    """The leading team for coordination, the first partner too, the others practical; each named by the agreement."""
    seat = {"case": case, "asked_by": leading.workers[0], "valid_from": case.opened_at}
    batch.add(
        CircleMembership(
            team=leading.team, areas=int(ALL_AREAS), level=Level.COORDINATION, function="social_work", **seat
        )
    )
    agreement = batch.add(
        SharingAgreement(
            case=case,
            capacity=SharingAgreement.Capacity.YOUNG_PERSON,
            means=SharingAgreement.Means.SIGNED,
            information_given=True,
            agreed_on=case.opened_at.date(),
            recorded_by=leading.workers[0],
        )
    )
    for n, partner in enumerate(partners):
        areas = PARTNER_AREAS[n % len(PARTNER_AREAS)]
        level = Level.PRACTICAL if n else Level.COORDINATION
        batch.add(CircleMembership(team=partner.team, areas=areas, level=level, function="education", **seat))
        batch.add(
            SharingRecipient(
                agreement=agreement,
                case=case,
                organisation=partner.team.organisation,
                areas=areas,
                valid_from=case.opened_at,
            )
        )


def add_plan(batch: Batch, case: Case, circle: list[Staff], amounts: Amounts) -> list[Need]:
    """Needs, goals in two wordings, actions of every team, notes, sessions. Returns the needs."""
    codes = batch.chance.sample(sorted(vocabulary()), amounts.needs)
    needs = [
        item(batch, case, circle[0], Need, code=code, area=vocabulary()[code].area, detail=WORDS, **unmet(batch, case))
        for code in codes
    ]
    goals = [
        item(batch, case, circle[0], Goal, level=Level.PRACTICAL, area=need.area, words=WORDS, need=need)
        for need, _n in zip(itertools.cycle(needs), range(amounts.goals))
    ]
    for goal in goals:
        item(batch, case, circle[0], GoalWording, goal=goal, area=goal.area, text=WORDS)
    for n in range(amounts.actions):
        goal, owner = goals[n % len(goals)], circle[n % len(circle)]
        due = clock.today() + dt.timedelta(days=n * 7 - 10)
        facts = {"goal": goal, "need": goal.need, "owner_team": owner.team, "due_on": due, "title": WORDS}
        facts["status"] = (Action.Status.ACCEPTED, Action.Status.IN_PROGRESS, Action.Status.PROPOSED)[n % 3]
        facts["person_in_charge"] = owner.workers[0]
        item(batch, case, circle[0], Action, area=goal.area, level=Level.PRACTICAL, **facts)
    for n in range(amounts.notes):
        item(batch, case, circle[n % 2], Note, area=Area.EDUCATION, text=WORDS * 3)
    for n in range(amounts.sessions):
        day = clock.today() - dt.timedelta(days=7 * n)
        by = circle[-1]
        session = batch.add(Session(team=by.team, held_on=day, recorded_by=by.volunteer, recorded_at=clock.now()))
        facts = {"session": session, "goal": goals[0], "status": Attendance.Status.PRESENT}
        item(batch, case, by, Attendance, area=Area.EDUCATION, level=Level.PRACTICAL, **facts)
    return needs


def add_referrals(batch: Batch, needs: list[Need], circle: list[Staff]) -> None:
    """One that the first partner has not answered, and one that the second has begun or declined."""
    case, by = needs[0].case, circle[0]
    sent = clock.now() - dt.timedelta(days=2)
    dates = {"sent_at": sent, "remind_at": sent + dt.timedelta(days=7), "expires_at": sent + dt.timedelta(days=40)}
    declined: dict[str, Any] = {
        "status": Status.DECLINED,
        "answered_at": sent,
        "ended_at": sent,
        "decline_reason": "criteria",
    }
    states: list[dict[str, Any]] = [{"status": Status.SENT}, declined]
    for need, to, state in zip(needs, circle[1:], states, strict=False):
        asked = {"areas": with_general(need.area), "seat_level": Level.COORDINATION, "asked": Asked.REGULAR}
        team = {"to_team": to.team, "to_organisation": to.team.organisation}
        facts = {"need": need, "area": need.area, **asked, **team, **dates, **state}
        batch.add(preview_of(item(batch, case, by, Referral, **facts)))


def unmet(batch: Batch, case: Case) -> dict[str, Any]:
    """One need in five is covered by nobody."""
    if batch.chance.random() < 0.8:
        return {}
    return {"status": Need.Status.UNMET, "unmet_since": case.opened_at.date()}


def item(batch: Batch, case: Case, by: Staff, model: type[Any], **facts: Any) -> Any:
    """One row of the plan, by a worker of a team."""
    row = model(
        case=case,
        person=case.person,
        author=by.workers[0],
        author_team=by.team,
        created_at=case.opened_at,
        **{"level": Level.COORDINATION} | facts,
    )
    return batch.add(born(row, case.opened_at, by))


def add_trace(batch: Batch, case: Case, by: Staff, amounts: Amounts) -> None:
    """What happened and who looked: the thread of the file, and the record."""
    kinds = ("cases.need_added", "cases.action_added", "programs.attendance_added")
    who: dict[str, Any] = {"actor_kind": ActorKind.USER, "actor_id": by.workers[0].pk, "case_id": case.pk}
    for n in range(amounts.entries):
        at = case.opened_at + dt.timedelta(hours=12 * n)
        level = Level.PRACTICAL if n % 3 else Level.COORDINATION
        facts = {"kind": kinds[n % 3], "object_id": uuid4(), "area": Area.EDUCATION, "level": level}
        batch.add(TimelineEntry(case=case, at=at, author=by.workers[0], author_team=by.team, **facts))
        batch.add(Event(at=at, verb=kinds[n % 3], **who))
    for n in range(amounts.readings):
        batch.add(View(at=case.opened_at + dt.timedelta(days=n), verb="cases.view_case", **who))

"""The lives of young people: stories of network.toml, or drawn from its chapters. Every step is the product's own."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from audit.actions import record_view
from cases.actions import circle, closing, files, plan, sharing, versions
from cases.models import Case
from cases.needs import vocabulary
from common import clock, workdays
from common.areas import Area, Level
from demo.cast import PLAN, Cast, team_of
from places.models import Commune
from programs.actions import log_session
from referrals.actions import answering, sending
from referrals.actions.telling import note_told
from referrals.choices import Asked

type Story = dict[str, Any]
"""As network.toml writes them: who leads, the identity, the parents, the steps."""

type Life = Iterator[dt.timedelta]
"""Acts until somebody waits, and says how long."""


def draw(count: int, seed: int = 2026) -> list[Story]:
    """As many lives, always the same."""
    chance = Random(seed)  # noqa: S311  # invented lives, not secrets
    fates = [
        (area, course, territory)
        for area, plot in PLAN["plots"].items()
        for course, (here, there) in plot["courses"].items()
        for territory in [0] * here + [1] * there
    ]
    chance.shuffle(fates)
    names = list(itertools.product(PLAN["names"]["first"], PLAN["names"]["last"]))
    lots = zip(chance.sample(names, len(fates)), fates, strict=True)
    return [write(chance, first, last, *fate) for (first, last), fate in lots][:count]


def write(chance: Random, first: str, last: str, area: str, course: str, territory: int) -> Story:
    """A life before it begins, as a story. It has one or two parents until the young person is of age."""
    plot, plan = PLAN["plots"][area], PLAN["courses"][course]
    words = plot | {"area": area, "by": chance.choice(plan.get("leads", [plot["who"]]))}
    words |= {word: chance.choice(plot[word]) for word in ("code", "words")} | {"doer": words[plan.get("doer", "who")]}
    age = chance.randint(12, 14) if team_of(words["by"]) == "jeunes" else chance.randint(15, 18)
    commune = chance.choice(list(PLAN["territories"].values())[territory])
    parents = chance.sample(PLAN["names"]["parents"], chance.randint(1, 2) if age < 18 else 0)
    surnames = [last, last, chance.choice(PLAN["names"]["last"])]
    return {
        "by": words["by"],
        "identity": {"first_name": first, "last_name": last, "age": age, "commune": commune},
        "parents": [{"name": f"{parent} {chance.choice(surnames)}"} for parent in parents],
        "steps": [fill(step, words) for chapter in plan["chapters"] for step in PLAN["chapters"][chapter]],
    }


def fill(text: Any, words: dict[str, Any]) -> Any:
    """A step of a chapter with the words of one life, each where its name stands after a $."""
    if isinstance(text, list):
        return [fill(part, words) for part in text]
    if isinstance(text, dict):
        return {name: fill(part, words) for name, part in text.items()}
    return words[text[1:]] if str(text).startswith("$") else text


def live(cast: Cast, story: Story, today: dt.date) -> Life:
    """Each step on its day: when, a method of `Told`, what it takes; of several things to take, one is drawn."""
    name = "{first_name} {last_name}".format_map(story["identity"])
    told = Told(cast, story, today, Random(name))  # noqa: S311  # invented lives, not secrets
    for when, do, facts in story["steps"]:
        if wait := told.until(when):
            yield wait
        getattr(told, do)(**(told.chance.choice(facts) if isinstance(facts, list) else facts))


@dataclass
class Told:
    """A story as far as it is told. `by` is a short name; without it, whoever opened the file acts."""

    cast: Cast
    story: Story
    today: dt.date
    chance: Random
    kept: dict[str, Any] = field(default_factory=dict)
    case: Case = field(init=False)

    def who(self, by: str = "") -> Any:
        return self.cast.people[by or self.story["by"]]

    def until(self, when: Any) -> Any:
        """To a day so many working days before the last, to the next review, or a drawn number of days."""
        if when == "review":
            return self.kept["review"] - clock.today()
        if isinstance(when, list):
            return self.chance.randint(*when) * clock.DAY
        past = (self.today - n * clock.DAY for n in itertools.count())
        return next(itertools.islice(filter(workdays.is_working, past), when, None)) - clock.today()

    def day(self, due: Any) -> dt.date:
        """So many days after the last day; of two numbers, a drawn one after the day of the step, when people work."""
        if isinstance(due, int):
            return self.today + due * clock.DAY
        return workdays.after(clock.today() + (self.chance.randint(*due) - 1) * clock.DAY, 1)

    def open(self) -> None:
        identity = dict(self.story["identity"])
        lived = identity.pop("age") * 365.25 + self.chance.randint(20, 340)
        identity["birth_date"] = self.today - dt.timedelta(days=lived)
        identity["commune"] = Commune.objects.get(insee_code=identity["commune"])
        team, parents = self.cast.team(self.story["by"]), tuple(self.story["parents"])
        self.case = files.open_case(by=self.who(), team=team, identity=identity, representatives=parents)

    def agree(self, teams: list[str], until: int | None = None) -> None:
        """The young person agrees that these teams' associations know."""
        last = None if until is None else self.day(until)
        seats = [self.cast.seat_of(team) for team in teams]
        named = [sharing.Recipient(seat["team"].organisation, seat["areas"], last) for seat in seats]
        terms: dict[str, Any] = {"capacity": "young_person", "means": "signed", "information_given": True}
        sharing.record_agreement(self.case, recipients=named, by=self.who(), agreed_on=clock.today(), **terms)

    def seat(self, team: str) -> None:
        self.kept[f"seat of {team_of(team)}"] = circle.ask_seat(self.case, by=self.who(), **self.cast.seat_of(team))

    def sit(self, by: str) -> None:
        circle.accept_seat(self.kept[f"seat of {team_of(by)}"], by=self.who(by))

    def need(self, code: str) -> None:
        area = vocabulary()[code].area
        self.kept[code] = plan.add_need(self.case, by=self.who(), code=code, area=area, level=Level.COORDINATION)

    def becomes(self, code: str, status: str) -> None:
        plan.move_need(self.kept[code], status=status, by=self.who())

    def goal(self, key: str, code: str, level: int = Level.PRACTICAL, **texts: Any) -> None:
        need = self.kept[code]
        self.kept[key] = plan.add_goal(self.case, by=self.who(), need=need, area=need.area, level=level, **texts)

    def action(self, title: str, key: str, team: str, due: Any, level: int = Level.PRACTICAL) -> None:
        """Under the goal `key`."""
        goal, owner = self.kept[key], self.cast.team(team)
        facts = {"goal": goal, "area": goal.area, "level": level, "due_on": self.day(due)}
        self.kept[title] = plan.add_action(self.case, by=self.who(), title=title, owner_team=owner, **facts)

    def move(self, title: str, to: str, by: str = "") -> None:
        """What a team proposes to itself is accepted already."""
        if self.kept[title].status != to:
            self.kept[title] = plan.move_action(self.kept[title], status=to, by=self.who(by))

    def note(self, text: str, area: str, level: int = Level.COORDINATION, by: str = "") -> None:
        plan.add_note(self.case, by=self.who(by), text=text, area=Area[area.upper()], level=level)

    def say(self, area: str, level: int = Level.PRACTICAL, **facts: Any) -> None:
        facts |= {"area": Area[area.upper()], "level": level, "said_on": clock.today()}
        plan.add_statement(self.case, by=self.who(), **facts)

    def sign(self) -> None:
        """The plan as it stands now, on paper, by everybody who is asked."""
        for sign in versions.propose_version(self.case, by=self.who()).sign_offs.order_by("-party", "pk"):
            versions.note_sign_off(sign, by=self.who(), answer="signed", on=clock.today())

    def session(self, key: str, by: str, **facts: Any) -> None:
        facts = {"status": "present", "held_on": clock.today(), "goal": self.kept[key]} | facts
        log_session(self.case, by=self.who(by), **facts)

    def review(self, due: Any) -> None:
        self.kept["review"] = plan.set_next_review(self.case.plan, on=self.day(due), by=self.who()).next_review_on

    def refer(self, code: str, team: str, asked: str = Asked.FIRST_MEETING, **more: Any) -> None:
        """Drafted with the young person, and sent."""
        need, to = self.kept[code], self.cast.team(team)
        terms = more | {"areas": int(need.area), "seat_level": Level.COORDINATION, "prepared_with_young_person": True}
        terms |= {"to_team": to, "service": to.services.first(), "asked": asked}
        draft = sending.draft_referral(need, by=self.who(), **terms)
        self.tell(f"to {team_of(team)}", sending.send_referral(draft, by=self.who()))

    def answer(self, how: str, by: str, **more: Any) -> None:
        """A move of the receiving team, by its name in `referrals.actions.answering`."""
        key = f"to {team_of(by)}"
        self.tell(key, getattr(answering, how)(self.kept[key], by=self.who(by), **more))

    def tell(self, key: str, referral: Any) -> None:
        """The young person hears of each step the same day."""
        how, step = referral.person.contact_channel, referral.step()
        self.kept[key] = note_told(referral, by=self.who(), step=step, how=how)

    def seen(self, by: str = "", **detail: str) -> None:
        record_view("cases.view_case", self.case, by=self.who(by), detail=detail)

    def close(self, reason: str) -> None:
        closing.close_case(self.case, reason=reason, by=self.who())

"""The machine's part about personal links: facts of the family, marks, birthdays; oracle = policy = what they show."""

import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from cases import policy
from cases.facts import concerned_of, hung, marks_of
from cases.models import CaseLink, Mark, TimelineEntry
from common import clock
from people.models import LegalRepresentative, YoungPerson
from tests.cases import surfaces
from tests.factories.cases import give, mark

T0 = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LINK_FACTS = (CaseLink, Mark)
HIDES_PLACES = ("Attendance", "Measure", "TimelineEntry")
small = st.integers(0, 11)
days = st.tuples(st.integers(-20, 20), st.integers(0, 30))


def age_on(day, person):
    """Completed years; the most they may be where only the year is known."""
    if person.birth_date is None:
        return day.year - person.birth_year
    return day.year - person.birth_year - ((day.month, day.day) < (person.birth_date.month, person.birth_date.day))


def all_marks():
    """By item and reader."""
    found = defaultdict(list)
    for one in Mark.objects.all():
        found[one.item, one.reader].append(one)
    return found


def reads(link, item, instant, marked):
    """Written from the rule's sentences alone: shares no code with the policy or the predicate."""
    day = instant.astimezone(ZoneInfo("Europe/Paris")).date()
    marks = marked[getattr(item, "object_id", item.pk), link.kind]
    effects = {one.effect for one in marks if one.valid_from <= instant and instant < one.valid_until}
    runs = link.valid_from <= instant and instant < link.valid_until
    if not runs or link.case_id != item.case_id or item.level == 3 or "hidden" in effects:
        return False
    if link.kind == "young_person":
        return True
    one, age = link.representative, age_on(day, link.person)
    if link.kind == "partner" or one.ended_on or (one.since_on and one.since_on > day) or age >= 18:
        return False
    if one.address_hidden and type(item).__name__ in HIDES_PLACES:
        return False
    return "shown" in effects or (age < 16 and item.area not in (4, 8))


class Concerned:
    """Mixed into the machine of accounts: same files, same items, same clock."""

    steps_by_link = 0

    def give_links(self):
        person = self.cases[0].person
        self.family = [LegalRepresentative.objects.create(person=person, name=name) for name in ("A", "B")]
        self.links = [give(self.cases[0]), give(self.cases[1])]
        self.links += [give(self.cases[0], one) for one in self.family]

    def some(self, rows, n):
        return rows[n % len(rows)]

    @rule(n=small, reader=st.sampled_from(["young_person", "representative"]), shown=st.booleans(), span=days)
    def an_author_marks(self, n, reader, shown, span):
        where = {"valid_from": T0 + dt.timedelta(days=span[0]), "valid_until": T0 + dt.timedelta(days=sum(span))}
        effect = "shown" if shown and reader == "representative" else "hidden"
        mark(self.some(self.items, n), reader, effect, **where)

    @rule(n=st.integers(-15, 15), age=st.sampled_from([16, 18]), known=st.booleans())
    def they_were_born(self, n, age, known):
        day = (T0 + dt.timedelta(days=n)).date()
        born = day.replace(year=day.year - age)
        person = YoungPerson.objects.get(pk=self.cases[0].person_id)
        person.birth_date, person.birth_year = born if known else None, born.year
        person.save()

    @rule(late=st.booleans(), age=st.sampled_from([16, 18]))
    def the_clock_lands_on_a_birthday(self, late, age):
        person = YoungPerson.objects.get(pk=self.cases[0].person_id)
        midnight = clock.end_of(person.may_be(age) - clock.DAY)
        if abs(midnight - T0) < dt.timedelta(days=40):
            self.move_to(midnight - dt.timedelta(microseconds=0 if late else 1))

    @rule(n=small, ended=st.booleans(), since=st.integers(-9, 9), hidden=st.booleans())
    def a_representative_changes(self, n, ended, since, hidden):
        one = self.some(self.family, n)
        one.since_on = (T0 + dt.timedelta(days=since)).date()
        one.ended_on, one.ending = (one.since_on, "withdrawn") if ended else (None, "")
        one.address_hidden = hidden
        one.save()

    @rule(n=small, span=days)
    def a_link_is_ended_or_runs(self, n, span):
        link = self.some(self.links, n)
        link.valid_from, link.valid_until = (T0 + dt.timedelta(days=d) for d in (span[0], sum(span)))
        link.save()

    @invariant()
    def every_link_agrees(self):
        if not hasattr(self, "links"):
            return
        self.steps_by_link += 1
        link = CaseLink.objects.select_related("person", "representative").get(
            pk=self.links[self.steps_by_link % len(self.links)].pk
        )
        marked = all_marks()
        expected = {item.pk for item in self.items if reads(link, item, self.now, marked)}
        one, marks, day = concerned_of(link), marks_of(link.case_id), clock.local_day(self.now)
        told = {i.pk for i in self.items if policy.shows_by_link(one, marks, hung(i), self.now, day)}
        assert told == expected
        assert {pk for kind in surfaces.KINDS for pk in shown(kind, link)} & {i.pk for i in self.items} == expected
        entries = {entry.pk for entry in TimelineEntry.objects.all() if reads(link, entry, self.now, marked)}
        assert set(shown(TimelineEntry, link)) == entries


def shown(kind, link):
    return kind.objects.for_link(link).values_list("pk", flat=True)

"""What the young person and the representatives read by their links; each clause of the predicate is needed."""

import datetime as dt
from itertools import product

import pytest

from cases import predicate
from cases.actions.closing import close_case
from cases.actions.marks import Wish, mark_item
from cases.actions.plan import set_level
from cases.facts import concerned_of, hung, marks_of
from cases.models import CaseLink, Goal, Mark, Note, TimelineEntry
from cases.models.marks import ShowsToLink
from cases.policy import shows_by_link as shows
from common import clock
from common.areas import Area, Level
from people.actions import add_representative, change_representative, end_representative
from tests.cases.concerned import all_marks, reads, shown
from tests.factories.cases import CaseFactory, GoalFactory, NoteFactory, give, mark

T0 = dt.datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
TICK = dt.timedelta(microseconds=1)
BIRTHDAYS = {"15": (2010, 3, 14), "16 today": (2010, 3, 2), "18 tomorrow": (2008, 3, 3), "18 today": (2008, 3, 2)}


@pytest.fixture(autouse=True)
def _morning(db, at):
    with at(T0):
        yield


def family(case, **facts):
    return case.person.representatives.create(name="x", **facts)


def holders(case):
    """A link for each clause about a link or whoever holds it."""
    child, old = family(case), T0.date()
    return {
        "young person": give(case, valid_from=T0),
        "over": give(case, valid_from=T0 - HOUR, valid_until=T0),
        "parent": give(case, child),
        "not yet": give(case, family(case, since_on=old + clock.DAY)),
        "since today": give(case, family(case, since_on=old)),
        "ended": give(case, family(case, ended_on=old, ending="withdrawn")),
        "hidden from": give(case, family(case, address_hidden=True)),
    }


@pytest.fixture
def scene(db):
    """Files in which every clause decides about some item: marked or not, of every level, of four areas."""
    cases = [CaseFactory(person__birth_date=dt.date(*born), person__birth_year=born[0]) for born in BIRTHDAYS.values()]
    links = [link for case in cases for link in holders(case).values()]
    links.append(CaseLink.objects.create(case=cases[0], person=cases[0].person, kind="partner", digest="x"))
    items = [item for case in cases for item in written(case)]
    held = CaseLink.objects.filter(pk__in=[link.pk for link in links])
    return held.select_related("person", "representative"), items


def written(case):
    areas = (Area.EDUCATION, Area.HEALTH, Area.MENTAL_HEALTH)
    for area in areas:
        for level in Level:
            yield NoteFactory(case=case, area=area, level=level)
            mark(marked := NoteFactory(case=case, area=area, level=level), "representative", "shown")
            yield marked
    for reader in Mark.Reader.values:
        for span in ((T0 - HOUR, T0), (T0, T0 + HOUR), (T0 + TICK, T0 + HOUR)):
            note = NoteFactory(case=case, area=Area.EDUCATION)
            mark(note, reader, "hidden", valid_from=span[0], valid_until=span[1])
            yield note
    TimelineEntry.objects.create(case=case, kind="cases.note_added", area=Area.EDUCATION, level=1)


def by_rule(scene):
    links, items = scene
    entries = list(TimelineEntry.objects.all())
    now, marked = clock.now(), all_marks()
    return {(link.pk, row.pk) for link in links for row in (*items, *entries) if reads(link, row, now, marked)}


def by_predicate(scene):
    return {(link.pk, pk) for link in scene[0] for kind in (Note, TimelineEntry) for pk in shown(kind, link)}


def by_policy(scene):
    links, items = scene
    now, day = clock.now(), clock.today()
    facts = [(link.pk, concerned_of(link), marks_of(link.case_id)) for link in links]
    told = [(pk, item.pk) for pk, one, marks in facts for item in items if shows(one, marks, hung(item), now, day)]
    return set(told)


def test_before_on_and_after_every_edge_they_agree(scene, at):
    midnight, notes = clock.end_of(T0.date()), {item.pk for item in scene[1]}
    for edge, offset in product((T0, T0 + HOUR, midnight), (-TICK, 0 * TICK, TICK)):
        with at(edge + offset):
            expected = by_rule(scene)
            assert by_predicate(scene) == expected
            assert by_policy(scene) == {(link, pk) for link, pk in expected if pk in notes}


CLAUSE = predicate.SHOWN_BY_LINK
MUTANTS = {
    "of any file": ("own", "1 = 1"),
    "restricted too": ("level", "{level} IN (1, 2, 3)"),
    "practical only": ("level", "{level} = 1"),
    "marks hide nothing": ("kept", "1 = 1"),
    "no authority asked": ("due", CLAUSE["due"].replace("r.id IS NOT NULL AND", "1 = 1 AND")),
    "marks show nothing": ("due", CLAUSE["due"].replace("{shown} OR", "1 = 0 OR")),
    "only what is marked": ("due", CLAUSE["due"].replace("OR {rule}", "OR 1 = 0")),
    "no age asked": ("due", CLAUSE["due"].replace("{rule}", "1 = 1")),
    "the young person like a parent": ("due", CLAUSE["due"].replace("'young_person'", "'nobody'")),
    "a partner like the young person": ("due", CLAUSE["due"].replace("= 'young_person'", "<> 'representative'")),
    "places for everybody": ("where", "1 = 1"),
    "places for nobody": ("where", "{tells_nothing}"),
}
TEXTS = {
    "an authority that has ended": ("LINKS", "AND r.ended_on IS NULL ", ""),
    "an authority to come": ("LINKS", "r.since_on <= {today}", "{today} IS NOT NULL"),
    "an authority from the day after": ("LINKS", "r.since_on <= {today}", "r.since_on < {today}"),
    "health too": ("BY_THE_RULE", "NOT IN (4, 8)", "NOT IN (4)"),
    "mental health too": ("BY_THE_RULE", "NOT IN (4, 8)", "NOT IN (8)"),
}


def test_without_a_clause_somebody_reads_too_much_or_too_little(scene, subtests):
    expected = by_rule(scene)
    for name, (clause, text) in MUTANTS.items():
        with subtests.test(name), pytest.MonkeyPatch.context() as patch:
            assert text != CLAUSE[clause]
            patch.setitem(predicate.SHOWN_BY_LINK, clause, text)
            assert by_predicate(scene) != expected
    for name, (text, old, new) in TEXTS.items():
        with subtests.test(name), pytest.MonkeyPatch.context() as patch:
            assert old in getattr(predicate, text)
            patch.setattr(predicate, text, getattr(predicate, text).replace(old, new))
            assert by_predicate(scene) != expected


SPANS = {
    "links end late": ("l.valid_until", "<", "<="),
    "marks end late": ("k.valid_until", "<", "<="),
    "links begin late": ("l.valid_from", "<=", "<"),
    "marks begin late": ("k.valid_from", "<=", "<"),
}


def test_a_span_off_by_a_microsecond_is_found_out(scene, subtests):
    expected, sound = by_rule(scene), ShowsToLink.as_sql
    for name, (column, old, new) in SPANS.items():
        right = f"{old} {column}" if "until" in column else f"{column} {old}"

        def mutated(self, *args, right=right, old=old, new=new, **kwargs):
            sql, params = sound(self, *args, **kwargs)
            assert right in sql
            return sql.replace(right, right.replace(old, new)), params

        with subtests.test(name), pytest.MonkeyPatch.context() as patch:
            patch.setattr(ShowsToLink, "as_sql", mutated)
            assert by_predicate(scene) != expected


@pytest.mark.parametrize("age", [16, 18])
def test_where_only_the_year_is_known_the_careful_side_is_taken(db, at, age):
    case = CaseFactory(person__birth_date=None, person__birth_year=2027 - age)
    note, link = NoteFactory(case=case), give(case, family(case))
    if age == 18:
        mark(note, "representative", "shown")
    new_year = clock.end_of(dt.date(2026, 12, 31))
    with at(new_year - TICK):
        assert shown(Note, CaseLink.objects.get(pk=link.pk))
    with at(new_year):
        assert not shown(Note, CaseLink.objects.get(pk=link.pk))


def test_marking_hides_and_shows_at_once_and_lifting_too(world):
    note = NoteFactory(case=world.case, author=world.social_worker)
    entry = TimelineEntry.objects.create(
        case=world.case, kind="cases.note_added", object_id=note.pk, area=note.area, level=note.level
    )
    link, until = give(world.case), T0.date() + clock.DAY
    for effect, seen in (("hidden", False), ("", True)):
        wish = Wish(effect, "hard_news", until) if effect else Wish()
        mark_item(note, by=world.social_worker, wishes={"young_person": wish})
        assert shown(Note, link).exists() == shown(TimelineEntry, link).exists() == seen
    assert entry.pk in shown(TimelineEntry, link)
    assert Mark.objects.count() == 1


def test_what_is_kept_for_a_talk_shows_once_its_last_day_is_over(world, at):
    note, link = NoteFactory(case=world.case), give(world.case)
    wish = Wish("hidden", "explained", T0.date())
    mark_item(note, by=note.author, wishes={"young_person": wish})
    with at(clock.end_of(T0.date()) - TICK):
        assert not shown(Note, link)
    with at(clock.end_of(T0.date())):
        assert shown(Note, link)


def test_facts_of_the_family_count_from_the_moment_they_are_recorded(world):
    case, by = world.case, {"by": world.social_worker, "case_id": world.case.pk}
    GoalFactory(case=case)
    one = add_representative(case.person, name="x", **by)
    link = give(case, one)
    entry = TimelineEntry.objects.create(case=case, kind="x", area=1, level=1)
    assert entry.pk in shown(TimelineEntry, link)
    one = change_representative(one, version=one.version, address_hidden=True, **by)
    assert not shown(TimelineEntry, link)
    assert shown(Goal, link)
    end_representative(one, on=T0.date(), ending="withdrawn", **by)
    assert not shown(Goal, link)


def test_narrowing_closes_an_item_to_the_links_at_once(world):
    note, link = (
        NoteFactory(case=world.case, author=world.social_worker, author_team=world.teams["cap"]),
        give(world.case),
    )
    set_level(note, level=Level.RESTRICTED, by=world.social_worker)
    assert not shown(Note, link)


def test_links_end_with_the_seats_of_a_closed_file(world, at):
    note, link = NoteFactory(case=world.case), give(world.case)
    close_case(world.case, reason="moved", by=world.social_worker)
    for days, seen in ((29, [note.pk]), (30, [])):
        with at(T0 + dt.timedelta(days=days)):
            assert list(shown(Note, link)) == seen

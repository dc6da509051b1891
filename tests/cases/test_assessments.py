"""How each area goes: marked by the young person or the professionals, again and again, each for its own readers."""

import pytest

from cases.actions import plan
from cases.models import Assessment, Need
from common.areas import Area, Level
from tests.factories.cases import AssessmentFactory, NeedFactory

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED
HOME, CODE = "education.attendance", "education.bullying"


def page(client, world):
    return client.get(f"/dossiers/{world.case.pk}/evaluation/")


def area(client, world, key="education"):
    return next(one for one in page(client, world).context["pages"] if one.key == key)


def marked(world, day, **more):
    return AssessmentFactory(case=world.case, author=world.social_worker, assessed_on=day, **more)


@pytest.mark.parametrize(
    ("way", "source", "asked"),
    [
        ("", "professional", "Retrouver une présence régulière en classe"),
        ("ensemble/", "young_person", "Aller en cours régulièrement"),
    ],
)
def test_each_need_of_the_area_is_asked_in_the_words_of_whoever_marks_it(world, as_, way, source, asked):
    client, address = as_(world.social_worker), f"/dossiers/{world.case.pk}/evaluation/education/{way}"
    assert asked in client.get(address).content.decode()
    typed = {"assessed_on": "2026-01-05", HOME: 3, CODE: "", "level": 2}
    assert client.post(address, typed).status_code == 302
    row = Assessment.objects.get()
    assert (row.source, row.marks, row.area, row.level) == (source, {HOME: 3}, Area.EDUCATION, C)


def test_nothing_marked_is_refused_and_so_is_a_day_to_come(world, as_):
    client, address = as_(world.social_worker), f"/dossiers/{world.case.pk}/evaluation/education/"
    assert client.post(address, {"assessed_on": "2026-01-05"}).context["form"].non_field_errors()
    assert "assessed_on" in client.post(address, {"assessed_on": "2190-01-05", HOME: 1}).context["form"].errors
    assert HOME in client.post(address, {"assessed_on": "2026-01-05", HOME: 5}).context["form"].errors
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(("area", "level"), [("education", C), ("health", R), ("justice", R), ("housing", C)])
def test_health_and_justice_are_restricted_unless_their_author_chooses_otherwise(world, as_, area, level):
    code = {"education": HOME, "health": "health.access_to_care", "justice": "justice.victim_support"}
    typed = {"assessed_on": "2026-01-05", code.get(area, "housing.first_home"): 2}
    as_(world.social_worker).post(f"/dossiers/{world.case.pk}/evaluation/{area}/", typed)
    assert Assessment.objects.get().level == level


@pytest.mark.parametrize("key", ["housing", "general", "nowhere", "no_areas"])
def test_an_area_one_does_not_see_and_one_that_does_not_exist_look_the_same(world, as_, key):
    assert as_(world.teacher).get(f"/dossiers/{world.case.pk}/evaluation/{key}/").status_code == 404


def test_days_stand_side_by_side_the_newest_last_and_six_at_most(world, as_):
    for day in range(1, 9):
        marked(world, f"2026-01-0{day}", marks={HOME: day % 4 + 1})
    found = area(as_(world.social_worker), world)
    assert [day.assessed_on.day for day in found.days] == [3, 4, 5, 6, 7, 8]
    (line,) = found.lines
    assert [mark.value for _day, mark in line.marks] == [4, 1, 2, 3, 4, 1]


READERS = {
    "social_worker": {"Pro", "Jeune", "Équipe"},
    "psychologist": {"Pro", "Jeune"},
    "teacher": {"Jeune"},
    "mentor": {"Jeune"},
}


@pytest.mark.parametrize("persona", READERS)
def test_each_reader_sees_their_own_assessments(world, as_, persona):
    made = {
        marked(world, "2026-01-01", level=C).pk: "Pro",
        marked(world, "2026-01-02", level=P, source="young_person").pk: "Jeune",
        marked(world, "2026-01-03", level=R).pk: "Équipe",
    }
    marked(world, "2026-01-04", area=Area.JUSTICE, level=R, marks={"justice.victim_support": 4})
    found = area(as_(world.people[persona]), world)
    assert {made[day.pk] for day in found.days} == READERS[persona]


@pytest.mark.parametrize("persona", ["stranger", "manager", "dpo"])
def test_whoever_may_not_open_the_file_finds_nothing(world, as_, persona):
    assert page(as_(world.people[persona]), world).status_code == 404


@pytest.mark.parametrize(
    ("marks", "named", "proposed"),
    [([3], False, True), ([3], True, False), ([4, 1], False, False), ([2], False, False)],
)
def test_a_hard_one_that_the_plan_does_not_name_is_proposed_as_a_need(world, as_, marks, named, proposed):
    for day, mark in enumerate(marks, 1):
        marked(world, f"2026-01-0{day}", marks={HOME: mark})
    if named:
        NeedFactory(case=world.case, code=HOME, author=world.social_worker)
    client = as_(world.social_worker)
    html = page(client, world).content.decode()
    link = f"/dossiers/{world.case.pk}/besoin/?code={HOME}"
    assert (link in html) == proposed
    if proposed:
        assert client.get(link).context["form"].initial["code"] == HOME
        client.post(link, {"code": HOME, "level": 2})
        assert Need.objects.get().code == HOME


def test_it_is_corrected_by_its_author_and_its_past_is_told_in_words(world, as_):
    row = plan.add_assessment(
        world.case,
        by=world.social_worker,
        area=1,
        level=C,
        source="professional",
        assessed_on="2026-01-05",
        marks={HOME: 2},
    )
    client = as_(world.social_worker)
    typed = {"assessed_on": "2026-01-06", HOME: 4, "version": row.version}
    assert client.post(f"/evaluation/{row.pk}/modifier/", typed).status_code == 302
    row.refresh_from_db()
    assert row.marks == {HOME: 4}
    html = client.get(f"/evaluation/{row.pk}/historique/").content.decode()
    assert "Retrouver une présence régulière en classe (un peu difficile)" in html
    assert "Retrouver une présence régulière en classe (besoin d’aide maintenant)" in html


def test_the_cost_of_the_page_does_not_grow_with_the_days(world, as_, django_assert_max_num_queries):
    client = as_(world.social_worker)
    for day in range(1, 9):
        marked(world, f"2026-01-0{day}")
    with django_assert_max_num_queries(14):
        page(client, world)

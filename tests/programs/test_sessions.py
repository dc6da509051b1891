"""A mentor logs a session from a phone."""

import datetime as dt

import pytest

from cases.actions import plan
from cases.models import Note
from common import clock
from common.areas import Area, Level
from programs.models import Attendance, Session


@pytest.fixture
def goal(world):
    return plan.add_goal(
        world.case, by=world.social_worker, words="Finir mon année", area=Area.EDUCATION, level=Level.PRACTICAL
    )


def typed(client, world, **more):
    form = client.get("/seances/nouvelle/").context["form"]
    data = {
        "new_id": form["new_id"].value(),
        "case": world.case.pk,
        "held_on": clock.today().isoformat(),
        "status": "present",
        "minutes": 90,
    }
    return data | more


def test_a_session_is_a_practical_fact_and_its_note_goes_to_the_professionals(world, goal, as_):
    client = as_(world.mentor)
    data = typed(client, world, goal=goal.pk, note="Lou a fini son exposé.")
    assert client.post("/seances/nouvelle/", data).status_code == 302
    attendance, note = Attendance.objects.get(), Note.objects.get()
    assert (attendance.level, attendance.area) == (Level.PRACTICAL, Area.EDUCATION)
    assert note.level == Level.COORDINATION
    assert Note.objects.visible_to(world.psychologist).exists()
    assert Note.objects.visible_to(world.mentor).exists(), "its author reads it back"
    assert not Note.objects.visible_to(world.teacher).exists()
    assert Attendance.objects.visible_to(world.teacher).exists()


def test_sent_twice_it_is_one_session(world, goal, as_):
    client = as_(world.mentor)
    data = typed(client, world)
    for _ in range(2):
        client.post("/seances/nouvelle/", data)
    assert Session.objects.count() == 1


def test_did_not_come_is_one_tap(world, as_):
    client = as_(world.mentor)
    client.post("/seances/nouvelle/", typed(client, world, status="absent"))
    assert Attendance.objects.get().reason == Attendance.Reason.UNKNOWN


def test_it_is_corrected_the_same_day_and_not_the_next(world, as_, at):
    start = clock.now()
    with at(start):
        client = as_(world.mentor)
        client.post("/seances/nouvelle/", typed(client, world, status="absent"))
        address = f"/seances/{Attendance.objects.get().pk}/corriger/"
        assert as_(world.social_worker).get(address).status_code == 403
        as_(world.mentor).post(address, {"status": "present", "minutes": 60})
        assert Attendance.objects.get().status == "present"
    with at(start + dt.timedelta(days=1)):
        as_(world.mentor).post(address, {"status": "absent", "minutes": 60})
        assert Attendance.objects.get().status == "present"


@pytest.mark.parametrize(
    "wrong", [{"status": ""}, {"held_on": "2020-01-01"}, {"held_on": "demain"}, {"minutes": 9999}, {"note": "x" * 2001}]
)
def test_bad_input_is_told_beside_the_field_and_nothing_is_saved(world, as_, wrong):
    client = as_(world.mentor)
    answer = client.post("/seances/nouvelle/", typed(client, world, note="gardé") | wrong)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(wrong)
    assert not Session.objects.exists()


def test_another_young_persons_file_cannot_be_chosen(world, as_):
    client = as_(world.stranger)
    answer = client.post("/seances/nouvelle/", typed(client, world))
    assert "case" in answer.context["form"].errors


def test_saving_costs_a_bounded_number_of_queries(world, goal, as_, django_assert_max_num_queries):
    client = as_(world.mentor)
    data = typed(client, world, goal=goal.pk, note="Un mot")
    with django_assert_max_num_queries(30):
        client.post("/seances/nouvelle/", data)


def test_the_mentor_sees_the_session_on_the_page(world, as_):
    client = as_(world.mentor)
    client.post("/seances/nouvelle/", typed(client, world))
    html = client.get(world.case.get_absolute_url()).content.decode()
    assert "90 min" in html


@pytest.mark.parametrize(
    ("persona", "main"),
    [("mentor", "Noter une séance"), ("teacher", "Noter une séance"), ("social_worker", "Ajouter une action")],
)
def test_the_main_thing_to_do_in_a_file_is_what_its_reader_comes_for(world, as_, persona, main):
    page = as_(world.people[persona]).get(world.case.get_absolute_url()).content.decode()
    head = page[page.index("<h1>") : page.index('<dl class="facts">')]
    assert main in head
    assert head.count("btn-primary") == 1

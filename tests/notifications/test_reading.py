"""A notice is read with the rights of the moment it is read."""

import pytest

from cases.models import CircleMembership
from common.areas import Area, Level
from common.history import remember
from notifications.actions import notify
from notifications.models import Notice
from tests.factories.cases import NoteFactory
from tests.notifications.conftest import KIND

LINE = "Un écrit a été ajouté"


@pytest.fixture
def note(world):
    found = NoteFactory(case=world.case, author=world.social_worker, area=Area.EDUCATION)
    notify(KIND, to=[world.psychologist, world.teacher], about=found.pk, case_id=found.case_id, by=world.social_worker)
    return found


def page(as_, user, path="/nouvelles/"):
    return as_(user).get(path).content.decode()


def test_news_leads_to_what_it_is_about_and_is_then_read(world, as_, note):
    answer = as_(world.psychologist).post(f"/nouvelles/{Notice.objects.of(world.psychologist).get().pk}/")
    assert answer.url == f"/ecrits/{note.pk}/"
    assert not Notice.objects.of(world.psychologist).unread().exists()
    assert LINE in page(as_, world.psychologist)


def test_a_hidden_item_leaves_no_line_and_no_count(world, as_, note):
    assert LINE in page(as_, world.psychologist)
    assert LINE not in page(as_, world.teacher)
    assert 'class="count"' in page(as_, world.psychologist)
    assert 'class="count"' not in page(as_, world.teacher)
    assert as_(world.teacher).post(f"/nouvelles/{Notice.objects.of(world.teacher).get().pk}/").status_code == 404


def test_narrowing_an_item_takes_its_news_away(world, as_, note):
    note.level = Level.RESTRICTED
    remember(note, by=world.social_worker)
    assert LINE not in page(as_, world.psychologist)
    assert 'class="count"' not in page(as_, world.psychologist)


def test_who_lost_access_sees_nothing_any_more(world, as_, note):
    assert LINE in page(as_, world.psychologist, "/")
    for seat in CircleMembership.objects.filter(team=world.teams["lien"]):
        seat.end()
        seat.save()
    for path in ("/", "/nouvelles/"):
        assert LINE not in page(as_, world.psychologist, path)
        assert 'class="count"' not in page(as_, world.psychologist, path)
    notice = Notice.objects.of(world.psychologist).get()
    assert as_(world.psychologist).post(f"/nouvelles/{notice.pk}/").status_code == 404


def test_somebody_elses_news_does_not_exist(world, as_, note):
    notice = Notice.objects.of(world.psychologist).get()
    assert as_(world.social_worker).post(f"/nouvelles/{notice.pk}/").status_code == 404


def test_marking_all_read_leaves_what_arrived_after_the_page_was_drawn(world, as_, note):
    client = as_(world.psychologist)
    drawn_at = client.get("/nouvelles/").context["drawn_at"]
    later = NoteFactory(case=world.case, author=world.social_worker)
    notify(KIND, to=[world.psychologist], about=later.pk)
    client.post("/nouvelles/vues/", {"until": drawn_at})
    assert [notice.object_id for notice in Notice.objects.of(world.psychologist).unread()] == [later.pk]


def test_many_news_cost_no_more_queries_than_few(world, as_, note, django_assert_max_num_queries):
    client = as_(world.mentor)
    with django_assert_max_num_queries(12):
        client.get("/nouvelles/")
    for _ in range(20):
        another = NoteFactory(case=world.case, author=world.social_worker)
        notify(KIND, to=[world.psychologist], about=another.pk)
    client = as_(world.psychologist)
    with django_assert_max_num_queries(12):
        client.get("/nouvelles/")

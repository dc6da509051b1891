"""Whom a notice reaches, and how often."""

from notifications.actions import notify
from notifications.models import Notice
from tests.factories.cases import NoteFactory
from tests.notifications.conftest import KIND


def test_each_reader_is_told_once_and_never_the_one_who_acted(world):
    note = NoteFactory(case=world.case, author=world.social_worker)
    circle = [world.psychologist, world.teacher, world.psychologist, world.social_worker]
    notify(KIND, to=circle, about=note.pk, case_id=note.case_id, by=world.social_worker)
    assert {notice.reader for notice in Notice.objects.all()} == {world.psychologist, world.teacher}
    assert Notice.objects.count() == 2


def test_the_same_fact_is_not_told_again_while_it_is_unread(world):
    note = NoteFactory(case=world.case, author=world.social_worker)
    for _ in range(3):
        notify(KIND, to=[world.psychologist], about=note.pk, by=world.social_worker)
    assert Notice.objects.count() == 1


def test_a_fact_that_was_read_may_be_told_again(world, as_):
    note = NoteFactory(case=world.case, author=world.social_worker)
    notify(KIND, to=[world.psychologist], about=note.pk)
    as_(world.psychologist).post(f"/nouvelles/{Notice.objects.get().pk}/")
    notify(KIND, to=[world.psychologist], about=note.pk)
    assert Notice.objects.of(world.psychologist).unread().count() == 1
    assert Notice.objects.count() == 2


def test_an_account_that_is_closed_is_told_nothing(world):
    world.mentor.is_active = False
    notify(KIND, to=[world.mentor], about=world.case.pk)
    assert not Notice.objects.exists()


def test_telling_many_costs_two_queries(world, django_assert_num_queries):
    with django_assert_num_queries(2):  # the preferences, the rows; in the transaction of what they tell
        notify(KIND, to=[world.psychologist, world.teacher, world.mentor], about=world.case.pk)

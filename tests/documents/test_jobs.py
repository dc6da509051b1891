"""Long work: asked for once, done once, whatever happens to the queue or to a worker."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection

from audit.models import Event
from common import clock
from common.moves import IllegalMove
from common.pdf import PdfUnavailable
from documents import actions, tasks
from documents.models import LEASE, MOST_ATTEMPTS, Job, StoredFile
from tests.documents.conftest import KIND
from vault.actions import destroy_key
from vault.models import PersonKey


@pytest.fixture
def asked(world, counting):
    return actions.start_job(KIND, by=world.teacher, case=world.case)


def test_it_is_done_once_and_its_file_kept(asked):
    tasks.run(str(asked.pk))
    tasks.run(str(asked.pk))
    asked.refresh_from_db()
    assert (asked.status, asked.progress, asked.attempts) == ("done", 100, 1)
    assert asked.result.content == b"seven"
    assert (asked.result.size, asked.result.content_type) == (5, "text/plain")


def test_the_file_is_encrypted_under_the_young_persons_key(world, asked):
    tasks.run(str(asked.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM documents_storedfile")
        assert b"seven" not in bytes(cursor.fetchone()[0])
    destroy_key(person_id=world.case.person_id, by=None, reason="request")
    assert StoredFile.objects.get().content is None


def test_asking_again_while_it_is_under_way_is_the_same_job(world, asked):
    assert actions.start_job(KIND, by=world.teacher, case=world.case) == asked
    assert actions.start_job(KIND, by=world.mentor, case=world.case) != asked
    assert actions.start_job(KIND, by=world.teacher, case=world.case, month="2026-11") != asked


def test_the_same_content_for_the_same_reader_is_made_once(world, asked, counting):
    tasks.run(str(asked.pk))
    again = actions.start_job(KIND, by=world.teacher, case=world.case)
    tasks.run(str(again.pk))
    again.refresh_from_db()
    assert again != asked
    assert again.result_id == Job.objects.get(pk=asked.pk).result_id
    counting.source = "eight"
    changed = actions.start_job(KIND, by=world.teacher, case=world.case)
    somebody = actions.start_job(KIND, by=world.mentor, case=world.case)
    tasks.sweep()
    assert counting.made == 3
    assert len({*Job.objects.values_list("result", flat=True)}) == 3
    assert changed.pk != somebody.pk


def test_asking_is_recorded_with_codes_only(world, asked):
    event = Event.objects.get(verb="documents.job_asked")
    assert (event.actor_id, event.case_id, event.detail) == (world.teacher.pk, world.case.pk, {"kind": KIND})


def test_the_sweep_finds_what_no_message_announced(asked):
    assert tasks.sweep() == 1
    assert tasks.sweep() == 0
    asked.refresh_from_db()
    assert asked.status == "done"


def test_two_workers_never_do_the_same_job(asked):
    assert actions.take_job(asked.pk) == asked
    assert actions.take_job(asked.pk) is None


def test_a_job_whose_worker_died_is_taken_over_and_not_for_ever(asked, at):
    begun = clock.now()
    for attempt in range(MOST_ATTEMPTS + 1):
        with at(begun + attempt * LEASE):
            taken = actions.take_job(asked.pk)
    assert taken is None
    asked.refresh_from_db()
    assert (asked.status, asked.failure) == ("failed", "broken")


@pytest.mark.parametrize(
    ("fault", "attempts", "failure"), [(ZeroDivisionError, 3, "broken"), (PdfUnavailable, 1, "no_pdf")]
)
def test_a_job_that_breaks_says_so_and_is_tried_again_if_that_may_help(asked, counting, fault, attempts, failure):
    counting.fails = fault()
    for _ in range(5):
        tasks.sweep()
    asked.refresh_from_db()
    assert (asked.status, asked.attempts, asked.failure) == ("failed", attempts, failure)


def test_who_lost_access_before_it_was_made_gets_nothing(world, asked, counting):
    world.teacher.memberships.get().end()
    for membership in world.teacher.memberships.all():
        membership.end()
        membership.save()
    tasks.run(str(asked.pk))
    asked.refresh_from_db()
    assert (asked.failure, counting.made) == ("no_access", 0)


def test_a_file_is_gone_after_a_day_with_a_key_of_its_own(world, counting, at):
    StoredFile.objects.create(
        content=b"x", content_type="text/plain", name="x.txt", size=1, sha256="0" * 64, expires_at=clock.now()
    )
    job = actions.start_job(KIND, by=world.teacher, case=world.case)
    tasks.run(str(job.pk))
    assert PersonKey.objects.filter(person_id__in=StoredFile.objects.values("pk")).count() == 1
    assert actions.drop_expired() == 1
    with at(clock.now() + dt.timedelta(days=1)):
        assert tasks.tidy() == 1
    assert not StoredFile.objects.exists()
    assert PersonKey.objects.filter(person_id=world.case.person_id).exists()
    with at(clock.now() + dt.timedelta(days=40)):
        assert tasks.tidy() == 1
    assert not Job.objects.exists()


def test_an_unknown_kind_or_job_is_refused(world):
    with pytest.raises(KeyError):
        actions.start_job("tests.unknown", by=world.teacher)
    tasks.run(str(uuid4()))


STATES = [(state, wanted) for state in Job.Status for wanted in Job.Status]


@pytest.mark.parametrize(("state", "wanted"), STATES)
def test_every_move_follows_the_table(state, wanted):
    job = Job(status=state)
    if wanted in Job.MOVES.get(state, set()):
        job.move_to(wanted)
        assert job.status == wanted
    else:
        with pytest.raises(IllegalMove):
            job.move_to(wanted)

"""Whether the record is whole, in plain words, and since when."""

import pytest
from django.db import connection
from django.urls import reverse

from audit import chain, guards
from audit.actions import record, record_view
from audit.models import Event
from audit.tasks import verify
from documents import tasks
from documents.models import Job
from privacy.proofs import FAULTS, fault_in_words, last_proofs

pytestmark = pytest.mark.django_db

ADDRESS = reverse("privacy:log")
SECOND = "(SELECT id FROM audit_block WHERE stream = 'view' AND seq = 1)"
CRIMES = {
    "altered": "UPDATE audit_view SET verb = 'x' WHERE block_id = " + SECOND,
    "broken": "UPDATE audit_block SET count = 5 WHERE stream = 'view' AND seq = 1",
}


def write_blocks(world, count=3):
    for _block in range(count):
        record_view("cases.view_case", world.case, by=world.mentor)
        record("cases.case_opened", world.case, by=world.social_worker)
        chain.seal_all()


def tamper(statement):
    """As the owner of the database could, the guards set aside and put back."""
    guards.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    guards.create(connection)


def test_before_the_first_night_it_says_so(world, as_):
    answer = as_(world.dpo).get(ADDRESS)
    assert answer.context["last"] is None
    assert "pas encore été vérifié" in answer.content.decode()


def test_the_proof_of_the_night_is_told_in_plain_words(world, as_):
    write_blocks(world)
    assert verify()
    answer = as_(world.dpo).get(ADDRESS)
    assert answer.context["last"].intact
    assert answer.context["last"].who == ""
    assert "rien n’a été retiré" in answer.content.decode()


@pytest.mark.parametrize("kind", CRIMES)
def test_the_first_broken_place_is_said_in_plain_words(world, as_, kind):
    write_blocks(world)
    tamper(CRIMES[kind])
    assert not verify()
    answer = as_(world.dpo).get(ADDRESS)
    last = answer.context["last"]
    assert not last.intact
    assert last.fault == fault_in_words({"kind": kind, "stream": "view", "seq": 1})
    assert "entre le" in last.fault
    assert "chain broken" not in answer.content.decode()


def test_a_missing_guard_is_said_too(world, as_):
    guards.drop(connection)
    assert not verify()
    assert last_proofs()[0].fault == str(FAULTS["guard"])


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("seq", [-1, 0, 1, 9])
def test_every_fault_has_its_sentence_wherever_it_is(world, kind, seq):
    write_blocks(world)
    assert "%(" not in fault_in_words({"kind": kind, "stream": "view", "seq": seq})
    assert set(FAULTS) == set(chain.FAULTS)


def test_verifying_now_is_work_with_progress_a_paper_and_a_line_in_the_record(world, as_):
    write_blocks(world)
    browser = as_(world.dpo)
    page = browser.post(ADDRESS).url
    assert "progress" in browser.get(page).content.decode()
    tasks.run(str(Job.objects.get().pk))
    paper = browser.get(reverse("documents:download", args=[Job.objects.get().pk])).content.decode()
    event = Event.objects.get(verb="audit.verified")
    assert (event.actor_id, event.detail["intact"], event.detail["first"]) == (world.dpo.pk, True, None)
    assert "Il est intact." in paper
    assert chain.Block.objects.filter(stream="view").order_by("seq").last().hash in paper
    assert last_proofs()[0].who == "Dpo"


def test_it_costs_the_same_whatever_the_number_of_proofs(world, as_, django_assert_max_num_queries):
    browser, counts = as_(world.dpo), []
    browser.get(ADDRESS)
    for _round in range(2):
        verify()
        with django_assert_max_num_queries(15) as counted:
            browser.get(ADDRESS)
        counts.append(len(counted))
        for _night in range(4):
            verify()
    assert counts[0] >= counts[1] - 1

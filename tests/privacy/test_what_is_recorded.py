"""Searches, prepared documents, downloads and refusals are in the record, without what was typed."""

import json

import pytest
from django.core.serializers import serialize
from django.urls import reverse

from audit.models import Event, View
from cases.jobs import PLAN_PDF
from documents import tasks
from documents.actions import start_job

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("address", "field"), [("cases:list", "name"), ("search", "q")])
def test_a_search_by_name_without_the_name(world, as_, address, field):
    as_(world.social_worker).post(reverse(address), {field: "Ferrand"})
    found = View.objects.get(verb="cases.names_searched")
    assert found.actor_id == world.social_worker.pk
    assert "errand" not in serialize("json", View.objects.all())


def test_a_document_asked_for_and_fetched_on_its_file(pdf, world, as_):
    job = start_job(PLAN_PDF, by=world.teacher, case=world.case)
    tasks.run(str(job.pk))
    assert as_(world.teacher).get(reverse("documents:download", args=[job.pk])).status_code == 200
    asked = Event.objects.get(verb="documents.job_asked")
    fetched = View.objects.get(verb="documents.download_job")
    assert asked.case_id == fetched.case_id == world.case.pk
    assert asked.actor_id == fetched.actor_id == world.teacher.pk


REFUSALS = {
    "hidden": ("stranger", "cases:detail", "cases.view_case", "hidden"),
    "not allowed": ("teacher", "cases:hand_over", "cases.hand_over", "forbidden"),
    "the record itself": ("social_worker", "privacy:who_saw", "privacy.read_trail", "hidden"),
}


@pytest.mark.parametrize(("persona", "address", "verb", "why"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_on_the_file_that_was_asked_for(world, as_, persona, address, verb, why):
    assert as_(world.people[persona]).get(reverse(address, args=[world.case.pk])).status_code in {403, 404}
    found = View.objects.get(verb=verb)
    assert (found.case_id, found.detail) == (world.case.pk, {"refused": why})


def test_an_absent_file_is_recorded_as_a_hidden_one_is(world, as_):
    absent = "00000000-0000-4000-8000-000000000000"
    for pk in (world.case.pk, absent):
        as_(world.stranger).get(reverse("cases:detail", args=[pk]))
    hidden, missing = json.loads(serialize("json", View.objects.order_by("pk")))
    names = {"object_kind", "verb", "detail", "actor_id", "person_id"}
    assert [hidden["fields"][name] for name in names] == [missing["fields"][name] for name in names]
    assert missing["fields"]["case_id"] == absent

"""The trail as a table: prepared with visible progress, no name, no content, nothing a spreadsheet would run."""

import csv
import io

import pytest
from django.urls import reverse

from audit.actions import record_view
from audit.models import Event
from common import clock
from documents import tasks
from documents.models import Job
from privacy.jobs import TRAIL_TABLE, inert
from tests.privacy.conftest import marks_in, officer

pytestmark = pytest.mark.django_db


def export(browser, case, **filters):
    """The table, as its asker fetches it."""
    browser.post(reverse("privacy:export", args=[case.pk]), filters)
    job = Job.objects.order_by("-asked_at").first()
    tasks.run(str(job.pk))
    answer = browser.get(reverse("documents:download", args=[job.pk]))
    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig")
    return text, list(csv.reader(io.StringIO(text), delimiter=";"))


def test_it_says_what_the_page_says(file, world, as_):
    browser = as_(world.dpo)
    shown = browser.get(reverse("privacy:who_saw", args=[file.pk])).context["lines"]
    _text, (titles, *rows) = export(browser, file)
    assert titles[:4] == ["Dossier", "Quand", "Qui", "Association"]
    told = [(row[2], row[5]) for row in rows]
    assert [(line.who, line.what) for line in shown] == told[-len(shown) :]
    assert {row[0] for row in rows} == {file.reference}


def test_the_filters_of_the_page_are_those_of_the_table(file, world, as_):
    _text, (_titles, *rows) = export(as_(world.dpo), file, person=str(world.mentor.pk))
    assert {row[2] for row in rows} == {"Mentor"}


def test_every_filter_at_once(file, world, as_):
    day = clock.today().isoformat()
    every = {"since": day, "until": day, "person": str(world.mentor.pk), "what": "seen"}
    _text, (_titles, *rows) = export(as_(world.dpo), file, **every)
    assert {(row[2], row[4]) for row in rows} == {("Mentor", "Lecture")}
    _text, rows = export(as_(world.dpo), file, **every | {"what": "refused"})
    assert len(rows) == 1


def test_no_name_and_no_content_in_it(file, world, as_):
    text, _rows = export(as_(world.dpo), file)
    assert marks_in(text) == []


def test_it_is_itself_in_the_record(file, world, as_):
    browser = as_(world.dpo)
    export(browser, file)
    event = Event.objects.get(verb="documents.job_asked")
    assert (event.case_id, event.actor_id, event.detail) == (file.pk, world.dpo.pk, {"kind": TRAIL_TABLE})
    kinds = [line.kind for line in browser.get(reverse("privacy:who_saw", args=[file.pk])).context["lines"]]
    assert kinds.count("taken") == 2  # asked for, fetched


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_run_as_a_formula(cell):
    assert inert(cell) == f"'{cell}"
    assert inert("Claire = Morel") == "Claire = Morel"


def test_a_name_that_looks_like_a_formula_is_inert(file, world, as_):
    world.mentor.full_name = "=HYPERLINK(1)"
    world.mentor.save()
    _text, rows = export(as_(world.dpo), file)
    assert "'=HYPERLINK(1)" in {row[2] for row in rows}


def test_many_lines_are_all_there(file, world, as_):
    for _number in range(600):
        record_view("cases.view_case", file, by=world.mentor)
    _text, (_titles, *rows) = export(as_(world.dpo), file, person=str(world.mentor.pk))
    assert len(rows) == 601


def test_an_officer_who_lost_the_role_cannot_fetch_it(file, world, as_):
    browser = as_(world.dpo)
    browser.post(reverse("privacy:export", args=[file.pk]))
    job = Job.objects.get()
    tasks.run(str(job.pk))
    role = world.dpo.organisation_roles.get()
    role.end()
    role.save()
    assert browser.get(reverse("documents:download", args=[job.pk])).status_code == 404


def test_the_officer_of_a_partner_exports_the_rows_of_their_own_people(file, world, as_):
    _text, (_titles, *rows) = export(as_(officer(world, "lien", "Partner Officer")), file)
    assert "Psychologist" in {row[2] for row in rows}
    assert {row[2] for row in rows} <= {"Psychologist", "Partner Officer"}

"""Documents of a file: sent in once, read by the rule, handed out as what they are, gone with the key."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event, View
from cases.actions import circle, plan
from cases.actions.documents import add_document
from cases.models import CircleMembership, Document, TimelineEntry
from common.areas import Area, Level
from documents.intake import FileRefused
from documents.models import StoredFile
from documents.uploads import BoundedUploadHandler
from tests.documents.bad_files_table import FILES
from tests.files import SECRETS, Sent, pdf, photo
from vault.actions import destroy_key
from vault.keys import fresh_ring

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED
PARTS = ("", "_file", "_preview", "_history", "_why")


def facts(**other):
    return {
        "title": "Bulletin",
        "kind": "school",
        "dated_on": dt.date(2026, 11, 20),
        "area": Area.EDUCATION,
        "level": P,
    } | other


def typed(content=None, **other):
    return facts() | {"content": content or Sent(photo()), "new_id": uuid.uuid4()} | other


@pytest.fixture
def address(world):
    return reverse("cases:document_add", args=[world.case.pk])


@pytest.fixture
def report(world):
    return add_document(
        world.case, by=world.social_worker, content=pdf(), **facts(dated_on=world.case.opened_at.date())
    )


def at(document, part=""):
    return reverse(f"cases:document{part}", args=[document.pk])


def test_a_photograph_is_sent_in_once_and_only_its_pixels_are_kept(world, as_, address):
    client, sent = as_(world.social_worker), typed()
    answers = [client.post(address, sent) for _twice in range(2)]
    document = Document.objects.get()
    assert [answer.url for answer in answers] == [document.where()] * 2
    assert StoredFile.objects.get() == document.stored
    kept = client.get(at(document, "_file")).content
    assert not [secret for secret in SECRETS if secret in kept]
    assert document.stored.name == "document-2026-11-20.jpg"
    assert TimelineEntry.objects.get(object_id=document.pk).kind == "cases.document_added"
    assert Event.objects.get(verb="cases.document_added").detail == {"area": 1, "level": 1}


def test_its_page_says_what_it_is_and_shows_it_without_a_script(world, as_, report):
    html = as_(world.teacher).get(report.where()).content.decode()
    assert f'<img src="{at(report, "_preview")}"' in html
    assert "Première page" in html
    assert "Bulletin" in html
    assert at(report, "_change") not in html
    assert at(report, "_change") in as_(world.social_worker).get(report.where()).content.decode()


HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store, private",
}


@pytest.mark.parametrize(
    ("part", "kind", "disposition"),
    [
        ("_file", "application/pdf", r'attachment; filename="document-\d{4}-\d\d-\d\d\.pdf"'),
        ("_preview", "image/jpeg", "inline"),
    ],
)
def test_it_is_handed_out_as_what_it_is_and_each_reading_is_recorded(world, as_, report, part, kind, disposition):
    answer = as_(world.teacher).get(at(report, part))
    assert answer.headers["Content-Type"] == kind
    assert re.fullmatch(disposition, answer.headers["Content-Disposition"])
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    seen = View.objects.get(verb="cases.download_document" if part == "_file" else "cases.read_document")
    assert (seen.actor_id, seen.object_id, seen.case_id) == (world.teacher.pk, str(report.pk), world.case.pk)


READERS = {
    # (area, level): who reads it beside its author
    (Area.EDUCATION, P): {"psychologist", "intake", "teacher", "mentor"},
    (Area.EDUCATION, C): {"psychologist", "intake"},
    (Area.LEISURE_CULTURE_SPORT, P): {"mentor"},
    (Area.EDUCATION, R): set(),
    (Area.HOUSING, P): set(),
}


def test_each_reads_by_the_rule_on_every_path_and_the_rest_is_absent(world, as_, subtests):
    made = {
        key: add_document(world.case, by=world.social_worker, content=photo(), **facts(area=key[0], level=key[1]))
        for key in READERS
    }
    for name in ("social_worker", "psychologist", "intake", "teacher", "mentor", "stranger", "manager", "dpo"):
        client = as_(world.people[name])
        listed = client.get(reverse("cases:documents", args=[world.case.pk])).content.decode()
        for key, document in made.items():
            with subtests.test(f"{name} {key}"):
                reads = name in READERS[key] | {"social_worker"}
                assert {client.get(at(document, part)).status_code for part in PARTS} == {200 if reads else 404}
                assert (document.where() in listed) == reads


def test_narrowing_closes_the_bytes_at_once_and_so_does_an_ended_seat(world, as_, report):
    client = as_(world.teacher)
    assert client.get(at(report, "_file")).status_code == 200
    plan.set_level(report, level=C, by=world.social_worker)
    assert client.get(at(report, "_file")).status_code == 404
    plan.set_level(report, level=P, by=world.social_worker)
    assert client.get(at(report, "_file")).status_code == 200
    circle.end_seat(CircleMembership.objects.get(team=world.teams["voisins"]), by=world.social_worker)
    assert {client.get(at(report, part)).status_code for part in PARTS} == {404}


def test_a_refused_file_says_why_beside_its_field_and_what_was_typed_stays(world, as_, address, settings, subtests):
    client = as_(world.social_worker)
    settings.LARGEST_FILE = 20_000
    wrong = {
        "a program": "Ce type de fichier",
        "a PDF with a password": "mot de passe",
        "nothing": "Ce fichier est vide",
    }
    contents = {why: FILES[name][0] for name, why in wrong.items()} | {"trop volumineux": b"%PDF-" + b"x" * 20_001}
    for why, content in contents.items():
        with subtests.test(why):
            answer = client.post(address, typed(Sent(content), title="Bulletin du trimestre"))
            assert answer.status_code == 200
            assert why in str(answer.context["form"].errors["content"])
            assert "Bulletin du trimestre" in answer.content.decode()
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()
    refused = Event.objects.filter(verb="cases.document_refused").order_by("id")
    assert [event.detail for event in refused] == [{"because": "kind"}, {"because": "locked"}]


def test_past_the_limit_a_file_is_counted_and_not_held(settings):
    settings.LARGEST_FILE, part = 50_000, b"x" * 20_000
    handler = BoundedUploadHandler()
    handler.new_file("content", "rapport.pdf", "application/pdf", None)
    for n in range(20):
        handler.receive_data_chunk(part, n * len(part))
    sent = handler.file_complete(400_000)
    assert sent.size == 400_000
    assert len(sent.read()) == 60_000


def test_its_content_decides_whatever_its_name_says(world, as_, address):
    client = as_(world.social_worker)
    sent = Sent(photo("PNG"), name="../../Lou Ferrand <b>.pdf", content_type="application/pdf")
    client.post(address, typed(sent, title="T" * 200))
    stored = Document.objects.get().stored
    assert (stored.content_type, stored.name) == ("image/png", "document-2026-11-20.png")


def test_who_does_not_see_the_area_adds_nothing_there(world, as_, address):
    client = as_(world.mentor)
    assert client.post(address, typed(area=Area.HOUSING)).status_code == 200
    assert client.post(address, typed(level=R)).status_code == 200
    assert not StoredFile.objects.exists()
    with pytest.raises(plan.NotReadable):
        add_document(world.case, by=world.mentor, content=photo(), **facts(area=Area.HOUSING))
    assert not StoredFile.objects.exists()


def test_a_closed_file_takes_no_document(world, as_, address):
    world.case.status = "closed"
    world.case.closed_at = world.case.opened_at
    world.case.closing_reason = "moved"
    world.case.save()
    client = as_(world.social_worker)
    assert client.get(address).status_code == 403
    assert address not in client.get(reverse("cases:documents", args=[world.case.pk])).content.decode()


def test_with_the_key_it_is_unreadable_everywhere(world, as_, report):
    destroy_key(person_id=world.case.person_id, by=None, reason="request")
    fresh_ring()
    client = as_(world.social_worker)
    assert StoredFile.objects.get().content is None
    assert [client.get(at(report, part)).status_code for part in PARTS] == [200, 404, 404, 200, 200]
    page = client.get(report.where()).content.decode()
    assert "effacé" in page
    assert at(report, "_file") not in page
    assert "[effacé]" in client.get(reverse("cases:documents", args=[world.case.pk])).content.decode()


def test_what_is_said_of_it_changes_with_its_past_told_and_its_content_never(world, as_, report):
    client = as_(world.social_worker)
    said = {"title": "Bulletin corrigé", "kind": "school", "dated_on": "2026-11-19", "version": report.version}
    assert client.post(at(report, "_change"), said).url == report.where()
    history = client.get(at(report, "_history")).content.decode()
    assert "Bulletin corrigé" in history
    assert str(report.stored_id) not in history
    assert Document.objects.get().stored_id == report.stored_id


def test_a_list_costs_the_same_whatever_it_holds(world, as_, report, django_assert_num_queries):
    client, address = as_(world.social_worker), reverse("cases:documents", args=[world.case.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _more in range(3):
        plan.add_item(Document(**facts(), stored=report.stored), by=world.social_worker, case=world.case)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_whoever_left_fetches_again_what_their_own_team_added_and_nothing_else(world, as_, report):
    area = Area.MENTAL_HEALTH
    own = add_document(world.case, by=world.psychologist, content=pdf(), **facts(title="Compte rendu", area=area))
    circle.end_seat(CircleMembership.objects.get(team=world.teams["lien"]), by=world.social_worker)
    client = as_(world.intake)
    archive = client.get(reverse("cases:archive_detail", args=[world.case.pk])).content.decode()
    assert "Compte rendu" in archive
    kept = client.get(reverse("cases:archive_file", args=[own.pk]))
    assert reverse("cases:archive_file", args=[own.pk]) in archive
    assert kept.content.startswith(b"%PDF-")
    assert client.get(reverse("cases:archive_file", args=[report.pk])).status_code == 404
    assert client.get(own.where()).status_code == 404


def test_an_infected_file_is_refused_and_recorded(world, settings):
    settings.DOCUMENT_SCANNER = "tests.cases.test_documents.knows_every_file"
    with pytest.raises(FileRefused):
        add_document(world.case, by=world.social_worker, content=photo(), **facts())
    event = Event.objects.get(verb="cases.document_refused")
    assert (event.case_id, event.detail) == (world.case.pk, {"because": "infected"})


def knows_every_file(content):
    return True

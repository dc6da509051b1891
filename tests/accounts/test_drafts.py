"""Long texts are kept while one writes."""

import datetime as dt

from accounts.models import Draft
from accounts.tasks import tidy
from tests.conftest import NOW

URL = "/comptes/brouillon/"


def keep(client, world, text="Lou a fini", name="text", **more):
    page = f"/dossiers/{world.case.pk}/ecrit/"
    return client.post(URL, {"page": page, "name": name, "text": text, "person": world.case.person_id} | more)


def read(client, world):
    return client.get(URL, {"page": f"/dossiers/{world.case.pk}/ecrit/"}).json()["drafts"]


def test_a_draft_is_found_again_on_its_page_by_its_author(world, as_):
    client = as_(world.social_worker)
    assert keep(client, world).status_code == 204
    assert keep(client, world, text="Lou a fini son exposé").status_code == 204
    assert read(client, world) == {"text": "Lou a fini son exposé"}
    assert read(as_(world.psychologist), world) == {}


def test_it_is_sealed_under_the_key_of_the_person_it_is_about(world, as_):
    keep(as_(world.social_worker), world)
    row = Draft.objects.get()
    assert row.person_id == world.case.person_id
    assert b"Lou" not in row.__dict__["text"].raw


def test_a_text_about_nobody_known_is_sealed_under_its_authors_key(world, as_):
    keep(as_(world.mentor), world, person="7c3e7a5e-0000-4000-8000-000000000000")
    assert Draft.objects.get().person_id == world.mentor.pk


def test_an_emptied_field_has_no_draft(world, as_):
    client = as_(world.social_worker)
    keep(client, world)
    keep(client, world, text=" ")
    assert not Draft.objects.exists()


def test_a_saved_form_needs_its_draft_no_longer(world, as_):
    client = as_(world.social_worker)
    keep(client, world)
    page = f"/dossiers/{world.case.pk}/ecrit/"
    form = client.get(page).context["form"]
    refused = client.post(page, {"text": "", "draft": "text"})
    assert refused.status_code == 200
    assert Draft.objects.exists()
    typed = {"text": "Lou a fini", "area": 1, "level": 2, "new_id": form["new_id"].value(), "draft": "text"}
    typed |= {"team": form["team"].value() or world.teams["cap"].pk} if "team" in form.fields else {}
    saved = client.post(page, typed)
    assert saved.status_code == 302, saved.context["form"].errors
    assert not Draft.objects.exists()


def test_a_draft_nobody_came_back_to_goes_after_a_month(world, as_, at):
    with at(NOW):
        keep(as_(world.social_worker), world)
    with at(NOW + dt.timedelta(days=29)):
        tidy()
        assert Draft.objects.exists()
    with at(NOW + dt.timedelta(days=31)):
        tidy()
        assert not Draft.objects.exists()


def test_only_the_signed_in_have_drafts(db, client):
    assert client.post(URL, {"page": "/", "name": "text", "text": "x"}).status_code == 302


def test_what_is_no_page_or_no_field_is_refused(world, as_):
    client = as_(world.mentor)
    for wrong in ({"page": "https://elsewhere.example/"}, {"name": "a b"}, {"text": "x" * 20_001}):
        assert keep(client, world, **wrong).status_code == 400

"""What the database holds of a filled file: ciphertext in every sealed column, past states included."""

from django.db import connection

from cases.models import Note
from people.models import YoungPerson
from tests.factories.cases import NoteFactory
from tests.vault.conftest import SECRETS, raw, sealed_models
from vault.keys import fresh_ring
from vault.models import PersonKey
from vault.sealed import FORMAT, HEAD


def dump():
    """Every value of every table, as bytes."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [(table, value) for row in cursor.fetchall() for value in row if value is not None]
    return [(table, bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()) for table, v in found]


def test_every_sealed_column_holds_ciphertext_under_a_key_that_exists(filled):
    known = {key.bytes for key in PersonKey.objects.values_list("pk", flat=True)}
    for model in sealed_models():
        for value in raw(model):
            assert (value[:1], value[1:HEAD] in known) == (FORMAT, True), model


def test_every_model_with_history_keeps_it_sealed(filled):
    past = {model.instance_type for model in sealed_models() if hasattr(model, "instance_type")}
    tracked = {model for model in sealed_models() if hasattr(model, "history")}
    assert past == tracked
    assert len(raw(YoungPerson.history.model)) > len(raw(YoungPerson))


def test_no_secret_stands_in_clear_in_any_table(filled):
    everything = dump()
    assert [table for table, value in everything if b"Val-Serein" in value]  # the search does find what is plain
    assert [(table, secret) for table, value in everything for secret in SECRETS if secret.encode() in value] == []


def test_names_plan_drafts_and_files_have_sealed_columns():
    assert {model._meta.app_label for model in sealed_models()} >= {"people", "cases", "accounts", "documents"}


def test_keys_of_a_page_come_in_one_query(world, django_assert_num_queries):
    for _ in range(12):
        NoteFactory(case__leading_team=world.teams["cap"], text="x")
    for many in (3, 12):
        fresh_ring()
        with django_assert_num_queries(2):
            assert {note.text for note in Note.objects.order_by("pk")[:many]} == {"x"}
    fresh_ring()
    with django_assert_num_queries(2):
        notes = list(Note.objects.select_related("person"))
        assert {(note.text, note.person.last_name) for note in notes} == {("x", "Ferrand")}
    with django_assert_num_queries(0):
        assert notes[0].text == "x"


def test_a_key_is_never_kept_across_requests(filled, as_):
    """A second request asks for the keys again: what was destroyed in between is not shown."""
    client, page = as_(filled.social_worker), filled.case.get_absolute_url()
    assert "Œuvrard" in client.get(page).content.decode()
    PersonKey.objects.of(filled.case.person_id).update(wrapped=None, destroyed_at=filled.case.opened_at)
    assert "Œuvrard" not in client.get(page).content.decode()

"""What a supervisor asks."""

import pytest
from celery import Celery, current_app
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from audit import guards


def test_a_living_process_says_so(client):
    assert client.get("/healthz").content == b"ok"
    assert client.head("/healthz").status_code == 200


@pytest.mark.django_db
def test_ready_means_database_migrations_view_and_guards(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "migrations": True,
        "access_view": True,
        "audit_guards": True,
        "broker": answer.json()["broker"],
        "file_scanner": "none",
    }


@pytest.mark.django_db
def test_a_missing_guard_is_not_ready(client):
    guards.drop(connection)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["audit_guards"] is False


@pytest.mark.django_db
def test_a_missing_view_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DROP VIEW cases_access")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["access_view"] is False


@pytest.fixture
def recorder(transactional_db, settings):
    """Migrations as if each had been run: the tests' own tables are made without them."""
    settings.MIGRATION_MODULES = {}
    recorder = MigrationRecorder(connection)
    for migration in MigrationLoader(connection).graph.nodes:
        recorder.record_applied(*migration)
    yield recorder
    with connection.schema_editor() as editor:
        editor.delete_model(recorder.Migration)


def test_a_migration_that_was_not_run_is_not_ready(client, recorder):
    assert client.get("/readyz").status_code == 200
    [newest] = MigrationLoader(connection).graph.leaf_nodes("cases")
    recorder.record_unapplied(*newest)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] is False


@pytest.mark.django_db
def test_a_database_that_is_away_is_not_ready_and_the_process_lives(client):
    with connection.execute_wrapper(refuse):
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert not any(answer.json()[name] for name in ("database", "migrations", "access_view", "audit_guards"))


def refuse(*_):
    raise OperationalError


@pytest.mark.django_db
def test_a_broker_that_is_away_is_told_and_is_no_failure(client):

    before = current_app._get_current_object()
    Celery("cordee-test", broker="redis://127.0.0.1:1/0").set_current()
    try:
        answer = client.get("/readyz")
    finally:
        before.set_current()
    assert (answer.status_code, answer.json()["broker"]) == (200, False)

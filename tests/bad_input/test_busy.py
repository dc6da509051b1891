"""The database is held by somebody else: the page waits, then says so clearly, and what was typed is not lost."""

import threading

import pytest
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.test import Client, RequestFactory

from cases.models import Case, Note
from common.views import is_busy, server_error
from tests.on_disk import run_on_disk

SCRIPT = """
import re, sqlite3, time
from django.conf import settings
from django.test import Client
from tests import personas
from cases.models import Note
world = personas.build()
client = Client(raise_request_exception=False)
client.force_login(world.social_worker)
page = f"/dossiers/{world.case.pk}/ecrit/"
typed = {"text": "Lou a « fini » son exposé", "area": 1, "level": 2}
holder = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
holder.execute("BEGIN IMMEDIATE")
begun = time.monotonic()
answer = client.post(page, typed)
waited = time.monotonic() - begun
assert answer.status_code == 503, answer.status_code
assert answer.headers["Retry-After"] == "5"
assert 1 <= waited < 4, waited
html = answer.content.decode()
assert "occupée" in html and "Lou a « fini » son exposé" in html, html
assert Note.objects.count() == 0
assert client.get(page).status_code in (200, 503)
holder.execute("ROLLBACK")
again = re.findall(r'name="([^"]+)" value="([^"]*)"', html)
assert client.post(page, dict(again)).status_code == 302
assert Note.objects.get().text == "Lou a « fini » son exposé"
print("told")
"""


ONE_SECOND = """
DATABASES["default"]["OPTIONS"] |= {
    "timeout": 1,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA busy_timeout=1000; PRAGMA foreign_keys=ON",
}
"""


def test_a_locked_file_is_waited_for_then_told_and_the_text_sent_again_is_saved(tmp_path):
    assert run_on_disk(tmp_path, SCRIPT, ONE_SECOND) == "told"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the locks of rows are PostgreSQL's")
def test_a_locked_row_is_waited_for_then_told(transactional_db, world):
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=world.case.pk)
            held.set()
            let_go.wait(20)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
    client = Client(raise_request_exception=False)
    client.force_login(world.social_worker)
    page = f"/dossiers/{world.case.pk}/ecrit/"
    answer = client.post(page, {"text": "Lou est venue", "area": 1, "level": 2})
    let_go.set()
    holder.join()
    assert answer.status_code == 503
    assert "Lou est venue" in answer.content.decode()
    assert not Note.objects.exists()
    assert client.post(page, {"text": "Lou est venue", "area": 1, "level": 2}).status_code == 302


def told(error, **typed):
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().post("/dossiers/", typed))


def test_a_password_is_typed_anew():
    answer = told(OperationalError("database is locked"), password="quatre petits chats", next="/")
    assert answer.status_code == (503 if is_busy(OperationalError("database is locked")) else 500)
    assert "quatre petits chats" not in answer.content.decode()


@pytest.mark.parametrize("error", [OperationalError("no such table: x"), ValueError("locked")])
@pytest.mark.skipif(connection.vendor != "sqlite", reason="as SQLite words it")
def test_what_trying_again_does_not_mend_is_an_incident(error):
    assert told(error).status_code == 500


@pytest.mark.skipif(connection.vendor != "postgresql", reason="as PostgreSQL's driver raises it")
@pytest.mark.parametrize("error", [OperationalError("deadlock detected"), InterfaceError("connection already closed")])
def test_a_deadlock_or_a_connection_lost_is_worth_another_try(error):
    assert told(error).status_code == 503

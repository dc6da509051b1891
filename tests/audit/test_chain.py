"""The record of what was done and seen cannot change unnoticed."""

import datetime as dt
import json
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from audit import chain, guards
from audit.actions import record, record_view
from audit.models import Block, Event, View
from common import clock

pytestmark = pytest.mark.django_db


def write(count=10):
    for _ in range(count):
        record_view("cases.view_case", by=None, case_id=uuid.uuid4())


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_rows_are_sealed_once_and_the_chain_verifies():
    write(25)
    assert chain.seal("view", 10).count == 10
    assert chain.seal_all() == 1
    assert chain.seal("view") is None
    assert list(chain.verify("view")) == []
    assert chain.verify_all()["unsealed"] == 0


CHANGES = {
    "alter a sealed row": lambda: View.objects.filter(block__isnull=False).update(verb="x"),
    "alter an unsealed row": lambda: View.objects.filter(block=None).update(verb="x"),
    "alter while sealing": lambda: View.objects.filter(block=None).update(verb="x", block=Block.objects.first()),
    "unseal": lambda: View.objects.update(block=None),
    "remove": lambda: View.objects.all().delete(),
    "slip in": lambda: View.objects.create(verb="x", actor_kind="clock", block=Block.objects.first()),
    "alter a block": lambda: Block.objects.update(count=3),
    "retire too early": lambda: Block.objects.update(retired_at=clock.now()),
    "remove a block": lambda: execute("DELETE FROM audit_block"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_database_refuses_every_change(change):
    write()
    chain.seal("view")
    write(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_refuses_to_empty_the_tables():
    for table in guards.TABLES:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            execute(f"TRUNCATE {table} CASCADE")


SECOND = "(SELECT id FROM audit_block WHERE seq = 1)"
CRIMES = {
    "altered row": ["UPDATE audit_view SET verb = 'x' WHERE id = (SELECT MIN(id) FROM audit_view)"],
    "removed row": ["DELETE FROM audit_view WHERE id = (SELECT MAX(id) FROM audit_view)"],
    "inserted row": [
        "INSERT INTO audit_view (at, actor_kind, verb, object_kind, object_id, detail, block_id)"
        f" SELECT at, actor_kind, 'forged', '', '', detail, {SECOND} FROM audit_view ORDER BY id LIMIT 1"
    ],
    "altered header": ["UPDATE audit_block SET count = 5 WHERE seq = 1"],
    "last block cut off": [
        "DELETE FROM audit_view WHERE block_id = (SELECT id FROM audit_block WHERE seq = 2)",
        "DELETE FROM audit_block WHERE seq = 2",
    ],
    "middle block cut out": [
        f"DELETE FROM audit_view WHERE block_id = {SECOND}",
        "DELETE FROM audit_block WHERE seq = 1",
    ],
}


@pytest.mark.parametrize("crime", CRIMES.values(), ids=CRIMES.keys())
def test_what_the_owner_of_the_database_does_is_found(crime):
    for _ in range(3):
        write()
        chain.seal("view")
    witness = chain.checkpoint("view", Ed25519PrivateKey.generate())
    guards.drop(connection)
    execute(*crime)
    assert list(chain.verify("view", {witness["seq"]: witness["hash"]}))


def test_a_checkpoint_is_signed():
    write()
    chain.seal("view")
    key = Ed25519PrivateKey.generate()
    body = chain.checkpoint("view", key)
    signature = bytes.fromhex(body.pop("signature"))
    key.public_key().verify(signature, json.dumps(body, sort_keys=True).encode())


def test_a_year_later_rows_go_headers_stay_and_the_chain_still_verifies(at):
    start = clock.now()
    with at(start - dt.timedelta(days=400)):
        write()
        chain.seal("view")
    write()
    chain.seal("view")
    assert chain.retire("view") == 10
    assert (View.objects.count(), Block.objects.count()) == (10, 2)
    assert list(chain.verify("view")) == []


def test_a_missing_guard_is_a_fault(capsys):
    guards.drop(connection)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", "--json")
    assert ended.value.code == 1
    found = json.loads(capsys.readouterr().out)
    assert not found["intact"]
    assert found["faults"][0].startswith("guard missing")


def test_the_command_says_so_when_all_is_well(capsys, world):
    record("cases.case_opened", world.case, by=world.social_worker)
    call_command("verify_audit", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["intact"]
    assert found["unsealed"] == 0


def test_an_event_knows_its_file_and_person(world):
    event = record("cases.case_opened", world.case, by=world.social_worker)
    assert (event.case_id, event.person_id) == (world.case.pk, world.case.person_id)
    assert Event.objects.get().actor_id == world.social_worker.pk

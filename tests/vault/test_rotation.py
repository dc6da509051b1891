"""Rotating keys: cut short and resumed, beside people who save and destroy."""

import json

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import CommandError, call_command

from cases.models import Goal
from common import clock
from people.actions import index_names
from people.models import NameToken, YoungPerson
from tests.factories.cases import CaseFactory
from tests.vault.conftest import raw, sealed_models
from vault import keys, rotation
from vault.actions import destroy_key
from vault.fields import Erased
from vault.keys import fresh_ring
from vault.models import PersonKey

OLD, NEW = bytes(range(32)), bytes(reversed(range(100, 132)))


@pytest.fixture
def newer(settings, monkeypatch):
    """A second master key, and batches so small that a rotation has several."""

    def begin():
        settings.MASTER_KEYS, settings.MASTER_KEY_CURRENT = {1: OLD, 2: NEW}, 2
        fresh_ring()

    monkeypatch.setattr(rotation, "BATCH", 2)
    return begin


def rotate(capsys, *args):
    capsys.readouterr()
    call_command("rotate_keys", "--json", *args)
    return json.loads(capsys.readouterr().out)


def names():
    fresh_ring()
    return {person.last_name for person in YoungPerson.objects.all()}


@pytest.mark.django_db
def test_afterwards_the_old_master_key_is_needed_no_more(newer, settings, capsys):
    people = [CaseFactory().person for _ in range(5)]
    newer()
    found = rotate(capsys)
    assert (found["rewrapped"], found["left"]) == (PersonKey.objects.count(), 0)
    settings.MASTER_KEYS = {2: NEW}
    assert names() == {"Ferrand"}
    assert len(people) == 5


@pytest.mark.django_db
def test_cut_short_it_goes_on_where_it_stopped(newer, capsys):
    for _ in range(5):
        CaseFactory()
    whole = PersonKey.objects.count()
    newer()
    batches = rotation.rewrap_keys()
    assert next(batches) == 2
    batches.close()
    assert names() == {"Ferrand"}
    assert rotate(capsys)["rewrapped"] == whole - 2
    assert rotate(capsys) == {"rewrapped": 0, "reindexed": 0, "resealed": 0, "forgotten": 0, "left": 0}


@pytest.mark.django_db
def test_a_key_destroyed_while_it_is_rewrapped_stays_destroyed(newer):
    person = CaseFactory().person
    newer()
    read_before = PersonKey.objects.get(person_id=person.pk)
    destroy_key(person_id=person.pk, by=None, reason="request")
    assert read_before.rewrap() is False
    assert isinstance(YoungPerson.objects.get(pk=person.pk).last_name, Erased)


@pytest.mark.django_db
def test_without_the_old_master_key_it_says_what_is_missing(newer, settings):
    CaseFactory()
    newer()
    settings.MASTER_KEYS = {2: NEW}
    with pytest.raises(CommandError, match="no version 1"):
        call_command("rotate_keys")


@pytest.mark.django_db
def test_while_something_is_left_the_exit_code_says_so(newer, capsys, monkeypatch):
    CaseFactory()
    newer()
    monkeypatch.setattr(rotation, "rewrap_keys", lambda: iter(()))  # as a key made meanwhile by a process not restarted
    with pytest.raises(SystemExit) as ended:
        call_command("rotate_keys", "--json")
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["left"] == PersonKey.objects.count()


@pytest.mark.django_db
def test_progress_is_said(newer, capsys):
    for _ in range(3):
        CaseFactory()
    newer()
    call_command("rotate_keys")
    assert "2 keys rewrapped\n" in capsys.readouterr().out


def under(key):
    return [model for model in sealed_models() for value in raw(model) if key.pk.bytes in value[:17]]


def test_one_person_gets_a_new_key_with_all_their_past(filled, newer, capsys):
    old = PersonKey.objects.get(person_id=filled.case.person_id)
    before = {m: [tuple(row) for row in values(m)] for m in sealed_models()}
    found = rotate(capsys, "--person", str(filled.case.person_id))
    assert (found["resealed"] > 10, found["left"]) == (True, 0)
    assert under(old) == []
    fresh_ring()
    assert {m: [tuple(row) for row in values(m)] for m in sealed_models()} == before


def values(model):
    rows = model._base_manager.order_by("pk")
    return [[getattr(row, field.attname) for field in model._meta.concrete_fields] for row in rows]


def test_cut_short_for_one_person_the_next_run_finishes_it(filled, newer, capsys):
    old = PersonKey.objects.get(person_id=filled.case.person_id)
    batches = rotation.rotate_person(filled.case.person_id)
    next(batches)
    batches.close()
    assert under(old)
    assert "Œuvrard" in names()
    assert rotate(capsys)["resealed"] > 0
    assert under(old) == []
    assert "Œuvrard" in names()


def test_what_is_saved_meanwhile_is_neither_lost_nor_undone(filled, newer, capsys):
    """One saves a new text, another writes the old ciphertext back with another column: both stay readable."""
    old = PersonKey.objects.get(person_id=filled.case.person_id)
    held = Goal.objects.get()
    stale = held.__dict__["words"].raw
    list(rotation.rotate_person(filled.case.person_id))
    held.save()
    assert held.__dict__["words"].raw == stale
    assert under(old)
    held.words = "Mes nouveaux mots"
    held.save()
    rotate(capsys)
    assert under(old) == []
    assert Goal.objects.get().words == "Mes nouveaux mots"


def test_a_text_saved_between_reading_and_sealing_anew_stands(filled, newer):
    old, words = PersonKey.objects.get(person_id=filled.case.person_id), Goal._meta.get_field("words")
    old.retire()
    fresh_ring()
    [read_before] = rotation.sealed_under(Goal, words, old, after=None)
    goal = Goal.objects.get()
    goal.words = "Mes nouveaux mots"
    goal.save()
    assert rotation.reseal_value(Goal, words, old.person_id, *read_before) == 0
    assert Goal.objects.get().words == "Mes nouveaux mots"


def test_a_replaced_key_is_kept_as_long_as_a_backup_may_need_it(filled, newer, capsys, at):
    rotate(capsys, "--person", str(filled.case.person_id))
    assert rotate(capsys)["forgotten"] == 0
    with at(clock.now() + rotation.RETIRED_KEPT):
        assert rotate(capsys)["forgotten"] == 1
    assert "Œuvrard" in names()


def test_a_destruction_takes_the_replaced_keys_too(filled, newer):
    batches = rotation.rotate_person(filled.case.person_id)
    next(batches)
    destroy_key(person_id=filled.case.person_id, by=None, reason="request")
    assert not PersonKey.objects.of(filled.case.person_id).exclude(wrapped=None).exists()
    with pytest.raises(keys.PersonErased):
        keys.ring().for_person(filled.case.person_id)
    with pytest.raises(CommandError, match="No living key"):
        call_command("rotate_keys", "--person", str(filled.case.person_id))


def test_a_tampered_value_stops_the_rotation_instead_of_being_sealed_anew(filled, newer):
    goal = Goal.objects.get()
    sealed = goal.__dict__["words"]
    sealed.raw, sealed.plain = sealed.raw[:-1] + bytes([sealed.raw[-1] ^ 1]), None
    rotation.plain_rows(Goal).filter(pk=goal.pk).update(words=sealed)
    with pytest.raises(InvalidTag):
        list(rotation.rotate_person(filled.case.person_id))


def test_a_new_index_key_finds_people_before_during_and_after(filled, newer, settings, capsys):
    for _ in range(3):
        index_names(CaseFactory().person)
    settings.INDEX_KEYS = {1: bytes(range(32, 64)), 2: NEW}

    def found():
        return YoungPerson.objects.named("oeuvrard").count()

    assert found() == 1
    batches = rotation.rebuild_indexes()
    next(batches)
    assert found() == 1
    batches.close()
    assert rotate(capsys)["reindexed"] > 0
    settings.INDEX_KEYS = {2: NEW}
    assert found() == 1
    assert set(NameToken.objects.values_list("version", flat=True)) == {2}

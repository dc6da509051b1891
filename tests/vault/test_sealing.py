"""One value: it comes back as it was, and only from its own place."""

import datetime as dt
import pickle
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError
from django.core.serializers import serialize
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cases.models import Note
from people.models import YoungPerson
from tests.factories.cases import CaseFactory, NoteFactory
from tests.vault.conftest import raw
from vault.keys import MissingKey, MissingMasterKey, fresh_ring
from vault.models import PersonKey
from vault.sealed import HEAD, Sealed

pytestmark = pytest.mark.django_db
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PLACE = b"people.youngperson.first_name|1"


@pytest.fixture(scope="module")
def owner():
    return uuid4()


@often
@given(text=some.text())
def test_any_text_comes_back_as_it_was(owner, text):
    sealed = Sealed(Sealed.seal(text.encode("utf-8", "surrogatepass"), owner, PLACE).raw)
    assert sealed.open(PLACE) == text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("text", ["", "é", "Œuvre d’été\n\tfin", "😀" * 200, "[effacé]", "\u202eabc"])
def test_a_saved_text_comes_back_as_it_was(text):
    note = NoteFactory(text=text)
    fresh_ring()
    assert Note.objects.get(pk=note.pk).text == text
    assert not text or text.encode() not in b"".join(raw(Note))


def test_a_date_comes_back_as_a_date():
    person = CaseFactory().person
    assert YoungPerson.objects.get(pk=person.pk).birth_date == dt.date(2010, 3, 14)


@often
@given(data=some.data())
def test_one_changed_bit_anywhere_is_noticed(owner, data):
    whole = Sealed.seal(b"a text of some length", owner, PLACE).raw
    at = data.draw(some.integers(0, len(whole) - 1))
    bit = 1 << data.draw(some.integers(0, 7))
    altered = Sealed(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
    names_no_key = 1 <= at < HEAD
    with pytest.raises(MissingKey if names_no_key else InvalidTag):
        altered.open(PLACE)


@often
@given(elsewhere=some.binary().filter(lambda place: place != PLACE))
def test_it_opens_in_its_own_place_only(owner, elsewhere):
    sealed = Sealed(Sealed.seal(b"x", owner, PLACE).raw)
    with pytest.raises(InvalidTag):
        sealed.open(elsewhere)


def moved_to_another_row(one, other):
    return YoungPerson(pk=other.pk), "first_name", one.__dict__["first_name"]


def moved_to_another_column(one, other):
    return YoungPerson(pk=one.pk), "last_name", one.__dict__["first_name"]


def moved_under_another_key(one, other):
    sealed, key = one.__dict__["first_name"].raw, PersonKey.objects.get(person_id=other.pk)
    return YoungPerson(pk=one.pk), "first_name", Sealed(sealed[:1] + key.pk.bytes + sealed[HEAD:])


@pytest.mark.parametrize("move", [moved_to_another_row, moved_to_another_column, moved_under_another_key])
def test_a_moved_value_opens_for_nobody(move):
    row, column, value = move(*[YoungPerson.objects.get(pk=CaseFactory().person.pk) for _ in range(2)])
    row.__dict__[column] = Sealed(value.raw)
    with pytest.raises(InvalidTag):
        getattr(row, column)


def test_a_wrapped_key_is_of_no_use_in_another_row():
    one, other = CaseFactory().person, CaseFactory().person
    stolen = PersonKey.objects.get(person_id=one.pk).wrapped
    PersonKey.objects.filter(person_id=other.pk).update(wrapped=stolen)
    fresh_ring()
    with pytest.raises(InvalidTag):
        _ = YoungPerson.objects.get(pk=other.pk).first_name


def test_a_missing_master_key_or_row_is_a_fault_and_no_erasure(settings):
    person = CaseFactory().person
    fresh_ring()
    settings.MASTER_KEYS = {2: bytes(range(64, 96))}
    with pytest.raises(MissingMasterKey, match="no version 1"):
        _ = YoungPerson.objects.get(pk=person.pk).first_name
    PersonKey.objects.all().delete()
    fresh_ring()
    with pytest.raises(MissingKey):
        _ = YoungPerson.objects.get(pk=person.pk).first_name


def test_what_is_printed_pickled_or_dumped_is_ciphertext():
    person = CaseFactory().person
    value = YoungPerson.objects.values_list("last_name", flat=True).get(pk=person.pk)
    told = f"{value} {value!r}".encode() + pickle.dumps(person) + serialize("json", [person]).encode()
    assert b"Ferrand" not in told
    assert pickle.loads(pickle.dumps(person)).last_name == "Ferrand"  # noqa: S301


@pytest.mark.parametrize("lookup", ["text", "text__contains", "text__in", "text__gt", "text__startswith"])
def test_it_is_compared_with_nothing(lookup):
    with pytest.raises(FieldError):
        Note.objects.filter(**{lookup: "x"}).exists()


def test_the_same_text_twice_is_two_ciphertexts():
    case = CaseFactory()
    NoteFactory(case=case, text="x"), NoteFactory(case=case, text="x")
    assert len(set(raw(Note))) == 2

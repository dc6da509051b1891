"""The blind index: who is found by what somebody types."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from people.actions import index_names
from people.models import NameToken, YoungPerson
from tests.factories.cases import PersonFactory
from vault import index

FOUND = [
    ("Élodie", "Ferrand", "elodie"),
    ("Élodie", "Ferrand", "ÉLODIE ferrand"),
    ("elodie", "Ferrand", "Élodie"),
    ("Élodie", "Ferrand", "fer"),
    ("Élodie", "Ferrand", "  élo   FERRA "),
    ("Zoé", "Œuvrard", "oeuvrard"),
    ("Zoé", "Oeuvrard", "Œuv"),
    ("Lætitia", "Roux", "laetitia"),
    ("Jean-Luc", "Martin-Petit", "petit"),
    ("Jean-Luc", "Martin-Petit", "jean luc"),
    ("Jean-Luc", "Martin-Petit", "Jean-Luc Martin"),
    ("Jean-Luc", "Martin-Petit", "jeanluc"),
    ("Lou", "D’Arcy", "d'arcy"),
    ("Lou", "D'Arcy", "darcy"),
    ("Lou", "D'Arcy", "arcy"),
    ("Lou", "de La Tour", "la tour"),
    ("Søren", "Đặng", "soren dang"),
    ("Li", "Wu", "li wu"),
    ("Alexandrine", "Montgolfier", "montgolfier"),
    ("Alexandrine", "Montgolfier", "montgolf"),
    ("Groß", "Ferrand", "gross"),
    ("E\u0301lodie", "Ferrand", "\u00c9lodie"),
]
MISSED = [
    ("Élodie", "Ferrand", ""),
    ("Élodie", "Ferrand", "-' "),
    ("Élodie", "Ferrand", "fe"),
    ("Élodie", "Ferrand", "errand"),
    ("Élodie", "Ferrand", "elodie martin"),
    ("Élodie", "Ferrand", "%"),
    ("Élodie", "Ferrand", "f%d"),
    ("Alexandrine", "Montgolfier", "montgolfiere"),
]
"""Fewer than three letters, not the beginning, one word of two, no wildcard, one letter too many."""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "typed", "is_found"), [(*row, True) for row in FOUND] + [(*row, False) for row in MISSED]
)
def test_found_by_words_and_beginnings(first, last, typed, is_found):
    index_names(PersonFactory(first_name=first, last_name=last))
    assert YoungPerson.objects.named(typed).exists() is is_found


@given(name=some.text(max_size=40))
def test_every_name_is_found_by_itself(name):
    _, stored = index.digests(name)
    assert all(stored & set(index.wanted(word)) for word in index.words(name))


@given(name=some.text(max_size=40))
def test_how_a_keyboard_composes_accents_is_of_no_account(name):
    assert index.words(name) == index.words(unicodedata.normalize("NFD", name))


@pytest.mark.django_db
def test_a_name_corrected_is_no_longer_found_by_the_old_one():
    person = PersonFactory(first_name="Lou", last_name="Ferrand")
    index_names(person)
    person.last_name = "Montel"
    index_names(person)
    assert not YoungPerson.objects.named("ferrand").exists()
    assert YoungPerson.objects.named("montel").exists()


@pytest.mark.django_db
def test_the_table_holds_digests_that_change_with_the_key(settings):
    index_names(PersonFactory(last_name="Ferrand"))
    stored = set(NameToken.objects.values_list("digest", flat=True))
    settings.INDEX_KEYS = {1: bytes(range(64, 96))}
    assert not stored & index.digests("Lou Ferrand")[1]


def test_a_word_adds_its_whole_and_its_beginnings_from_three_letters():
    assert len(index.digests("Alexandrine")[1]) == 1 + 9
    assert len(index.digests("Li")[1]) == 1

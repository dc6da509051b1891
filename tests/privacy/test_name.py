"""A file by the exact name: references only, and the looking itself is recorded."""

import pytest
from django.core.serializers import serialize
from django.urls import reverse

from audit.models import Event
from people.actions import create_person
from privacy.actions import LOOKED_UP, NAMES_AN_HOUR
from tests.factories.cases import CaseFactory, commune
from tests.privacy.conftest import officer

pytestmark = pytest.mark.django_db

ADDRESS = reverse("privacy:name")


@pytest.fixture
def named(world):
    """A file of Zoé-Lou (called Sacha) Œuvrard-Müller, led by Cap Ouvert."""
    names = {"first_name": "Zoé-Lou", "chosen_name": "Sacha", "last_name": "Œuvrard-Müller"}
    person = create_person(by=world.social_worker, birth_year=2010, commune=commune(), **names)
    return CaseFactory(person=person, leading_team=world.teams["cap"])


def look(browser, first, last):
    return browser.post(ADDRESS, {"first_name": first, "last_name": last})


EXACT = [("Zoé-Lou", "Œuvrard-Müller"), ("zoe lou", "oeuvrard muller"), (" SACHA ", "Œuvrard Müller")]
NOT_EXACT = [
    ("Zoé", "Œuvrard-Müller"),
    ("Zoé-Lou", "Müller"),
    ("Zoé-Lou", "Œuvrard-Mül"),
    ("Œuvrard-Müller", "Zoé-Lou"),
    ("Lou-Zoé", "Œuvrard-Müller"),
    ("Sacha", "Zoé-Lou"),
    ("-", "-"),
]


@pytest.mark.parametrize(("first", "last"), EXACT)
def test_the_whole_name_finds_case_and_accents_aside(named, world, as_, first, last):
    answer = look(as_(world.dpo), first, last)
    assert answer.context["found"] == [named]
    assert named.reference in answer.content.decode()


@pytest.mark.parametrize(("first", "last"), NOT_EXACT)
def test_part_of_a_name_finds_nothing(named, world, as_, first, last):
    assert look(as_(world.dpo), first, last).context["found"] == []


def test_looking_is_recorded_on_the_file_without_what_was_typed(named, world, as_):
    look(as_(world.dpo), "Sacha", "Œuvrard-Müller")
    event = Event.objects.get(verb=LOOKED_UP)
    assert (event.case_id, event.person_id, event.actor_id) == (named.pk, named.person_id, world.dpo.pk)
    assert not any(word in serialize("json", Event.objects.all()) for word in ("Sacha", "acha", "vrard"))


def test_looking_in_vain_is_recorded_too(world, as_):
    look(as_(world.dpo), "Nobody", "Atall")
    assert Event.objects.get(verb=LOOKED_UP).case_id is None


def test_the_page_says_it_before_and_opening_it_records_no_search(world, as_):
    page = as_(world.dpo).get(ADDRESS)
    assert "inscrite au journal" in page.content.decode()
    assert not Event.objects.filter(verb=LOOKED_UP).exists()


def test_a_file_without_part_is_as_absent(named, world, as_):
    assert look(as_(officer(world, "toit", "Outside Officer")), "Sacha", "Œuvrard-Müller").context["found"] == []


def test_many_names_within_an_hour_are_too_many(world, as_):
    browser = as_(world.dpo)
    for _time in range(NAMES_AN_HOUR):
        look(browser, "Nobody", "Atall")
    refused = look(browser, "Nobody", "Atall")
    assert refused.context["found"] is None
    assert refused.context["form"].non_field_errors()


@pytest.mark.parametrize("typed", [("", ""), ("x" * 200, "y"), ("1850578006084", "x")])
def test_nonsense_is_refused_and_not_looked_for(world, as_, typed):
    assert look(as_(world.dpo), *typed).context["found"] is None
    assert not Event.objects.filter(verb=LOOKED_UP).exists()

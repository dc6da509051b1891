"""Who the young person is: what shows to whom, corrected by the lead, and what it was before."""

import datetime as dt

import pytest

from common import clock
from people.actions import change_identity
from people.models import YoungPerson

DETAILS = {"17 rue des Lilas", "Tante Josiane", "Dari", "Lycée des Cimes", "14 mars 2010"}
KNOW = ("social_worker", "psychologist")
DO_NOT = ("teacher", "mentor")


@pytest.fixture
def known(world):
    """Everything that can be said of somebody."""
    identity = {"first_name": "Louise", "chosen_name": "Lou", "contact": "06 11 22 33 44"}
    identity |= {"contact_advice": "Après 17 h", "address": "17 rue des Lilas", "other_contacts": "Tante Josiane"}
    identity |= {"language": "Dari", "needs_interpreter": True, "situation_detail": "Lycée des Cimes"}
    world.case.person = change_identity(world.case.person, by=world.social_worker, case_id=world.case.pk, **identity)
    return world


def address(world, page=""):
    return f"/dossiers/{world.case.pk}/{page}"


def typed(client, world, **other):
    """The page as it is open, with some of it typed anew."""
    form = client.get(address(world, "identite/")).context["form"]
    now = {name: form[name].value() for name in form.fields}
    now["birth_date"] = now["birth_date"] or ""
    return {name: value for name, value in (now | other).items() if value not in (None, False)}


@pytest.mark.parametrize("persona", KNOW + DO_NOT)
def test_the_details_show_to_professionals_bound_by_secrecy_and_to_nobody_else(known, as_, persona):
    html = as_(known.people[persona]).get(address(known)).content.decode()
    for text in DETAILS:
        assert (text in html) == (persona in KNOW), text
    assert "06 11 22 33 44" in html
    assert "Lou Ferrand" in html


@pytest.mark.parametrize("persona", KNOW + DO_NOT)
def test_the_past_of_the_identity_is_read_by_those_who_know_its_details(known, as_, persona):
    answer = as_(known.people[persona]).get(address(known, "identite/historique/"))
    assert answer.status_code == (200 if persona in KNOW else 404)
    assert ("17 rue des Lilas" in answer.content.decode()) == (persona in KNOW)


def test_the_lead_corrects_what_has_changed_and_search_follows(known, as_):
    client = as_(known.social_worker)
    answer = client.post(address(known, "identite/"), typed(client, known, chosen_name="Maël", situation="seeking"))
    assert answer.status_code == 302
    html = client.get(address(known)).content.decode()
    assert "Maël Ferrand" in html
    assert "En recherche d’emploi ou de formation" in html
    assert "Maël Ferrand" in client.post("/jeunes/", {"name": "mael"}).content.decode()


def test_each_correction_says_who_when_and_what_it_was(known, as_):
    client = as_(known.social_worker)
    client.post(address(known, "identite/"), typed(client, known, address="3 quai Vert", needs_interpreter=False))
    newest = as_(known.psychologist).get(address(known, "identite/historique/")).context["changes"][0]
    assert newest.by == known.social_worker
    assert newest.fields == [("adresse", "17 rue des Lilas", "3 quai Vert"), ("interprète nécessaire", "Oui", "Non")]


def test_saving_without_a_change_tells_nothing(known, as_):
    client = as_(known.social_worker)
    before = client.get(address(known, "identite/historique/")).context["changes"]
    assert client.post(address(known, "identite/"), typed(client, known)).status_code == 302
    assert client.get(address(known, "identite/historique/")).context["changes"] == before


BIRTHS = {
    # (date, age) typed: what is kept, or the field that says what is wrong
    ("2009-05-06", ""): (dt.date(2009, 5, 6), 2009),
    ("", "15"): (None, clock.today().year - 15),
    ("", "0"): (None, clock.today().year),
    ("", ""): "birth_date",
    ("2009-05-06", "15"): "age",
    ("", "31"): "age",
    ("", "-1"): "age",
    ("1970-01-01", ""): "birth_date",
    ("2199-01-01", ""): "birth_date",
}


@pytest.mark.parametrize("given", BIRTHS)
def test_a_date_of_birth_or_an_age_alone(known, as_, given):
    client = as_(known.social_worker)
    date, age = given
    answer = client.post(address(known, "identite/"), typed(client, known, birth_date=date, age=age))
    person = YoungPerson.objects.get()
    if isinstance(BIRTHS[given], str):
        assert list(answer.context["form"].errors) == [BIRTHS[given]]
        assert person.birth_date == dt.date(2010, 3, 14)
    else:
        assert (person.birth_date, person.birth_year) == BIRTHS[given]


def test_an_age_alone_is_offered_again_when_the_identity_is_corrected(known, as_):
    client = as_(known.social_worker)
    client.post(address(known, "identite/"), typed(client, known, birth_date="", age="15"))
    assert client.get(address(known, "identite/")).context["form"]["age"].value() == 15
    assert "15 ans" in client.get(address(known)).content.decode()


def test_nobody_but_the_lead_is_offered_the_correction(known, as_):
    link = f'"{address(known, "identite/")}"'
    assert link not in as_(known.psychologist).get(address(known)).content.decode()
    assert link in as_(known.social_worker).get(address(known)).content.decode()

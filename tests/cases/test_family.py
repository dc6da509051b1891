"""Who holds parental authority: recorded, corrected, ended by the lead; whom the address is kept from."""

import datetime as dt

import pytest

from cases.actions.closing import close_case
from common import clock
from people.actions import add_representative, change_identity
from tests.factories.cases import CaseFactory, lead, seat
from tests.factories.organisations import MembershipFactory


@pytest.fixture
def family(world):
    """Two parents."""
    facts = {"by": world.social_worker, "case_id": world.case.pk}
    world.mother = add_representative(world.case.person, name="Sandrine Ferrand", contact="06 11 22 33 44", **facts)
    world.father = add_representative(world.case.person, name="Marc Ferrand", **facts)
    return world


def address(world, who=None, page=""):
    return f"/titulaires/{who.pk}/{page}/" if who else f"/dossiers/{world.case.pk}/titulaires/"


def details(client, world):
    return client.get(world.case.get_absolute_url()).context["page"].details


def names(people):
    return {one.name for one in people}


def typed(who, **other):
    now = {"name": who.name, "capacity": who.capacity, "contact": who.contact, "version": who.version}
    return now | other


def ended(on=None, ending="withdrawn"):
    return {"ending": ending, "on": on or clock.today().isoformat()}


@pytest.mark.parametrize("persona", ["social_worker", "psychologist", "teacher", "mentor"])
def test_they_show_to_professionals_bound_by_secrecy_and_to_nobody_else(family, as_, persona):
    html = as_(family.people[persona]).get(family.case.get_absolute_url()).content.decode()
    assert ("Sandrine Ferrand" in html) == (persona in ("social_worker", "psychologist"))
    assert ("06 11 22 33 44" in html) == (persona in ("social_worker", "psychologist"))


def test_a_second_one_is_recorded_once_however_often_it_is_sent(family, as_):
    client = as_(family.social_worker)
    form = client.get(address(family)).context["form"]
    data = {"new_id": form["new_id"].value(), "name": "Aide sociale", "capacity": "institution"}
    for _ in range(2):
        assert client.post(address(family), data).status_code == 302
    assert names(details(client, family).representatives) == {"Sandrine Ferrand", "Marc Ferrand", "Aide sociale"}


def test_an_authority_that_ends_says_since_when_and_why(family, as_):
    client = as_(family.social_worker)
    assert client.post(address(family, family.father, "terminer"), ended("2024-02-05")).status_code == 302
    found = details(as_(family.psychologist), family)
    assert (names(found.representatives), names(found.former)) == ({"Sandrine Ferrand"}, {"Marc Ferrand"})
    html = client.get(family.case.get_absolute_url()).content.decode()
    assert "autorité retirée par un juge" in html
    assert "5 février 2024" in html


def test_what_was_recorded_by_mistake_is_left_to_the_history(family, as_):
    client = as_(family.social_worker)
    client.post(address(family, family.father, "terminer"), ended(ending="mistake"))
    assert "Marc Ferrand" not in client.get(family.case.get_absolute_url()).content.decode()
    assert "Marc Ferrand" in client.get(f"/dossiers/{family.case.pk}/identite/historique/").content.decode()


def test_an_authority_ends_once(family, as_):
    client = as_(family.social_worker)
    for ending in ("delegated", "withdrawn"):
        client.post(address(family, family.father, "terminer"), ended(ending=ending))
    family.father.refresh_from_db()
    assert family.father.ending == "delegated"


@pytest.mark.parametrize(
    ("since", "until", "kept"), [("", 1, False), ("2026-11-20", -9, False), ("2026-11-20", 0, True)]
)
def test_an_end_is_neither_to_come_nor_before_the_beginning(family, as_, since, until, kept):
    client = as_(family.social_worker)
    client.post(address(family, family.father, "modifier"), typed(family.father, since_on=since))
    client.post(address(family, family.father, "terminer"), ended(until))
    family.father.refresh_from_db()
    assert (family.father.ended_on is not None) == kept


def test_the_page_names_whom_the_address_is_hidden_from(family, as_):
    client = as_(family.social_worker)
    client.post(address(family, family.father, "modifier"), typed(family.father, address_hidden="on"))
    assert names(details(as_(family.psychologist), family).kept_from()) == {"Marc Ferrand"}
    html = as_(family.psychologist).get(family.case.get_absolute_url()).content.decode()
    assert "Ne doit pas connaître l’adresse" in html
    assert "Ne doit pas connaître" not in as_(family.mentor).get(family.case.get_absolute_url()).content.decode()


def test_it_stays_hidden_after_their_authority_has_ended(family, as_):
    client = as_(family.social_worker)
    client.post(address(family, family.father, "modifier"), typed(family.father, address_hidden="on"))
    client.post(address(family, family.father, "terminer"), ended())
    assert names(details(client, family).kept_from()) == {"Marc Ferrand"}


def test_of_age_nobody_holds_it_any_more(family, as_, at):
    client = as_(family.social_worker)
    birthday = dt.datetime(2028, 3, 14, 8, tzinfo=dt.UTC)
    for moment, held in ((birthday - dt.timedelta(days=1), 2), (birthday, 0)):
        with at(moment):
            client.force_login(family.social_worker)
            found = details(client, family)
            assert (len(found.representatives), len(found.former)) == (held, 2 - held)


@pytest.mark.parametrize(("day", "held"), [((2028, 1, 1), 2), ((2028, 12, 30), 2), ((2028, 12, 31), 0)])
def test_without_a_birthday_it_is_held_until_the_last_day_of_that_year(family, as_, at, day, held):
    person = family.case.person
    person.birth_date, person.birth_year = None, 2010
    person.save()
    with at(dt.datetime(*day, 8, tzinfo=dt.UTC)):
        found = details(as_(family.social_worker), family)
    assert len(found.representatives) == held


def test_the_history_tells_each_of_them_apart(family, as_):
    client = as_(family.social_worker)
    client.post(address(family, family.mother, "modifier"), typed(family.mother, contact="Par courrier"))
    history = as_(family.psychologist).get(f"/dossiers/{family.case.pk}/identite/historique/").context["changes"]
    assert (history[0].about, history[0].fields) == (
        "Sandrine Ferrand",
        [("contact", "06 11 22 33 44", "Par courrier")],
    )
    assert {one.about for one in history} >= {"Sandrine Ferrand", "Marc Ferrand"}


def test_whoever_leads_another_file_reaches_nobody_of_this_family(family, as_):
    MembershipFactory(user=family.stranger, team=family.teams["lien"], bound=True)
    other = CaseFactory(leading_team=family.teams["toit"])
    seat(other, team=family.teams["toit"])
    lead(other, family.stranger)
    assert as_(family.stranger).get(address(family, family.father, "modifier")).status_code == 403
    family.case.seats.filter(team=family.teams["lien"]).delete()
    assert as_(family.stranger).get(address(family, family.father, "modifier")).status_code == 404


def test_a_closed_file_keeps_the_family_as_it_was(family, as_):
    close_case(family.case, by=family.social_worker, reason="moved")
    for page in ("modifier", "terminer"):
        assert as_(family.social_worker).post(address(family, family.father, page), ended()).status_code == 403


def test_the_person_of_trust_stands_with_the_family(family, as_):
    facts = {"trusted_person": "Tante Josiane", "trusted_contact": "07 98 76 54 32"}
    change_identity(family.case.person, by=family.social_worker, case_id=family.case.pk, **facts)
    for persona, shown in (("psychologist", True), ("mentor", False)):
        html = as_(family.people[persona]).get(family.case.get_absolute_url()).content.decode()
        assert ("Tante Josiane" in html) == shown

"""What a judge ordered or the département agreed: who reads it, on screen and on paper, and what it was before."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions import plan
from cases.models import Measure
from cases.pdf import plan_html
from cases.reading import read_case
from common import clock
from common.areas import Area, Level
from people.actions import change_identity
from tests.bad_input.papers import decided
from tests.cases.holding import given, open_in, parent
from tests.factories.cases import StatementFactory, give
from tests.factories.organisations import MembershipFactory, UserFactory

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED
EVERYBODY = ("social_worker", "psychologist", "teacher", "mentor")
TEXTS = {
    "decided_by": "Tribunal pour enfants de Villebrune",
    "grounds": "Conflit des parents",
    "text": "Aide éducative à domicile",
    "objectives": "Retour au calme à la maison",
    "visits": "Un dimanche sur deux chez son père",
    "papers": "Reprend le DIPC du 3 mars",
}


@pytest.fixture
def write(world):
    """`write(level, …)`: a measure by the lead."""

    def written(level, author=world.social_worker, area=Area.FAMILY, **facts):
        days = {"decided_on": dt.date(2025, 1, 6), "begins_on": dt.date(2025, 1, 13)}
        facts = {"kind": "education", "area": area, "level": level} | TEXTS | days | facts
        return plan.add_measure(world.case, by=author, **facts)

    return written


def screen(as_, world, person):
    return as_(person).get(world.case.get_absolute_url()).content.decode()


def add(world, **typed):
    return f"/dossiers/{world.case.pk}/mesure/", decided() | {"area": int(Area.FAMILY)} | typed


READERS = {
    # (area, level): who reads it, besides its author
    (Area.FAMILY, R): {"colleague"},
    (Area.FAMILY, C): {"colleague"},
    (Area.EDUCATION, R): {"colleague"},
    (Area.EDUCATION, C): {"colleague", "psychologist"},
}


@pytest.mark.parametrize(("area", "level"), READERS)
def test_it_shows_on_screen_and_on_paper_to_whoever_its_level_says(world, as_, write, area, level):
    write(level, area=area)
    world.people["colleague"] = MembershipFactory(user=UserFactory(), team=world.teams["cap"], bound=True).user
    for persona in (*EVERYBODY, "colleague"):
        reader, sees = world.people[persona], persona in READERS[area, level] | {"social_worker"}
        html, paper = screen(as_, world, reader), plan_html(world.case.pk, reader)
        for text in TEXTS.values():
            assert (text in html) == (text in paper) == sees, (persona, text)
        assert ("Mesure et décision" in paper) == sees, persona


def test_a_volunteer_finds_no_place_where_a_measure_could_be_and_a_bound_member_may_add_one(world, as_):
    link = f'"/dossiers/{world.case.pk}/mesure/"'
    for persona in EVERYBODY:
        bound = persona in {"social_worker", "psychologist"}
        html = screen(as_, world, world.people[persona])
        assert (link in html) == ("Mesure de protection" in html) == bound, persona


def test_without_a_choice_it_stays_in_the_team_of_who_is_bound_and_goes_to_the_professionals_otherwise(world, as_):
    for persona, area, level in (("social_worker", Area.FAMILY, R), ("mentor", Area.EDUCATION, C)):
        address, typed = add(world, area=int(area))
        form = as_(world.people[persona]).get(address).context["form"]
        typed |= {name: form[name].value() for name in ("new_id", "level")}
        for _ in range(2):
            assert as_(world.people[persona]).post(address, typed).status_code == 302
        assert Measure.objects.get(author=world.people[persona]).level == level


def test_family_is_its_usual_area(world, as_):
    assert as_(world.social_worker).get(add(world)[0]).context["form"]["area"].value() == Area.FAMILY


WRONG = {
    # what is typed: the field that says what is wrong
    "ends_on": {"begins_on": "2025-03-02", "ends_on": "2025-03-01"},
    "decided_on": {"decided_on": "2199-01-01"},
    "decided_by": {"decided_by": ""},
    "text": {"text": " "},
    "kind": {"kind": "revenge"},
}


@pytest.mark.parametrize("field", WRONG)
def test_what_makes_no_sense_is_said_beside_its_field(world, as_, write, field):
    address, typed = add(world, **WRONG[field])
    assert list(as_(world.social_worker).post(address, typed).context["form"].errors) == [field]
    made = write(R)
    typed |= {"version": made.version}
    answer = as_(world.social_worker).post(f"/mesure/{made.pk}/modifier/", typed)
    assert list(answer.context["form"].errors) == [field]
    assert Measure.objects.get() == made


def test_the_database_refuses_an_end_before_the_beginning(write):
    made = write(R)
    made.ends_on = made.begins_on - clock.DAY
    with pytest.raises(IntegrityError, match="measure_in_order"):
        made.save()


def test_its_author_changes_it_and_its_past_is_told(world, as_, write):
    made = write(C, area=Area.EDUCATION)
    typed = TEXTS | {"kind": "education", "decided_on": "2025-01-06", "begins_on": "2025-01-13"}
    typed |= {"version": made.version, "ends_on": "2026-01-12", "visits": "Un samedi sur deux"}
    page = f"/mesure/{made.pk}/"
    assert as_(world.psychologist).post(f"{page}modifier/", typed).status_code == 403
    assert as_(world.teacher).get(f"{page}historique/").status_code == 404
    assert as_(world.social_worker).post(f"{page}modifier/", typed).status_code == 302
    newest = as_(world.psychologist).get(f"{page}historique/").context["changes"][0]
    assert newest.by == world.social_worker
    assert set(newest.fields) == {
        ("dernier jour", "", dt.date(2026, 1, 12)),
        ("droits de visite et d’hébergement", TEXTS["visits"], "Un samedi sur deux"),
    }


def test_one_that_is_over_stays_after_those_in_force_and_says_so(world, as_, write):
    today, reader = clock.today(), world.social_worker
    facts = {"kind": "placement", "decided_by": "Juge"}
    over = write(R, begins_on=today - 9 * clock.DAY, ends_on=today - clock.DAY, **facts)
    last = write(R, begins_on=today - 99 * clock.DAY, ends_on=today, **facts)
    assert [one.pk for one in read_case(world.case, reader).measures] == [last.pk, over.pk]
    paper = plan_html(world.case.pk, reader)
    assert screen(as_, world, reader).count("Terminée") == paper.count("(terminée)") == 1


def queries(client, world):
    with CaptureQueriesContext(connection) as made:
        assert client.get(world.case.get_absolute_url()).status_code == 200
    return len(made)


def test_a_measure_costs_the_page_no_query(world, as_, write):
    client = as_(world.social_worker)
    StatementFactory(case=world.case, author=world.social_worker)
    client.get(world.case.get_absolute_url())
    without = queries(client, world)
    write(R)
    assert queries(client, world) == without


def test_the_thread_says_that_a_measure_was_added_to_whoever_reads_it(world, as_, write):
    write(C, area=Area.EDUCATION)
    for persona, told in (("psychologist", True), ("teacher", False)):
        assert ("Une mesure a été ajoutée" in screen(as_, world, world.people[persona])) == told


def test_what_one_team_restricts_no_other_reads_not_even_the_lead(world, as_, write):
    made = write(R, author=world.psychologist, area=Area.EDUCATION)
    assert list(Measure.objects.visible_to(world.psychologist)) == [made]
    assert not Measure.objects.visible_to(world.social_worker).exists()
    assert TEXTS["visits"] not in plan_html(world.case.pk, world.social_worker)


def test_by_link_a_restricted_one_is_not_read_and_no_page_shows_any(world, write):
    world.case.person.birth_date, world.case.person.birth_year = dt.date(2014, 3, 14), 2014
    world.case.person.save()
    shown, _hidden = write(C), write(R)
    young, mother, kept_away = give(world.case), parent(world), parent(world, address_hidden=True)
    assert list(Measure.objects.for_link(young)) == [shown]
    with_link = [give(world.case, one) for one in (mother, kept_away)]
    assert [list(Measure.objects.for_link(link)) for link in with_link] == [[shown], []]
    for one in (None, mother):
        for address in ("/moi/", "/moi/cercle/"):
            html = open_in(Client(), given(world, one).link).get(address).content.decode()
            assert not [text for text in (*TEXTS.values(), "Mesure de protection") if text in html]


@pytest.mark.parametrize("persona", EVERYBODY)
def test_sex_place_of_birth_and_siblings_show_where_the_rest_of_the_identity_does(world, as_, persona):
    identity = {"sex": "female", "birth_place": "Kaboul", "siblings": "Samir, 9 ans, avec elle"}
    change_identity(world.case.person, by=world.social_worker, case_id=world.case.pk, **identity)
    reader = world.people[persona]
    html, paper = screen(as_, world, reader), plan_html(world.case.pk, reader)
    for text in ("Sexe", "féminin", "Lieu de naissance", "Kaboul", "Fratrie", "Samir, 9 ans"):
        knows = persona in {"social_worker", "psychologist"}
        assert (text in paper) == (text.lower() in html.lower()) == knows, text

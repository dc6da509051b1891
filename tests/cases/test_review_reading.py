"""Each reads of a review what they may: its date, the parties of their areas, the sections of their areas and level."""

import pytest

from cases.actions import minutes, plan, reviews
from cases.models import Action, Participant
from cases.pdf import plan_html
from cases.reviewing import read_review
from common import clock
from common.areas import Area, Level
from people.actions import add_representative
from tests.cases.reviews import convene, document, hold, say, schedule, seats
from tests.factories.cases import seat
from tests.factories.organisations import MembershipFactory

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED
READERS = ("social_worker", "psychologist", "teacher", "mentor")

SECTIONS = {
    # (text, area, level): who reads it beside the lead, who writes them all
    ("Horaires aménagés", Area.EDUCATION, P): {"psychologist", "teacher", "mentor"},
    ("Deux absences", Area.EDUCATION, C): {"psychologist"},
    ("Dort mieux", Area.MENTAL_HEALTH, C): {"psychologist"},
    ("Sortie samedi", Area.LEISURE_CULTURE_SPORT, P): {"mentor"},
    ("Bail signé", Area.HOUSING, P): set(),
    ("Entre nous", Area.EDUCATION, R): set(),
    ("Tout le monde vient", Area.GENERAL, P): {"psychologist", "teacher", "mentor"},
}


@pytest.fixture
def full(world):
    """A review with everything: parties of every kind, sections of every area, decisions, an opinion."""
    lead = {"by": world.social_worker}
    holder = add_representative(world.case.person, case_id=world.case.pk, name="Samia Benali", **lead)
    invited = [{"party": "seat", "seat": one} for one in seats(world).values()]
    invited += [{"party": "young_person"}, {"party": "representative", "representative": holder}]
    world.review = convene(world, invited=invited)
    reviews.invite(world.review, party="outside", function="health", name="Dr Lenoir", **lead)
    hold(schedule(world.review, world), world)
    for text, area, level in SECTIONS:
        minutes.write_section(world.review, kind="minutes", text=text, area=area, level=level, **lead)
    say(world.review, world, text="Je veux qu’on m’écoute.")
    return world


def page(as_, world, persona):
    return as_(world.people[persona]).get(world.review.get_absolute_url())


@pytest.mark.parametrize("persona", READERS)
def test_each_reads_the_sections_of_their_areas_and_level_and_no_trace_of_the_others(full, as_, persona):
    html = page(as_, full, persona).content.decode()
    for (text, *_where), readers in SECTIONS.items():
        assert (text in html) == (persona in readers | {"social_worker"}), text
    assert ("m’écoute" in html) == (persona in {"social_worker", "psychologist"})
    assert ("Ce que dit le ou la jeune" in html) == (persona in {"social_worker", "psychologist"})
    assert "Maison des associations" in html


@pytest.mark.parametrize("persona", READERS)
def test_the_missing_opinion_leaves_no_trace_either(full, as_, persona):
    say(full.review, full, text="", missing="not_wished")
    html = page(as_, full, persona).content.decode()
    assert ("pas souhaité" in html) == (persona in {"social_worker", "psychologist"})


PARTIES = {
    "Lou": set(READERS),
    "Cap Ouvert": set(READERS),
    "Voisins du Lycée": set(READERS),
    "Samia Benali": {"social_worker", "psychologist"},
    "Dr Lenoir": {"social_worker", "psychologist"},
    "Toit Partagé": {"social_worker"},
}


@pytest.mark.parametrize("persona", READERS)
def test_the_parties_show_as_the_circle_does(full, persona):
    toit = seat(full.case, team=full.teams["toit"], areas=Area.HOUSING | Area.GENERAL)
    reviews_party = Participant.objects.create(review=full.review, person=full.case.person, party="seat", seat=toit)
    found = read_review(full.review, full.people[persona]).parties
    names = {line.name for line in found}
    for name, readers in PARTIES.items():
        assert (name in names) == (persona in readers), name
    assert Participant.objects.visible_to(full.stranger).count() == 0
    assert Participant.objects.visible_to(full.social_worker).filter(pk=reviews_party.pk).exists()


@pytest.mark.parametrize("persona", ["stranger", "manager", "org_admin", "dpo", "network_admin"])
def test_whoever_may_not_open_the_file_finds_nothing(full, as_, persona):
    assert page(as_, full, persona).status_code == 404
    assert as_(full.people[persona]).get(f"/dossiers/{full.case.pk}/bilans/").status_code == 404


def test_the_answers_of_parties_one_may_not_know_of_are_not_counted(world, as_):
    toit = seat(world.case, team=world.teams["toit"], areas=Area.HOUSING | Area.GENERAL)
    here = seats(world)
    review = convene(world, invited=[{"party": "seat", "seat": one} for one in (toit, here["Voisins du Lycée"])])
    for party in review.participants.all():
        reviews.answer_dates(party, answers=dict.fromkeys(review.dates.all(), "yes"), by=world.social_worker)
    assert [line.yes for line in read_review(review, world.social_worker).dates] == [2, 2]
    assert [line.yes for line in read_review(review, world.mentor).dates] == [1, 1]


def test_a_team_answers_for_itself_and_a_colleague_may_change_it(world, as_):
    colleague = MembershipFactory(team=world.teams["voisins"]).user
    review = convene(world)
    party = review.participants.get(seat__team=world.teams["voisins"])
    address = f"/bilans/invitations/{party.pk}/"
    assert as_(world.teacher).post(address, {"date_0": "yes", "date_1": "no"}).status_code == 302
    form = as_(colleague).get(address).context["form"]
    assert [form[name].initial for name in ("date_0", "date_1")] == ["yes", "no"]
    as_(colleague).post(address, {"date_0": "if_need_be", "date_1": "no"})
    assert {reply.answer for reply in party.replies.all()} == {"if_need_be", "no"}
    assert as_(world.mentor).get(address).status_code == 403
    assert as_(world.stranger).get(address).status_code == 404


def decide(world, **more):
    facts = {"title": "Écrire au lycée", "area": Area.EDUCATION, "level": P, "by": world.social_worker}
    return minutes.decide(world.review, **facts, **more)


def test_a_decision_with_an_owner_is_an_action_that_the_owner_accepts(full, as_):
    section = decide(full, owner_team=full.teams["voisins"], due_on=clock.today())
    action = Action.objects.get()
    assert (section.action, action.status, action.title) == (action, "proposed", "Écrire au lycée")
    assert "Proposée" in page(as_, full, "teacher").content.decode()
    plan.move_action(action, status="accepted", by=full.teacher)
    assert "Acceptée" in page(as_, full, "mentor").content.decode()


def test_a_decision_without_one_is_noted(full, as_):
    decide(full)
    assert not Action.objects.exists()
    assert "Écrire au lycée" in page(as_, full, "mentor").content.decode()


def test_an_action_narrowed_since_no_longer_shows_under_its_decision(full, as_):
    decide(full, owner_team=full.teams["lien"])
    plan.set_level(Action.objects.get(), level=C, by=full.social_worker)
    html = page(as_, full, "mentor").content.decode()
    assert "Écrire au lycée" in html
    assert "Proposée" not in html


def test_an_owner_that_could_not_see_it_is_refused_and_nothing_is_noted(full, as_):
    typed = {"title": "Écrire", "area": 1, "level": 2, "owner_team": full.teams["voisins"].pk}
    answer = as_(full.social_worker).post(f"/bilans/{full.review.pk}/decision/", typed)
    assert answer.context["form"].non_field_errors()
    assert not full.review.sections.filter(kind="decision").exists()


@pytest.mark.parametrize("persona", READERS)
def test_the_paper_holds_the_last_documented_review_as_its_reader_sees_it(full, persona):
    assert "Tout le monde vient" not in plan_html(full.case.pk, full.people[persona])
    document(full.review, full)
    html = plan_html(full.case.pk, full.people[persona])
    for (text, *_where), readers in SECTIONS.items():
        assert (text in html) == (persona in readers | {"social_worker"}), text


def test_what_is_hidden_is_hidden_in_the_thread_too(full, as_):
    document(full.review, full)
    html = as_(full.mentor).get(full.case.get_absolute_url()).content.decode()
    assert "Le bilan est conclu" in html
    shown = [text for (text, *_where), readers in SECTIONS.items() if "mentor" in readers]
    assert html.count("Un texte a été écrit pour un bilan") == len(shown)


def test_the_page_costs_the_same_however_much_is_written(full, as_, django_assert_max_num_queries):
    as_(full.social_worker)
    with django_assert_max_num_queries(30):
        page(as_, full, "social_worker")

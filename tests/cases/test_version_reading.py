"""A version, read by each: what they may see today and would have seen that day; what differs; who has answered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions import plan, versions
from cases.comparing import read_version
from cases.models import Action, Goal, SignOff
from cases.pdf import plan_html
from common import clock
from common.areas import Area, Level
from people.models import LegalRepresentative
from tests.cases.test_version_moves import give_all
from vault.actions import destroy_key

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED


@pytest.fixture
def written(world):
    """Goals at two levels and in two areas, a wording, actions of three associations, a need, a note."""
    case, lead = world.case, world.social_worker
    facts = {"by": lead, "area": Area.EDUCATION}
    world.goal = plan.add_goal(case, words="Finir mon année", wording="Retour progressif", level=P, **facts)
    plan.add_goal(case, by=lead, words="Arrêter de ruminer", area=Area.MENTAL_HEALTH, level=C)
    plan.add_goal(case, words="Pour l’équipe", level=R, **facts)
    plan.add_need(case, by=lead, code="education.attendance", area=Area.EDUCATION, level=C)
    plan.add_note(case, text="Un mot", level=P, **facts)
    accept(world, "binomes", "mentor", title="Aide aux devoirs", area=Area.EDUCATION, level=P)
    accept(world, "lien", "psychologist", title="Entretiens", area=Area.MENTAL_HEALTH, level=C)
    accept(world, "cap", "social_worker", title="Chercher un logement", area=Area.HOUSING, level=C)
    return case


def accept(world, short, who, **fields):
    made = plan.add_action(world.case, by=world.social_worker, owner_team=world.teams[short], **fields)
    if made.status == Action.Status.PROPOSED:
        plan.move_action(made, status=Action.Status.ACCEPTED, by=world.people[who])
    return made


@pytest.fixture
def version(world, written):
    return versions.propose_version(world.case, by=world.social_worker)


def lines(version, reader):
    return [line for section in read_version(version, reader).sections for line in section.lines]


def words(version, reader):
    return {line.words for line in lines(version, reader)}


def marks(version, reader):
    return {line.words: line.mark for line in lines(version, reader) if line.mark}


SEEN = {
    "social_worker": {
        "Finir mon année",
        "Arrêter de ruminer",
        "Retour progressif",
        "Aide aux devoirs",
        "Entretiens",
        "Chercher un logement",
        "Retrouver une présence régulière en classe",
    },
    "psychologist": {
        "Finir mon année",
        "Arrêter de ruminer",
        "Retour progressif",
        "Aide aux devoirs",
        "Entretiens",
        "Retrouver une présence régulière en classe",
    },
    "teacher": {"Finir mon année", "Aide aux devoirs"},
    "mentor": {"Finir mon année", "Aide aux devoirs"},
}
"""Notes and restricted items are no part of a version, not even for who wrote them."""


@pytest.mark.parametrize("persona", SEEN)
def test_each_reads_of_a_version_what_they_may_see_of_the_plan(world, version, persona):
    assert words(version, world.people[persona]) == SEEN[persona]


def test_what_is_narrowed_today_closes_in_yesterdays_versions(world, version):
    plan.set_level(world.goal, level=C, by=world.social_worker)
    assert "Finir mon année" not in words(version, world.teacher)
    assert "Finir mon année" in words(version, world.psychologist)


def test_what_is_widened_today_does_not_open_yesterdays_versions(world, written):
    plan.set_level(world.goal, level=C, by=world.social_worker)
    version = versions.propose_version(world.case, by=world.social_worker)
    plan.set_level(world.goal, level=P, by=world.social_worker)
    assert "Finir mon année" not in words(version, world.teacher)


def test_a_version_says_what_stood_there_that_day(world, version):
    world.goal.refresh_from_db()
    plan.change_item(world.goal, by=world.social_worker, version=world.goal.version, words="Tout autre chose")
    assert "Finir mon année" in words(version, world.social_worker)
    assert "Tout autre chose" not in words(version, world.social_worker)


@pytest.fixture
def amended(world, version):
    """Version 2: a goal said otherwise, an action over, another one new."""
    give_all(world, version)
    versions.begin_review(world.case, by=world.social_worker)
    world.goal.refresh_from_db()
    plan.change_item(world.goal, by=world.social_worker, version=world.goal.version, words="Avoir mon bac")
    dropped = next(action for action in Action.objects.all() if action.title == "Aide aux devoirs")
    plan.move_action(dropped, status="dropped", by=world.mentor, reason="moved")
    accept(world, "cap", "social_worker", title="Écrire au lycée", area=Area.EDUCATION, level=C)
    return versions.propose_version(world.case, by=world.social_worker)


DIFFERENT = {
    "social_worker": {"Avoir mon bac": "changed", "Aide aux devoirs": "removed", "Écrire au lycée": "added"},
    "teacher": {"Avoir mon bac": "changed", "Aide aux devoirs": "removed"},
}


@pytest.mark.parametrize("persona", DIFFERENT)
def test_an_amendment_is_compared_with_the_version_in_force_for_each_reader(world, amended, persona):
    assert marks(amended, world.people[persona]) == DIFFERENT[persona]


def test_the_page_says_it_in_words_with_old_and_new(world, amended, as_):
    html = as_(world.social_worker).get(f"/versions/{amended.pk}/").content.decode().replace("\xa0", " ")
    for text in (
        "Ajouté",
        "Modifié",
        "N’est plus dans le projet",
        "Avant : Finir mon année",
        "Comparée à la version 1",
    ):
        assert text in html, text


def test_a_withdrawn_version_is_compared_with_by_none(world, written):
    first = versions.propose_version(world.case, by=world.social_worker)
    versions.withdraw_version(first, by=world.social_worker)
    second = versions.propose_version(world.case, by=world.social_worker)
    assert read_version(second, world.social_worker).before is None
    assert marks(second, world.social_worker) == {}


ASKED = {
    "social_worker": {"young_person", "Parent", "Cap Ouvert", "La Maison du Lien", "Binômes du Val"},
    "psychologist": {"young_person", "Parent", "La Maison du Lien", "Binômes du Val"},
    "teacher": {"Binômes du Val"},
    "mentor": {"Binômes du Val"},
}
"""Each knows of the associations whose actions they see, and of their own."""


@pytest.mark.parametrize("persona", ASKED)
def test_each_knows_of_the_parties_they_may_know_of(world, written, persona):
    LegalRepresentative.objects.create(person=world.case.person, name="Parent")
    version = versions.propose_version(world.case, by=world.social_worker)
    answers = [line.sign for line in read_version(version, world.people[persona]).answers]
    assert {party(sign) for sign in answers} == ASKED[persona]


def party(sign):
    return str(sign.organisation or (sign.representative and sign.representative.name) or sign.party)


MAY = {
    # (persona, the association that signs): what they may do
    ("social_worker", "cap"): "sign",
    ("social_worker", "lien"): "note",
    ("social_worker", "binomes"): "note",
    ("psychologist", "lien"): "sign",
    ("intake", "lien"): "sign",
    ("psychologist", "binomes"): "",
    ("mentor", "binomes"): "",
    ("teacher", "binomes"): "",
    ("manager", "cap"): "",
    ("stranger", "cap"): "",
}


@pytest.mark.parametrize(("persona", "short"), MAY)
def test_who_signs_for_an_association(world, version, as_, persona, short):
    """A member bound by secrecy, in the file for a team that owns an action; on paper, seen by the lead, otherwise."""
    sign = version.sign_offs.get(organisation=world.organisations[short])
    client = as_(world.people[persona])
    given = {"answer": "signed", "on": clock.today().isoformat()}
    codes = {name: client.post(f"/signatures/{sign.pk}/{path}", given).status_code for name, path in PATHS}
    sign.refresh_from_db()
    assert {name for name, code in codes.items() if code == 302} == ({MAY[persona, short]} - {""})
    assert sign.means == {"sign": "account", "note": "paper", "": ""}[MAY[persona, short]]


PATHS = (("sign", ""), ("note", "noter/"))


def test_the_pages_offer_each_the_button_that_fits(world, version, as_):
    def page(persona):
        return as_(world.people[persona]).get(world.case.get_absolute_url()).content.decode().replace("\xa0", " ")

    assert "Noter une signature" in page("social_worker")
    assert "Signer pour Cap Ouvert" in page("social_worker")
    assert "Signer pour La Maison du Lien" in page("psychologist")
    for persona in ("teacher", "mentor"):
        assert "Version 1, proposée" in page(persona)
        assert "Signer pour" not in page(persona)
        assert "Noter une signature" not in page(persona)
    home = as_(world.psychologist).get("/").content.decode().replace("\xa0", " ")
    assert "Version 1 du projet à signer pour La Maison du Lien" in home
    assert "Signatures à recueillir" in as_(world.social_worker).get("/").content.decode()


HEADS = ("Projet en préparation", "Version 1, proposée le", "Version 1, signée le")


def test_the_paper_says_which_version_it_is(world, written):
    def head():
        return next(one for one in HEADS if one in plan_html(world.case.pk, world.mentor).replace("\xa0", " "))

    assert head() == HEADS[0]
    version = versions.propose_version(world.case, by=world.social_worker)
    assert head() == HEADS[1]
    give_all(world, version)
    assert head() == HEADS[2]


def test_what_is_answered_awaits_nobody_any_more(world, version, as_):
    sign = version.sign_offs.get(organisation=world.organisations["lien"])
    versions.sign_off(sign, by=world.psychologist, answer="signed")
    assert "à signer pour" not in as_(world.intake).get("/").content.decode()
    html = as_(world.intake).get(f"/signatures/{sign.pk}/").content.decode()
    assert "plus rien à signer" in html
    answer = as_(world.intake).post(f"/signatures/{sign.pk}/", {"answer": "refused", "reason": "goals"}, follow=True)
    assert "déjà notée" in answer.content.decode()
    assert SignOff.objects.get(pk=sign.pk).recorded_by == world.psychologist


def test_an_ended_seat_takes_the_signature_with_it(world, version, as_):
    sign = version.sign_offs.get(organisation=world.organisations["lien"])
    seat = world.case.seats.get(team=world.teams["lien"])
    seat.end()
    seat.save()
    client = as_(world.psychologist)
    assert client.get(f"/signatures/{sign.pk}/").status_code == 404
    assert client.get(f"/versions/{version.pk}/").status_code == 404
    assert "à signer pour" not in client.get("/").content.decode()


def test_a_destroyed_key_shows_the_marker_in_versions_too(world, version, as_):
    client = as_(world.social_worker)
    destroy_key(person_id=world.case.person_id, by=None, reason="retention")
    html = client.get(f"/versions/{version.pk}/").content.decode()
    assert "[effacé]" in html
    assert "Finir mon année" not in html


def test_a_version_costs_the_same_with_more_items(world, version, as_):
    few = queries(as_(world.social_worker), version)
    for n in range(12):
        plan.add_goal(world.case, by=world.social_worker, words=f"But {n}", area=Area.EDUCATION, level=P)
    versions.withdraw_version(version, by=world.social_worker)
    more = versions.propose_version(world.case, by=world.social_worker)
    assert queries(as_(world.social_worker), more) == few <= 25
    assert Goal.objects.count() == 15


def queries(client, version):
    client.get("/")
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"/versions/{version.pk}/").status_code == 200
    return len(found)

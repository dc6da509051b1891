"""The list of files and the page of one young person."""

import pytest

from cases.actions import plan
from cases.actions.circle import end_lead
from cases.models import Action
from common.areas import Area, Level
from tests.factories.cases import CaseFactory, seat


@pytest.fixture
def filled(world):
    """A plan at every level, in three areas."""
    case, lead = world.case, world.social_worker
    goal = plan.add_goal(
        case,
        by=lead,
        words="Finir mon année",
        wording="Retour progressif au lycée",
        area=Area.EDUCATION,
        level=Level.PRACTICAL,
    )
    plan.add_action(
        case,
        by=lead,
        title="Aide aux devoirs",
        goal=goal,
        area=Area.EDUCATION,
        level=Level.PRACTICAL,
        owner_team=world.teams["binomes"],
    )
    plan.add_need(case, by=lead, code="education.attendance", area=Area.EDUCATION, level=Level.COORDINATION)
    plan.add_goal(case, by=lead, words="Arrêter de ruminer", area=Area.MENTAL_HEALTH, level=Level.COORDINATION)
    plan.add_goal(case, by=lead, words="Un toit à moi", area=Area.HOUSING, level=Level.PRACTICAL)
    plan.add_note(case, by=lead, text="Note de l’équipe", area=Area.FAMILY, level=Level.RESTRICTED)
    return world


SEEN = {
    "social_worker": {
        "Finir mon année",
        "Retour progressif au lycée",
        "Aide aux devoirs",
        "Arrêter de ruminer",
        "Un toit à moi",
        "Note de l’équipe",
    },
    "psychologist": {"Finir mon année", "Retour progressif au lycée", "Aide aux devoirs", "Arrêter de ruminer"},
    "teacher": {"Finir mon année", "Aide aux devoirs"},
    "mentor": {"Finir mon année", "Aide aux devoirs"},
}


@pytest.mark.parametrize("persona", SEEN)
def test_each_reader_gets_their_own_correct_page(filled, as_, persona):
    html = as_(filled.people[persona]).get(filled.case.get_absolute_url()).content.decode()
    for text in SEEN["social_worker"]:
        assert (text in html) == (text in SEEN[persona]), text


@pytest.mark.parametrize("persona", ["stranger", "manager", "org_admin", "dpo", "network_admin"])
def test_a_file_that_is_not_open_to_somebody_does_not_exist(filled, as_, persona):
    assert as_(filled.people[persona]).get(filled.case.get_absolute_url()).status_code == 404


def test_only_the_lead_sees_the_agreements(filled, as_):
    assert "Accords de partage" in as_(filled.social_worker).get(filled.case.get_absolute_url()).content.decode()
    assert "Accords de partage" not in as_(filled.psychologist).get(filled.case.get_absolute_url()).content.decode()


def test_the_page_costs_the_same_with_forty_items(filled, as_, django_assert_max_num_queries):
    for n in range(40):
        plan.add_goal(
            filled.case, by=filled.social_worker, words=f"Objectif {n}", area=Area.EDUCATION, level=Level.PRACTICAL
        )
    client = as_(filled.social_worker)
    with django_assert_max_num_queries(20):
        client.get(filled.case.get_absolute_url())


def test_the_list_costs_the_same_with_more_files(filled, as_, django_assert_max_num_queries):
    for _ in range(12):
        seat(CaseFactory(leading_team=filled.teams["cap"]), team=filled.teams["cap"])
    client = as_(filled.social_worker)
    with django_assert_max_num_queries(10):
        answer = client.get("/jeunes/")
    assert answer.content.decode().count("Lou Ferrand") == 13


def test_a_file_without_lead_opens_and_says_so(world, as_):
    end_lead(world.case)
    assert "Aucun" in as_(world.social_worker).get(world.case.get_absolute_url()).content.decode()


def test_the_lead_sets_the_next_review_and_nobody_else(world, as_):
    address = f"/dossiers/{world.case.pk}/prochain-bilan/"
    client = as_(world.social_worker)
    typed = {"next_review_on": "2099-01-15", "version": world.case.plan.version}
    assert "2099-01-15" in client.post(address, typed | {"version": 99}).content.decode()
    assert "Choisissez" in client.post(address, typed | {"next_review_on": "2001-01-01"}).content.decode()
    assert client.post(address, typed).status_code == 302
    world.case.plan.refresh_from_db()
    assert f"{world.case.plan.next_review_on}" == "2099-01-15"
    assert as_(world.psychologist).post(address, typed).status_code == 403


@pytest.mark.parametrize("action", ["accepted", "declined"])
def test_only_the_owner_answers_a_proposed_action(filled, as_, action):
    found = Action.objects.get()
    address = f"/actions/{found.pk}/{action}/"
    assert as_(filled.social_worker).post(address, {"reason": "no_means"}).status_code == 403
    assert as_(filled.stranger).post(address, {"reason": "no_means"}).status_code == 404
    assert as_(filled.mentor).post(address, {"reason": "no_means"}).status_code == 302
    found.refresh_from_db()
    assert found.status == action


def test_what_is_typed_becomes_a_need_with_its_own_area(world, as_):
    client = as_(world.social_worker)
    form = client.get(f"/dossiers/{world.case.pk}/besoin/").context["form"]
    data = {"new_id": form["new_id"].value(), "code": "housing.emergency", "level": 2}
    data["code"] = form.fields["code"].choices[5][1][0][0]
    for _ in range(2):
        client.post(f"/dossiers/{world.case.pk}/besoin/", data)
    need = world.case.need_set.get()
    assert need.area == Area.HOUSING
    assert need.coded.area == Area.HOUSING


def test_somebody_without_secrecy_cannot_write_restricted(world, as_):
    form = as_(world.mentor).get(f"/dossiers/{world.case.pk}/ecrit/").context["form"]
    assert Level.RESTRICTED not in dict(form.fields["level"].choices)


def test_a_social_security_number_is_refused_with_the_reason(world, as_):
    answer = as_(world.social_worker).post(
        f"/dossiers/{world.case.pk}/ecrit/", {"text": "Son numéro : 1 10 03 75 123 456 42", "area": 1, "level": 2}
    )
    assert "numéro de sécurité sociale" in answer.content.decode()
    assert "1 10 03 75 123 456 42" in answer.content.decode()


def test_a_file_is_opened_found_and_led_by_its_opener(world, as_):
    client = as_(world.social_worker)
    form = client.get("/jeunes/nouveau/").context["form"]
    data = {
        "new_id": form["new_id"].value(),
        "team": world.teams["cap"].pk,
        "first_name": "Zoé",
        "last_name": "Müller-Œuvrard",
        "birth_date": "2011-02-03",
        "commune": "Villebrune (99)",
        "contact_channel": "sms",
        "representative_name": "Anne Müller",
        "representative_capacity": "parent",
    }
    for _ in range(2):
        answer = client.post("/jeunes/nouveau/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    for typed in ("zoe", "ZOÉ muller", "oeuv", "Müller-Œuvrard"):
        found = client.post("/jeunes/", {"name": typed}).content.decode()
        assert "Zoé Müller-Œuvrard" in found, typed
        assert "Lou Ferrand" not in found
    page = client.get(answer.url).content.decode()
    assert "Anne Müller" in page
    assert "(vous)" in page

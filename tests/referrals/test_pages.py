"""The pages of both sides: what each reader is shown, and what a button does."""

import pytest

from cases.models import CircleMembership
from common.areas import Area, with_general
from programs.models import Capacity, Service, ServiceNeed
from referrals.models import Referral
from referrals.policy import FINAL, Status
from referrals.reading import steps_of
from tests.referrals.conftest import HOUSING

PRIVATE = ("Lou", "Ferrand", "06 00 00 00 00", "12 rue des Lilas", "Le soir surtout", "2010", "Mme Ferrand")


@pytest.fixture
def scene(scene):
    """With everything a preview must not show."""
    person = scene.world.case.person
    person.contact, person.address, person.contact_advice = PRIVATE[2], PRIVATE[3], PRIVATE[4]
    person.other_contacts = PRIVATE[6]
    person.save()
    scene.need.detail = "En conflit avec son beau-père"
    scene.need.save()
    return scene


def page(as_, user, row):
    return as_(user).get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("status", ["sent", "under_review", "info_requested", "waitlisted"])
def test_the_preview_shows_what_it_takes_to_decide_and_nobody(scene, as_, status):
    row = scene.in_state(status)
    html = page(as_, scene.receiver, row)
    for shown in (row.reference, "15–17 ans", "Villebrune", "Un hébergement", "Votre réponse"):
        assert shown in html, shown
    for hidden in (*PRIVATE, "beau-père", scene.world.case.reference, str(scene.world.case.pk)):
        assert hidden not in html, hidden


@pytest.mark.parametrize("status", ["declined", "withdrawn", "expired"])
def test_after_the_end_the_preview_closes_and_the_answer_stays(scene, as_, status):
    row = scene.in_state(status)
    html = page(as_, scene.receiver, row)
    assert row.reference in html
    assert str(Status(status).label) in html
    for hidden in (*PRIVATE, "15–17 ans", "Villebrune", "premier logement", "Un hébergement"):
        assert hidden not in html, hidden


def test_acceptance_opens_identity_and_chosen_contact_at_once(scene, as_):
    row = scene.sent()
    client = as_(scene.receiver)
    answer = client.post(f"/orientations/{row.pk}/repondre/", {"move": "accept"}, follow=True)
    html = answer.content.decode()
    for shown in ("Lou Ferrand", "06 00 00 00 00", "Le soir surtout", "Ouvrir le dossier"):
        assert shown in html, shown
    assert client.get(scene.world.case.get_absolute_url()).status_code == 200


def test_sending_the_acceptance_twice_accepts_once(scene, as_):
    row = scene.sent()
    client = as_(scene.receiver)
    for _ in range(2):
        answer = client.post(f"/orientations/{row.pk}/repondre/", {"move": "accept"})
    assert answer.status_code == 200
    assert "Acceptée" in answer.content.decode()
    assert CircleMembership.objects.filter(team=row.to_team).count() == 1


def test_a_referral_goes_from_a_need_to_the_exact_preview_to_the_inbox(scene, as_):
    client = as_(scene.sender)
    team = scene.world.teams["toit"]
    service = Service.objects.create(organisation=team.organisation, team=team, name="Colocation accompagnée")
    ServiceNeed.objects.create(service=service, code=scene.need.code)
    Capacity.objects.create(service=service, places=6, free=2)
    address = f"/besoins/{scene.need.pk}/orienter/"
    assert address in client.get(scene.world.case.get_absolute_url()).content.decode()
    form = client.get(address).context["form"]
    offered = dict(form.fields["receiver"].choices)["Services pour ce besoin"]
    assert offered == [
        (str(service.pk), "Colocation accompagnée (Toit Partagé) – 2 places libres, répond en 5 jours ouvrés")
    ]
    data = {
        "new_id": form["new_id"].value(),
        "receiver": service.pk,
        "asked": "accommodation",
        "constraints": ["by_bus"],
        "urgency": "soon",
        "sector": "department",
        "areas": [int(Area.HOUSING)],
        "seat_level": 2,
    }
    for _ in range(2):
        answer = client.post(address, data)
    row = Referral.objects.get()
    assert answer.url == row.get_absolute_url()
    html = client.get(answer.url).content.decode()
    for shown in ("Ce que l’équipe verra", "Colocation accompagnée", "Val-Serein", "Accès en bus", "Envoyer"):
        assert shown in html, shown
    client.post(f"/orientations/{row.pk}/envoyer/")
    row.refresh_from_db()
    assert (row.service, row.to_team) == (service, team)
    assert (row.status, row.areas, row.preview.place) == ("sent", HOUSING, "Val-Serein")
    assert row.reference in as_(scene.receiver).get("/orientations/").content.decode()


def test_a_shut_gate_says_what_is_missing_and_sends_nothing(scene, as_):
    row = scene.draft(areas=with_general(Area.HOUSING | Area.HEALTH))
    html = page(as_, scene.sender, row)
    assert "Rien ne permet à Toit Partagé de savoir" in html
    assert "Santé" in html
    as_(scene.sender).post(f"/orientations/{row.pk}/envoyer/")
    assert Referral.objects.get(pk=row.pk).status == "draft"


def test_a_refusal_wants_a_reason_and_keeps_what_was_typed(scene, as_):
    row = scene.sent()
    client = as_(scene.receiver)
    sent = {"move": "decline", "word": "Nous rouvrons en mars."}
    html = client.post(f"/orientations/{row.pk}/repondre/", sent).content.decode()
    assert "Choisissez une raison" in html
    assert "Nous rouvrons en mars." in html
    client.post(f"/orientations/{row.pk}/repondre/", sent | {"reason": "no_place"})
    row.refresh_from_db()
    assert (row.status, row.decline_reason) == ("declined", "no_place")
    assert "Nous rouvrons en mars." in page(as_, scene.sender, row)


def test_the_senders_answer_must_not_name_the_young_person(scene, as_):
    row = scene.in_state("info_requested")
    client = as_(scene.sender)
    html = client.post(f"/orientations/{row.pk}/preciser/", {"text": "Oui, Lou peut le soir."}).content.decode()
    assert "Ôtez le nom" in html
    assert "Oui, Lou peut le soir." in html
    client.post(f"/orientations/{row.pk}/preciser/", {"text": "Oui, le soir."})
    assert "Oui, le soir." in page(as_, scene.receiver, row)


def test_a_manager_of_the_sending_team_sees_a_record_and_may_withdraw(scene, as_):
    row = scene.sent()
    html = page(as_, scene.sending_manager, row)
    for hidden in (*PRIVATE, "15–17 ans", "premier logement"):
        assert hidden not in html, hidden
    client = as_(scene.sending_manager)
    assert client.post(f"/orientations/{row.pk}/retirer/", {"reason": "mistake"}).status_code == 302
    assert Referral.objects.get(pk=row.pk).status == "withdrawn"


@pytest.mark.parametrize(
    ("move", "data", "status"),
    [("demarrer", {}, "in_progress"), ("terminer", {"outcome": "stopped"}, "closed")],
)
def test_the_receiving_team_starts_and_ends_the_support(scene, as_, move, data, status):
    row = scene.in_state("accepted")
    assert as_(scene.receiver).post(f"/orientations/{row.pk}/{move}/", data).status_code == 302
    assert Referral.objects.get(pk=row.pk).status == status


def test_both_sides_write_after_acceptance(scene, as_):
    row = scene.in_state("accepted")
    as_(scene.receiver).post(f"/orientations/{row.pk}/ecrire/", {"text": "Visite mardi."})
    as_(scene.sender).post(f"/orientations/{row.pk}/ecrire/", {"text": "Entendu."})
    html = page(as_, scene.receiver, row)
    assert "Visite mardi." in html
    assert "Entendu." in html


def test_a_draft_is_changed_and_a_stale_change_loses_nothing(scene, as_):
    row = scene.draft()
    client = as_(scene.sender)
    address = f"/orientations/{row.pk}/modifier/"
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in ("version", "asked", "urgency", "sector", "seat_level")} | {
        "areas": [int(Area.HOUSING)]
    }
    assert client.post(address, data | {"urgency": "urgent"}).status_code == 302
    assert Referral.objects.get(pk=row.pk).urgency == "urgent"
    assert client.post(address, data | {"urgency": "soon"}).status_code == 200
    assert Referral.objects.get(pk=row.pk).urgency == "urgent"


@pytest.mark.parametrize("form", ["terminer", "retirer"])
def test_the_forms_of_the_end_open(scene, as_, form):
    row = scene.in_state("accepted")
    person = scene.receiver if form == "terminer" else scene.sender
    assert as_(person).get(f"/orientations/{row.pk}/{form}/").status_code == 200


STEPS = {
    "draft": ["À envoyer*", "En examen", "Réponse", "Démarrage", "Résultat"],
    "sent": ["Envoyée", "En examen*", "Réponse", "Démarrage", "Résultat"],
    "accepted": ["Envoyée", "En examen", "Réponse", "Démarrage*", "Résultat"],
    "closed": ["Envoyée", "En examen", "Réponse", "Démarrage", "Terminée"],
    "declined": ["Envoyée", "Réponse", "Refusée"],
    "withdrawn": ["Envoyée", "Retirée"],
    "expired": ["Envoyée", "Délai dépassé"],
}


@pytest.mark.parametrize("status", STEPS)
def test_one_that_was_cut_short_shows_the_steps_that_happened(scene, status):
    steps = steps_of(scene.in_state(status))
    assert [f"{step.label}{'*' if step.current else ''}" for step in steps] == STEPS[status]
    assert all(step.done for step in steps) is (status in FINAL)

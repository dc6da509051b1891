"""The pages of a transfer: the list before anything is sent, no name before acceptance, what is left to see to."""

import pytest
from django.urls import reverse

from cases.models import SharingRecipient
from common import clock
from referrals.models import Transfer
from tests.factories.organisations import MembershipFactory
from tests.referrals.transfers import STEPS

TERMS = {"reason": "moved", "informed": "agrees", "message": "Habite désormais plus près de vous.", "overlap_days": 30}
NAMES = ("Lou", "Ferrand", "Villebrune", "2010")


def propose_url(moving):
    return reverse("referrals:transfer_propose", args=[moving.case.pk])


def shown(as_, user, url):
    return as_(user).get(url).content.decode()


def send(moving, client, **typed):
    said = moving.foreseen()
    sent = TERMS | {"team": moving.team.pk, "confirmed": "on", "shown": said.digest} | typed
    return client.post(propose_url(moving), {name: value for name, value in sent.items() if value is not None})


@pytest.mark.parametrize("role", ["lead", "manager"])
def test_the_list_is_read_before_anything_is_sent_and_names_no_young_person(moving, as_, role):
    client = as_(getattr(moving, role))
    first = client.get(propose_url(moving)).content.decode()
    assert "Équipe Toit Partagé (Toit Partagé)" in first
    assert "Équipe Cap Ouvert" not in first.split("<form")[-1]
    html = client.get(propose_url(moving), {"team": moving.team.pk, "overlap_days": 30}).content.decode()
    for name in ("Social Worker", "Teacher", "Mentor", "Psychologist", "aucune convention"):
        assert name in html, name
    assert not any(name in html.split("<main")[1] for name in NAMES)
    assert not Transfer.objects.exists()
    assert send(moving, client).status_code == 302
    assert Transfer.objects.get().message == TERMS["message"]


def test_nothing_is_sent_without_the_tick(moving, as_):
    html = send(moving, as_(moving.lead), confirmed=None).content.decode()
    assert "Cochez" in html
    assert not Transfer.objects.exists()


def test_a_list_that_changed_since_it_was_shown_is_read_again(moving, as_):
    read = moving.foreseen().digest
    moving.newcomer()
    client = as_(moving.lead)
    html = send(moving, client, shown=read).content.decode()
    assert "a changé" in html
    assert not Transfer.objects.exists()
    assert moving.foreseen().digest in html


def test_when_nobody_loses_access_nothing_is_ticked(moving, as_):
    """The leading team has no seat: a manager proposes, and those who see the file go on seeing it."""
    asked, ticked = {"team": moving.team.pk, "overlap_days": 30}, "J’ai lu qui perd l’accès"
    assert ticked in as_(moving.manager).get(propose_url(moving), asked).content.decode()
    moving.case.seats.exclude(team=moving.world.teams["lien"]).delete()
    assert ticked not in as_(moving.manager).get(propose_url(moving), asked).content.decode()
    assert send(moving, as_(moving.manager), confirmed=None).status_code == 302


def test_the_message_names_nobody_and_tells_no_manager_who_it_is(moving, as_):
    assert "Ôtez le nom" in send(moving, as_(moving.lead), message="Lou déménage.").content.decode()
    assert send(moving, as_(moving.manager), message="Lou déménage.").status_code == 302


@pytest.mark.parametrize("role", ["receiver", "receiving_manager"])
def test_before_acceptance_the_team_asked_reads_what_it_takes_and_nobody(moving, as_, role):
    row = moving.proposed(message=TERMS["message"])
    html = shown(as_, getattr(moving, role), row.get_absolute_url())
    for text in (
        row.reference,
        "Accompagnement social",
        "tous les domaines",
        TERMS["message"],
        "Social Worker",
        "Cap Ouvert",
    ):
        assert text in html, text
    hidden = (*NAMES, "Psychologist", "Teacher", "La Maison du Lien", moving.case.reference, str(moving.case.pk))
    assert not [text for text in hidden if text in html]


@pytest.mark.parametrize("status", ["declined", "withdrawn", "expired"])
def test_once_it_has_ended_the_team_asked_keeps_reference_dates_and_its_answer(moving, as_, status):
    row = moving.proposed(message=TERMS["message"])
    row = STEPS[status](row, moving)
    with clock.at(row.expires_at):
        html = shown(as_, moving.receiver, row.get_absolute_url())
    assert row.reference in html
    assert TERMS["message"] not in html
    assert ("L’équipe ne peut suivre personne de plus" in html) == (status == "declined")


def test_a_member_who_is_not_bound_and_strangers_find_nothing(moving, as_):
    row = moving.proposed()
    volunteer = MembershipFactory(team=moving.team).user
    for user in (volunteer, moving.third, moving.world.psychologist, moving.world.dpo):
        assert as_(user).get(row.get_absolute_url()).status_code == 404


def test_it_awaits_the_team_asked_at_home_then_whoever_confirms(moving, as_):
    home, row = reverse("home"), moving.proposed()
    assert "Transfert proposé par Cap Ouvert" in shown(as_, moving.receiver, home)
    assert row.reference not in shown(as_, moving.lead, home)
    moving.newcomer()
    moving.accept(row)
    assert "Transfert vers Toit Partagé à confirmer de nouveau" in shown(as_, moving.lead, home)
    assert row.reference not in shown(as_, moving.receiver, home).split("<main")[1].split("panel-")[0]


def test_the_new_lead_records_the_agreement_that_lets_the_team_before_hand_over(moving, as_):
    row = moving.accepted()
    assert "Accord de partage à recueillir" in shown(as_, moving.receiver, reverse("home"))
    client = as_(moving.receiver)
    html = client.get(row.get_absolute_url()).content.decode()
    assert "Enregistrer l’accord" in html
    where = html.split('class="end btn btn-small" href="')[1].split('"')[0].replace("&amp;", "&")
    form = client.get(where).context["recipient"]
    assert str(form["organisation"].value()) == str(moving.world.organisations["cap"].pk)
    moving.keeps()
    assert SharingRecipient.objects.filter(organisation=moving.world.organisations["cap"]).exists()
    assert row.reference not in shown(as_, moving.receiver, reverse("home")).split("<main")[1].split("panel-")[0]
    assert "Enregistrer l’accord" not in shown(as_, moving.receiver, row.get_absolute_url())


def test_accepting_names_the_lead_and_declining_says_why(moving, as_):
    row = moving.proposed()
    client = as_(moving.receiver)
    membership = moving.receiver.memberships.get().pk
    answer = client.post(f"{row.get_absolute_url()}accepter/", {"membership": membership}, follow=True)
    assert "Votre association est responsable du dossier" in answer.content.decode()
    assert moving.case.is_visible_to(moving.receiver)


def test_a_circle_that_changed_is_said_to_the_team_asked_without_saying_how(moving, as_):
    row = moving.proposed()
    moving.newcomer()
    membership = moving.receiver.memberships.get().pk
    answer = as_(moving.receiver).post(f"{row.get_absolute_url()}accepter/", {"membership": membership}, follow=True)
    html = answer.content.decode()
    assert "Le cercle a changé" in html
    assert "Binômes" not in html
    assert Transfer.objects.get().status == "to_confirm"


def test_the_list_names_the_file_to_its_own_side_only(moving, as_):
    row, url = moving.proposed(), reverse("referrals:transfers")
    assert moving.case.reference in shown(as_, moving.manager, url)
    html = shown(as_, moving.receiver, url)
    assert row.reference in html
    assert moving.case.reference not in html


def test_one_is_led_to_the_transfer_that_is_proposed_already(moving, as_):
    row = moving.proposed()
    assert as_(moving.manager).get(propose_url(moving)).url == row.get_absolute_url()


def test_the_lead_finds_the_way_on_the_page_of_the_young_person(moving, as_):
    way = propose_url(moving)
    assert way in shown(as_, moving.lead, moving.case.get_absolute_url())
    assert way not in shown(as_, moving.world.psychologist, moving.case.get_absolute_url())


def test_the_page_costs_a_bounded_number_of_queries(moving, as_, django_assert_max_num_queries):
    client = as_(moving.lead)
    client.get("/accessibilite/")
    with django_assert_max_num_queries(32):
        client.get(propose_url(moving), {"team": moving.team.pk, "overlap_days": 30})

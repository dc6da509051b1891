"""An association without an account: recorded with its team and address, its signature on paper noted by another."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from common import clock
from organisations.actions import partnerships, structure
from organisations.actions.partnerships import PartnershipRefusal
from organisations.models import Organisation, PartnershipAgreement, Team
from tests.access_table.organisations import unsigned, without_account
from tests.factories.organisations import MembershipFactory, OrganisationRoleFactory

STATUS = PartnershipAgreement.Status


@pytest.fixture
def fil(world):
    return without_account(world)


@pytest.fixture
def party(world):
    return unsigned(world)


def note(party, by, **signed):
    signed = {"signatory": "Aude Salvi, présidente", "on": clock.today()} | signed
    return partnerships.note_signature(party=party, by=by, **signed)


def test_the_network_records_it_with_its_team_and_its_address(world, as_):
    browser = as_(world.network_admin)
    typed = {"name": "Le Fil des Mots", "team": "Atelier d’écriture", "email": "atelier@fil.example"}
    typed["new_id"] = browser.get("/associations/sans-compte/").context["form"]["new_id"].value()
    for _twice in range(2):
        page = browser.post("/associations/sans-compte/", typed, follow=True).content.decode()
    assert "répond par lien, à atelier@fil.example" in page
    team = Team.objects.answering_by_link().get()
    assert (team.name, team.organisation.name) == ("Atelier d’écriture", "Le Fil des Mots")
    taken = browser.post("/associations/sans-compte/", typed | {"new_id": ""})
    assert "déjà pris" in taken.content.decode()


def test_a_team_answers_by_link_only_as_long_as_nobody_of_it_has_an_account(fil):
    assert Team.objects.answering_by_link().filter(organisation=fil).exists()
    membership = MembershipFactory(team=fil.teams.get())
    assert not Team.objects.answering_by_link().exists()
    membership.end()
    membership.save()
    assert Team.objects.answering_by_link().exists()


def test_without_an_address_nobody_answers_by_link(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(network=world.network, name="Sans adresse", answers_by_link=True)


def test_its_address_is_corrected_by_the_network(world, as_, fil):
    as_(world.network_admin).post(f"/associations/{fil.pk}/adresse/", {"email": "bureau@fil.example"})
    fil.refresh_from_db()
    assert fil.email == "bureau@fil.example"
    assert Event.objects.get(verb="organisations.address_corrected").actor_id == world.network_admin.pk


def test_the_address_of_an_association_with_an_administrator_is_its_own(world, as_, fil):
    OrganisationRoleFactory(organisation=fil)
    assert as_(world.network_admin).get(f"/associations/{fil.pk}/adresse/").status_code == 404


def test_its_signature_on_paper_is_noted_by_the_other_party_and_opens_the_channel(world, as_, party):
    browser, agreement = as_(world.org_admin), f"/conventions/{party.agreement_id}/"
    assert "Noter la signature de Le Fil des Mots" in browser.get(agreement).content.decode()
    typed = {"signatory": "Aude Salvi, présidente", "on": clock.today().isoformat()}
    page = browser.post(f"/conventions/parties/{party.pk}/signature/", typed, follow=True).content.decode()
    assert "signé sur papier par Aude Salvi, présidente le" in page
    assert f"noté par {world.org_admin}" in page
    assert "Noter la signature" not in page
    browser.post(f"{agreement}signer/")
    assert PartnershipAgreement.objects.get(pk=party.agreement_id).status == STATUS.IN_FORCE
    event = Event.objects.get(verb="organisations.partnership_signature_noted")
    assert (event.actor_id, event.organisation_id) == (world.org_admin.pk, party.organisation_id)


def test_a_party_that_can_sign_signs_by_itself(world, as_, party):
    OrganisationRoleFactory(organisation=party.organisation)
    assert as_(world.org_admin).get(f"/conventions/parties/{party.pk}/signature/").status_code == 404
    with pytest.raises(PartnershipRefusal):
        note(party, world.org_admin)
    own = party.agreement.parties.get(organisation=world.organisations["cap"])
    assert as_(world.org_admin).get(f"/conventions/parties/{own.pk}/signature/").status_code == 404
    with pytest.raises(PartnershipRefusal):
        note(own, world.org_admin)


def test_a_signature_of_a_day_to_come_is_refused(world, as_, party):
    typed = {"signatory": "Aude Salvi", "on": (clock.today() + dt.timedelta(days=1)).isoformat()}
    page = as_(world.org_admin).post(f"/conventions/parties/{party.pk}/signature/", typed).content.decode()
    assert "encore à venir" in page
    party.refresh_from_db()
    assert party.signed_at is None


def test_taken_back_no_signature_stays_on_paper_either(world, party):
    agreement = note(party, world.org_admin)
    partnerships.take_back_partnership(agreement=agreement, by=world.org_admin)
    party.refresh_from_db()
    assert (party.signed_at, party.signed_on, party.signatory) == (None, None, "")
    with pytest.raises(PartnershipRefusal):
        note(party, world.org_admin)


def test_the_name_and_the_day_come_with_the_signature(party):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(party).objects.filter(pk=party.pk).update(signatory="Aude Salvi")


def test_a_dissolved_team_answers_no_more(world, fil):
    structure.dissolve_team(team=fil.teams.get(), by=world.network_admin)
    assert not Team.objects.answering_by_link().exists()

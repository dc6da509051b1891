"""A shut gate leads to whatever opens it, and back to the referral."""

from urllib.parse import parse_qs, urlsplit

import pytest

from cases.models import SharingRecipient
from common import clock
from common.areas import Area, with_general
from referrals.actions.answering import decline_referral
from referrals.choices import DeclineReason
from referrals.models import Referral
from tests.factories.organisations import MembershipFactory, TeamFactory
from tests.referrals.conftest import HOUSING

RECORD = "Recueillir l’accord maintenant"


def page(as_, user, row):
    return as_(user).get(row.get_absolute_url())


@pytest.fixture
def unagreed(scene):
    return scene.draft(to_team=scene.partner(agreed=False))


def answer_of(client, address):
    """What the person agreed to, with the association and the areas that the page has filled in."""
    recipient = client.get(address).context["recipient"]
    return {
        "capacity": "both",
        "means": "signed",
        "agreed_on": clock.today().isoformat(),
        "information_given": "yes",
        "recipient-organisation": recipient["organisation"].value(),
        "recipient-areas": recipient["areas"].value(),
        "next": parse_qs(urlsplit(address).query)["next"][0],
    }


def test_the_lead_records_the_agreement_and_is_back_with_nothing_lost(scene, as_, unagreed):
    client = as_(scene.sender)
    answer = page(as_, scene.sender, unagreed)
    assert RECORD in answer.content.decode()
    address = answer.context["page"].record_at
    typed = answer_of(client, address)
    assert (typed["recipient-organisation"], typed["recipient-areas"]) == (str(unagreed.to_organisation_id), [32])
    assert client.post(address, typed).url == unagreed.get_absolute_url()
    assert SharingRecipient.objects.get(organisation=unagreed.to_organisation_id).areas == HOUSING
    html = page(as_, scene.sender, unagreed).content.decode()
    assert "Envoyer l’orientation" in html
    assert RECORD not in html


def test_only_the_missing_areas_are_filled_in(scene, as_):
    row = scene.draft(areas=with_general(Area.HOUSING | Area.HEALTH))
    address = page(as_, scene.sender, row).context["page"].record_at
    assert answer_of(as_(scene.sender), address)["recipient-areas"] == [int(Area.HEALTH)]


def test_whoever_may_not_record_it_is_told_who_may(scene, as_, unagreed):
    colleague = MembershipFactory(team=scene.world.teams["cap"], bound=True).user
    html = page(as_, colleague, unagreed).content.decode()
    assert RECORD not in html
    assert "Rien ne permet à" in html


@pytest.mark.parametrize("elsewhere", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)"])
def test_it_leads_back_to_no_other_site(scene, as_, unagreed, elsewhere):
    client = as_(scene.sender)
    address = page(as_, scene.sender, unagreed).context["page"].record_at
    answer = client.post(address, answer_of(client, address) | {"next": elsewhere})
    assert answer.url == scene.world.case.get_absolute_url()


def test_a_partner_to_come_whose_agreement_is_missing_has_the_same_link(scene, as_):
    row = scene.in_order(scene.partner(agreed=False))
    assert RECORD in page(as_, scene.sender, row).content.decode()
    ended = decline_referral(row, by=scene.receiver, reason=DeclineReason.NO_PLACE)
    assert RECORD not in page(as_, scene.sender, ended).content.decode()


def test_the_partnership_gate_names_the_administrators_of_ones_own_association(scene, as_):
    row = scene.draft(to_team=TeamFactory())
    html = page(as_, scene.sender, row).content.decode()
    assert "Dans Cap Ouvert, demandez à" in html
    assert scene.world.org_admin.full_name in html
    assert scene.world.org_admin.full_name not in page(as_, scene.sender, scene.draft()).content.decode()


def test_a_link_that_names_nonsense_fills_in_nothing(scene, as_):
    address = f"/dossiers/{scene.world.case.pk}/accord/?organisation=x&areas=x&next=x"
    assert as_(scene.sender).get(address).status_code == 200
    assert not Referral.objects.exists()

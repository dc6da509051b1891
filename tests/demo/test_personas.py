"""The door of the demo, and the network behind it."""

import pytest

from accounts.models import User
from cases.models import Case, CaseLink
from common import clock
from demo.personas import PERSONAS
from organisations.models import Organisation, PartnershipParty
from referrals.models import AnswerLink

pytestmark = [pytest.mark.usefixtures("year", "db"), pytest.mark.xdist_group("year")]


def test_each_card_signs_in_and_sees_what_follows_from_who_that_is(client):
    for persona in PERSONAS:
        answer = client.post("/demo/", {"persona": persona.slug}, follow=True)
        assert f"Bonjour, {persona.name}" in answer.content.decode()
    seen = {
        persona.slug: Case.objects.visible_to(User.objects.get(email=persona.email)).count() for persona in PERSONAS
    }
    assert {slug for slug, files in seen.items() if files} == {
        "social-worker",
        "mentor",
        "teacher",
        "psychologist",
        "intake",
    }


def test_the_partner_without_an_account_joins_when_its_card_is_opened_and_signs_nobody_in(client, at):
    client.post("/demo/", {"persona": "social-worker"})
    assert not Organisation.objects.filter(answers_by_link=True).exists()
    page = client.post("/demo/", {"persona": "partner-by-link"}, follow=True)
    assert page.redirect_chain[0][0].startswith("/reponse/")
    assert "Atelier d’écriture, Le Fil des Mots" in page.content.decode()
    assert "Benali" not in page.content.decode()
    assert "_auth_user_id" not in client.session
    with at(clock.now() + 20 * clock.DAY):
        page = client.post("/demo/", {"persona": "partner-by-link"}, follow=True)
        assert "Tranche d’âge" in page.content.decode()
    paper = PartnershipParty.objects.get(organisation__answers_by_link=True)
    assert paper.signatory
    assert paper.agreement.status == "in_force"
    assert {answer.referral.status for answer in AnswerLink.objects.all()} == {"sent"}


def test_the_card_of_the_young_person_opens_their_own_pages_and_signs_nobody_in(client):
    client.post("/demo/", {"persona": "social-worker"})
    for _time in range(2):
        page = client.post("/demo/", {"persona": "young-person"}, follow=True)
        assert page.redirect_chain[0][0] == "/moi/"
        assert "Lou, voici votre projet" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert CaseLink.objects.filter(kind="young_person").count() == 1
    for address in ("/moi/cercle/", "/protection/moi/", "/moi/demandes/"):
        assert client.get(address).status_code == 200

"""The young person moves: another association leads from now on. Who loses access was read by name, before."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cases.actions import plan
from common import clock
from common.areas import Area, Level
from referrals.models import Transfer
from tests.factories.organisations import MembershipFactory
from tests.referrals.transfers import stage_transfer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def moving(living):
    """The lead's team has written, and an agreement names its association already."""
    here = {"area": Area.EDUCATION, "level": Level.COORDINATION}
    plan.add_note(living.case, by=living.social_worker, text="Reprend confiance.", **here)
    scene = stage_transfer(living)
    scene.keeps()
    return scene


def propose(page, case):
    """From the page of the young person, through the list, to the proposal."""
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name="Proposer un transfert").click()
    page.get_by_label("Équipe qui deviendrait responsable").select_option(label="Équipe Toit Partagé (Toit Partagé)")
    page.get_by_label("Jours de recouvrement").fill("20")
    page.get_by_role("button", name="Voir ce qui changerait").click()
    foreseen = page.get_by_role("region", name="Qui verra le dossier")
    at_once = foreseen.locator("h3:has-text('Perd l’accès aussitôt') + ul")
    expect(at_once).to_contain_text("Mentor")
    expect(at_once).to_contain_text("Teacher")
    expect(at_once).to_contain_text("aucune convention")
    expect(foreseen.locator("h3:has-text('fin du recouvrement') + ul")).to_contain_text("Social Worker")
    expect(foreseen.locator("h3:has-text('Garde l’accès') + ul")).to_contain_text("Psychologist")
    page.get_by_role("radio", name="Le ou la jeune change de territoire").check()
    page.get_by_role("radio", name="Le ou la jeune est d’accord").check()
    page.get_by_role("button", name="Proposer le transfert").click()
    expect(page.get_by_role("link", name=re.compile("Cochez cette case"))).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("J’ai lu qui perd l’accès")).check()
    page.get_by_role("button", name="Proposer le transfert").click()
    expect(page.get_by_text("Le transfert est proposé")).to_be_visible()


def accept(page, case):
    """The team asked reads no name, and names its lead."""
    page.goto(reverse("home"))
    page.get_by_role("link", name="Transfert proposé par Cap Ouvert", exact=True).click()
    for hidden in ("Éloïse", "Garçon", "Villebrune", case.reference):
        expect(page.locator("main")).not_to_contain_text(hidden)
    page.get_by_role("link", name="Accepter et nommer").click()
    page.get_by_label("Nouveau ou nouvelle référent·e").select_option(index=1)
    page.get_by_role("button", name="Accepter et devenir responsable").click()
    expect(page.get_by_text("Votre association est responsable du dossier")).to_be_visible()


def test_another_association_leads_and_each_loses_access_when_it_was_said(moving, open_as):
    case, world, file = moving.case, moving.world, moving.case.get_absolute_url()
    lead, mentor = open_as(moving.lead), open_as(world.mentor)
    assert mentor.goto(file).status == 200
    propose(lead, case)
    assert mentor.goto(file).status == 200, "nothing changes before it is accepted"

    asked = open_as(moving.receiver)
    accept(asked, case)
    asked.get_by_role("link", name=case.reference).click()
    expect(asked.get_by_role("heading", level=1)).to_have_text("Éloïse Garçon")
    expect(asked.get_by_text("Stranger (vous)")).to_be_visible()
    expect(asked.get_by_text("Reprend confiance.")).to_be_visible()

    for user, status in ((world.mentor, 404), (world.teacher, 404), (world.psychologist, 200), (moving.lead, 200)):
        assert open_as(user).goto(file).status == status, user
    expect(lead.get_by_role("link", name="Proposer un transfert")).to_have_count(0)

    end = Transfer.objects.get().ended_at + 20 * clock.DAY
    with clock.at(end + clock.DAY / 86400):
        assert lead.goto(file).status == 404
        lead.goto(reverse("cases:archive_list"))
        lead.get_by_role("link", name=case.reference).click()
        expect(lead.get_by_text("Reprend confiance.")).to_be_visible()
        expect(lead.locator("main")).not_to_contain_text("Éloïse")


def test_a_manager_hands_a_whole_caseload_over_without_opening_a_file(moving, open_as):
    colleague = MembershipFactory(team=moving.world.teams["cap"], bound=True).user
    page = open_as(moving.manager)
    page.goto(reverse("reporting:own"))
    page.get_by_role("link", name="Confier tous les dossiers de quelqu’un").click()
    page.get_by_role("link", name="Passer le relais : Social Worker").click()
    expect(page.locator("main")).not_to_contain_text("Éloïse")
    page.get_by_label("Nouveau ou nouvelle référent·e").select_option(index=1)
    page.get_by_role("checkbox", name="Les dossiers cochés").check()
    page.get_by_role("button", name="Confier les dossiers cochés").click()
    expect(page.get_by_text("1 dossier a changé de référent·e.")).to_be_visible()
    new = open_as(colleague)
    new.goto(moving.case.get_absolute_url())
    expect(new.get_by_role("link", name="Proposer un transfert")).to_be_visible()

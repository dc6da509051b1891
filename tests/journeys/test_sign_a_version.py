"""A version of the plan: proposed, signed by each in their own way, in force; then amended, and the first one kept."""

import pytest
from playwright.sync_api import expect

from cases.actions import plan, versions
from cases.models import Action, PlanVersion
from common import clock
from common.areas import Area, Level
from people.actions import add_representative

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OLD, NEW = "Finir mon année", "Finir mon année avec la moyenne"
WORDING, NEED = "Retour progressif au lycée", "Retrouver une présence régulière en classe"
SHARED, PROPOSED = "Un point avec le lycée", "Un relais à la cantine"
PROPOSE, SIGNATURES = "Proposer une version à la signature", "Signatures"
VERSION = "Version 1 du projet à signer pour La Maison du Lien"


@pytest.fixture
def family(living):
    """Her father may sign, and La Maison du Lien owns an action that it has accepted."""
    world, lead = living, {"by": living.social_worker}
    add_representative(world.case.person, case_id=world.case.pk, name="Marc Garçon", **lead)
    here = {"area": Area.EDUCATION, "level": Level.COORDINATION}
    owned = plan.add_action(world.case, title=SHARED, owner_team=world.teams["lien"], **here, **lead)
    plan.move_action(owned, status=Action.Status.ACCEPTED, by=world.psychologist)
    return world


@pytest.fixture
def signed(family):
    """The first version is in force."""
    family.version = versions.propose_version(family.case, by=family.social_worker)
    for sign in family.version.sign_offs.all():
        versions.note_sign_off(sign, by=family.social_worker, answer="signed", on=clock.today())
    return family


def part(page, title):
    return page.get_by_role("region", name=title, exact=True)


def line(page, party):
    """What one party has answered."""
    return part(page, SIGNATURES).get_by_role("listitem").filter(has_text=party)


def note(page, party, answer, reason=""):
    """The lead notes what somebody answered."""
    part(page, SIGNATURES).get_by_role("link", name=f"Noter la réponse {party}").click()
    page.get_by_role("radio", name=answer).check()
    page.get_by_label("Quel jour").fill(f"{clock.today():%Y-%m-%d}")
    if reason:
        page.get_by_label("En cas de refus, pourquoi").select_option(label=reason)
    page.get_by_role("button", name="Noter cette réponse").click()
    expect(page.get_by_text("La réponse est notée.")).to_be_visible()


def propose(page, case):
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name=PROPOSE).click()
    page.get_by_role("button", name="Proposer cette version").click()
    expect(page.get_by_text("La version est proposée.")).to_be_visible()


def state_of_plan(page, case):
    page.goto(case.get_absolute_url())
    return page.locator("dl > div").filter(has=page.get_by_text("Projet personnalisé", exact=True))


def test_what_will_be_signed_and_by_whom_is_said_before_it_is_proposed(family, open_as):
    page = open_as(family.social_worker)
    page.goto(family.case.get_absolute_url())
    page.get_by_role("link", name=PROPOSE).click()
    asked = part(page, "Qui devra signer").get_by_role("listitem")
    for party, row in zip(("Éloïse", "Marc Garçon", "Binômes du Val", "La Maison du Lien"), asked.all(), strict=True):
        expect(row).to_contain_text(party)
    left_out = part(page, "Laissées de côté tant que leur responsable ne les a pas acceptées")
    expect(left_out).to_contain_text(PROPOSED)
    for title, words in (("Objectifs", OLD), ("Pour les professionnels", WORDING), ("Besoins", NEED)):
        expect(part(page, title)).to_contain_text(words)
    expect(part(page, "Actions")).to_contain_text(SHARED)
    expect(part(page, "Actions")).not_to_contain_text(PROPOSED)
    expect(page.get_by_text("Vient en bus.")).to_have_count(0)
    assert not PlanVersion.objects.exists()


def test_each_party_answers_in_its_way_and_the_plan_is_active_for_everybody(family, open_as):
    lead, partner = open_as(family.social_worker), open_as(family.psychologist)
    propose(lead, family.case)
    expect(line(lead, "La Maison du Lien")).to_contain_text("pas encore de réponse")

    partner.goto("/")
    part(partner, "Ce qui vous attend").get_by_role("link", name=VERSION, exact=True).click()
    expect(part(partner, "Objectifs")).to_contain_text(OLD)
    partner.get_by_role("radio", name="Je signe cette version").check()
    partner.get_by_role("button", name="Donner cette réponse").click()
    expect(line(partner, "La Maison du Lien")).to_contain_text("signée par Psychologist")
    expect(partner.get_by_role("link", name="Noter la réponse")).to_have_count(0)
    partner.goto("/")
    expect(partner.get_by_text(VERSION)).to_have_count(0)

    lead.goto("/")
    gather = "Signatures à recueillir pour la version 1 du projet"
    part(lead, "Ce qui vous attend").get_by_role("link", name=gather, exact=True).click()
    note(lead, "Éloïse", "Signée sur papier")
    note(lead, "Marc Garçon", "Refus, ou pas de réponse possible", "n’est pas d’accord avec les actions")
    expect(state_of_plan(lead, family.case)).to_contain_text("Proposé")
    lead.get_by_role("link", name="Noter une signature").click()
    note(lead, "Binômes du Val", "Signée sur papier")
    expect(line(lead, "Éloïse")).to_contain_text("signature vue par Social Worker")
    expect(line(lead, "Marc Garçon")).to_contain_text("n’est pas d’accord avec les actions")

    for persona in ("social_worker", "psychologist", "teacher", "mentor"):
        state = state_of_plan(open_as(family.people[persona]), family.case)
        expect(state).to_contain_text("Actif")
        expect(state.get_by_role("link", name="Version 1, signée le")).to_be_visible()


def test_a_refusal_without_its_reason_is_asked_again_and_nothing_is_noted(family, open_as):
    page = open_as(family.social_worker)
    propose(page, family.case)
    part(page, SIGNATURES).get_by_role("link", name="Noter la réponse Marc Garçon").click()
    page.get_by_role("radio", name="Refus, ou pas de réponse possible").check()
    page.get_by_label("Quel jour").fill(f"{clock.today():%Y-%m-%d}")
    page.get_by_role("button", name="Noter cette réponse").click()
    expect(page.get_by_role("alert")).to_contain_text("Dites pourquoi.")
    expect(page.get_by_label("Quel jour")).to_have_value(f"{clock.today():%Y-%m-%d}")
    page.get_by_role("link", name="Annuler").click()
    expect(line(page, "Marc Garçon")).to_contain_text("pas encore de réponse")


def test_a_review_leads_to_the_next_version_and_the_first_keeps_its_words(signed, open_as):
    page = open_as(signed.social_worker)
    page.goto(signed.case.get_absolute_url())
    page.get_by_role("link", name="Faire le bilan du projet").click()
    page.get_by_role("button", name="Commencer le bilan").click()
    expect(page.get_by_text("Le bilan a commencé.")).to_be_visible()
    page.get_by_role("link", name=f"Modifier l’objectif : {OLD}").click()
    page.get_by_label("Dans les mots du ou de la jeune").fill(NEW)
    page.get_by_role("button", name="Enregistrer la modification").click()

    propose(page, signed.case)
    expect(page.get_by_text("Comparée à la version 1, signée le")).to_be_visible()
    goal = part(page, "Objectifs").get_by_role("listitem")
    expect(goal).to_contain_text("Modifié")
    expect(goal.get_by_text(NEW, exact=True)).to_be_visible()
    expect(goal.get_by_text(f"Avant : {OLD}", exact=True)).to_be_visible()
    expect(part(page, "Besoins")).not_to_contain_text("Modifié")

    page.get_by_role("link", name="Toutes les versions du projet").click()
    page.get_by_role("link", name="Version 1", exact=True).click()
    expect(part(page, "Objectifs").get_by_text(OLD, exact=True)).to_be_visible()
    expect(page.get_by_text(NEW)).to_have_count(0)
    expect(page.get_by_role("link", name="Noter la réponse")).to_have_count(0)
    expect(state_of_plan(page, signed.case)).to_contain_text("En bilan")


def test_a_mentor_reads_of_the_versions_what_is_practical_and_nothing_else(signed, open_as):
    page = open_as(signed.mentor)
    state_of_plan(page, signed.case).get_by_role("link", name="Version 1, signée le").click()
    expect(part(page, "Objectifs")).to_contain_text(OLD)
    expect(part(page, "Actions")).to_contain_text("Aide aux devoirs")
    expect(part(page, SIGNATURES).get_by_role("listitem")).to_contain_text("Binômes du Val")
    for hidden in (WORDING, NEED, SHARED, PROPOSED, "Marc Garçon", "La Maison du Lien", "Vient en bus."):
        assert hidden not in page.content(), hidden
    page.get_by_role("link", name="Toutes les versions du projet").click()
    expect(page.get_by_role("link", name="Version 1", exact=True)).to_be_visible()
    for button in ("Commencer le bilan", PROPOSE):
        expect(page.get_by_text(button)).to_have_count(0)
    assert not page.complaints

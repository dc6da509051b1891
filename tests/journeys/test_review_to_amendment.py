"""A review from its convening to the signed amendment: dates, preparation, minutes, the young person's own words."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from cases.actions import versions
from cases.models import PlanVersion, Review
from common import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "Je veux continuer, mais sans le mercredi."
PREPARED, MINUTED, PRACTICAL = "Présente chaque semaine", "Deux absences en un mois", "Le repas est pris en salle B"
DECIDED = "Un tuteur le lundi soir"


@pytest.fixture
def signed(living):
    """The first version of the plan is in force."""
    version = versions.propose_version(living.case, by=living.social_worker)
    for sign in version.sign_offs.all():
        versions.note_sign_off(sign, by=living.social_worker, answer="signed", on=clock.today())
    return living


def part(page, title):
    return page.get_by_role("region", name=title, exact=True)


def moment(days):
    return f"{clock.now() + days * clock.DAY:%Y-%m-%dT14:30}"


def waiting(page, text):
    """What awaits somebody, followed."""
    page.goto("/")
    part(page, "Ce qui vous attend").get_by_role("link", name=text, exact=True).first.click()


def convene(page, case):
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name="Bilans", exact=True).click()
    page.get_by_role("link", name="Convoquer un bilan").click()
    page.get_by_label("Pourquoi maintenant").select_option(label="premier bilan du projet")
    page.get_by_label("Première date proposée").fill(moment(3))
    page.get_by_label("Deuxième date").fill(moment(4))
    page.get_by_role("radio", name="sur place").check()
    page.get_by_label("Où, ou comment vous rejoindre").fill("Maison des associations")
    for member in ("Cap Ouvert", "La Maison du Lien", "Voisins du Lycée", "Binômes du Val"):
        page.get_by_role("checkbox", name=member).check()
    page.get_by_role("button", name="Convoquer").click()
    expect(page.get_by_text("Le bilan est convoqué")).to_be_visible()


def answer(page, first, second):
    waiting(page, "Dates d’un bilan : votre réponse est attendue")
    for choice, group in zip((first, second), page.locator("main fieldset").all(), strict=True):
        group.get_by_role("radio", name=choice, exact=True).check()
    page.get_by_role("button", name="Envoyer ces réponses").click()
    expect(page.get_by_text("Vos réponses sont notées.")).to_be_visible()


def write(page, text, area, level):
    page.get_by_label("Domaine").select_option(label=area)
    page.get_by_label("Texte").fill(text)
    page.get_by_role("radio", name=level, exact=True).check()
    page.get_by_role("button", name="Enregistrer ce texte").click()
    expect(page.get_by_text("Le texte est dans le bilan.")).to_be_visible()


def the_day_comes():
    """Nobody waits three days for a test."""
    review = Review.objects.get()
    review.starts_at = clock.now() - dt.timedelta(hours=1)
    review.save()


def answers_come(lead, people):
    answer(people["psychologist"], "Oui", "Si besoin")
    answer(people["teacher"], "Oui", "Non")
    answer(people["mentor"], "Si besoin", "Non")
    answer(lead, "Oui", "Oui")
    expect(part(lead, "Dates proposées")).to_contain_text("3 oui, 1 si besoin")


def fix(lead):
    waiting(lead, "Date d’un bilan à fixer")
    lead.get_by_role("radio").first.check()
    lead.get_by_role("button", name="Fixer cette date").click()
    expect(lead.get_by_text("La date est fixée")).to_be_visible()


def hold(lead):
    the_day_comes()
    waiting(lead, "Bilan à écrire")
    for group in lead.locator("main fieldset").all():
        group.get_by_role("radio", name="Présent·e", exact=True).check()
    lead.get_by_role("button", name="Noter les présences").click()
    for text, level in ((MINUTED, "Coordination"), (PRACTICAL, "Pratique")):
        lead.get_by_role("link", name="Écrire une partie").click()
        write(lead, text, "Éducation", level)


def decide(lead):
    lead.get_by_role("link", name="Noter une décision").click()
    lead.get_by_label("Ce qui est décidé").fill(DECIDED)
    lead.get_by_label("Domaine").select_option(label="Éducation")
    lead.get_by_label("Qui s’en charge").select_option(label="Équipe Voisins du Lycée (Voisins du Lycée)")
    lead.get_by_role("radio", name="Pratique", exact=True).check()
    lead.get_by_role("button", name="Noter cette décision").click()
    expect(part(lead, "Décisions")).to_contain_text("Proposée")


def close(lead):
    """Not before the young person's words are noted."""
    expect(lead.get_by_role("link", name="Conclure le bilan")).to_have_count(0)
    lead.get_by_role("link", name="Noter ce que dit le ou la jeune").click()
    lead.get_by_label("Dans les mots du ou de la jeune").fill(WORDS)
    lead.get_by_role("button", name="Noter", exact=True).click()
    expect(part(lead, "Ce que dit le ou la jeune")).to_contain_text(WORDS)
    lead.get_by_role("link", name="Conclure le bilan").click()
    lead.get_by_role("button", name="Conclure le bilan").click()
    expect(lead.get_by_text("Le bilan est conclu, et le prochain a sa date.")).to_be_visible()
    expect(part(lead, "Décisions")).to_contain_text("Acceptée")


def amend(lead, world):
    """The version names its review; everybody signs."""
    lead.get_by_role("link", name="Proposer l’avenant").click()
    lead.get_by_role("button", name="Proposer cette version").click()
    expect(lead.get_by_text("Elle vient de ce bilan :")).to_be_visible()
    for sign in PlanVersion.objects.get(number=2).sign_offs.all():
        versions.note_sign_off(sign, by=world.social_worker, answer="signed", on=clock.today())
    lead.reload()
    expect(part(lead, "Actions")).to_contain_text(DECIDED)
    lead.get_by_role("link", name="Bilan du").click()
    expect(lead.get_by_role("link", name="Proposer l’avenant")).to_have_count(0)


def test_a_review_from_convening_to_signed_amendment(signed, open_as):
    lead = open_as(signed.social_worker)
    people = {name: open_as(signed.people[name]) for name in ("psychologist", "teacher", "mentor")}
    psychologist, teacher, mentor = people.values()
    convene(lead, signed.case)
    answers_come(lead, people)
    fix(lead)

    waiting(psychologist, "Bilan à préparer")
    write(psychologist, PREPARED, "Éducation", "Coordination")
    expect(part(psychologist, "Préparé")).to_contain_text(PREPARED)
    expect(psychologist.get_by_role("link", name="Fixer la date")).to_have_count(0)

    hold(lead)
    decide(lead)
    waiting(teacher, DECIDED)
    teacher.get_by_role("button", name=f"Accepter : {DECIDED}").click()
    expect(teacher.get_by_text("les personnes concernées")).to_be_visible()
    close(lead)
    amend(lead, signed)

    mentor.goto(Review.objects.get().get_absolute_url())
    expect(part(mentor, "Compte rendu")).to_contain_text(PRACTICAL)
    expect(part(mentor, "Décisions")).to_contain_text(DECIDED)
    for hidden in (MINUTED, PREPARED, WORDS):
        assert hidden not in mentor.content(), hidden
    for page in (lead, *people.values()):
        assert not page.complaints

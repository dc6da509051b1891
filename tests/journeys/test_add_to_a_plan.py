"""A social worker adds a need, a goal and an action that another association must accept; its owner accepts."""

import pytest
from playwright.sync_api import expect

from common import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEED = "Être soutenu dans le travail scolaire"
TITLE = "Relire les cours le mercredi"
WAITING, ACCEPTED = "Proposée – en attente d’acceptation", "Acceptée"


def add(page, link, **typed):
    """Follow the link, fill the form by its labels, send it."""
    page.get_by_role("link", name=link).first.click()
    for label, value in typed.items():
        field = page.get_by_label(label.replace("_", " "))
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def save(page, level):
    page.get_by_role("radio", name=level, exact=True).check()
    page.get_by_role("button", name="Ajouter au projet").click()
    expect(page.get_by_text("C’est dans le projet.")).to_be_visible()


def line(page, title):
    """An action on the page of the young person."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title, exact=True))


def propose(page, case, owner="Équipe Voisins du Lycée (Voisins du Lycée)"):
    """The three steps, from the page of the young person."""
    page.goto(case.get_absolute_url())
    add(page, "Ajouter un besoin", Besoin=NEED)
    save(page, "Coordination")
    add(
        page,
        "Ajouter un objectif",
        Dans_les_mots="Avoir la moyenne en maths",
        Pour_les_professionnels="Soutien méthodologique",
        Domaine="Éducation",
        Besoin_auquel=NEED,
    )
    save(page, "Pratique")
    goal = page.get_by_role("article").filter(has_text="Avoir la moyenne en maths")
    goal.get_by_role("link", name="Ajouter une action").click()
    page.get_by_label("Action").fill(TITLE)
    page.get_by_label("Domaine").select_option(label="Éducation")
    page.get_by_label("Qui s’en charge").select_option(label=owner)
    page.get_by_label("Pour quand").fill(f"{clock.today() + 30 * clock.DAY:%Y-%m-%d}")
    save(page, "Pratique")


def test_what_another_association_is_asked_stays_proposed_until_it_accepts(world, open_as):
    worker = open_as(world.social_worker)
    propose(worker, world.case)
    expect(worker.get_by_role("region", name="Besoins")).to_contain_text(NEED)
    goal = worker.get_by_role("article").filter(has_text="« Avoir la moyenne en maths »")
    expect(goal).to_contain_text("Pour les professionnels : Soutien méthodologique")
    expect(line(worker, TITLE)).to_contain_text(WAITING)
    expect(worker.get_by_role("button", name=f"Accepter : {TITLE}")).to_have_count(0)

    teacher = open_as(world.teacher)
    teacher.goto("/")
    teacher.get_by_role("region", name="Ce qui vous attend").get_by_role("link", name=TITLE, exact=True).click()
    teacher.get_by_role("button", name="Accepter").click()
    expect(teacher.get_by_text("les personnes concernées sont prévenues")).to_be_visible()

    for persona in (world.teacher, world.mentor, world.psychologist, world.social_worker):
        page = open_as(persona)
        page.goto(world.case.get_absolute_url())
        expect(line(page, TITLE)).to_contain_text(ACCEPTED)
        expect(line(page, TITLE)).to_contain_text("Voisins du Lycée · Teacher")

    worker.goto("/")
    worker.get_by_role("banner").get_by_role("link", name="Nouvelles : 1 non lue").click()
    worker.get_by_role("button", name="L’action que vous avez proposée est acceptée").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text(world.case.person.name)


def test_its_owner_may_decline_with_a_reason_and_the_sender_is_told(world, open_as):
    worker = open_as(world.social_worker)
    propose(worker, world.case)
    teacher = open_as(world.teacher)
    teacher.goto(world.case.get_absolute_url())
    teacher.get_by_role("link", name=f"Refuser : {TITLE}").click()
    teacher.get_by_role("radio").first.check()
    teacher.get_by_role("button", name="Confirmer").click()
    expect(teacher.get_by_text("les personnes concernées sont prévenues")).to_be_visible()
    worker.goto("/nouvelles/")
    expect(worker.get_by_text("L’action que vous avez proposée est refusée")).to_be_visible()


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(world, open_as):
    page = open_as(world.social_worker)
    page.goto(world.case.get_absolute_url())
    add(page, "Ajouter une action", Action=TITLE)
    page.get_by_role("button", name="Ajouter au projet").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Action")).to_have_value(TITLE)
    page.get_by_role("alert").get_by_role("link").filter(has_text="Qui s’en charge").click()
    expect(page.get_by_label("Qui s’en charge")).to_be_focused()

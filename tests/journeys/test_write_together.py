"""Three associations write one plan: a goal by one, an action owned by another, a need by a third; two windows."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_add_to_a_plan import ACCEPTED, NEED, TITLE, add, line, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GOAL, THEIRS, MINE = "Dormir la nuit", "Dormir sans téléphone", "Dormir au calme"
OWNER = "Équipe Voisins du Lycée (Voisins du Lycée)"


def goal_of(page, words):
    return page.get_by_role("article").filter(has_text=words)


def at_the_file(open_as, world, persona):
    page = open_as(world.people[persona])
    page.goto(world.case.get_absolute_url())
    return page


def write_goal(page):
    add(page, "Ajouter un objectif", Dans_les_mots=GOAL, Domaine="Éducation")
    save(page, "Pratique")


def ask_for_action(page):
    goal_of(page, GOAL).get_by_role("link", name="Ajouter une action").click()
    page.get_by_label("Action").fill(TITLE)
    page.get_by_label("Qui s’en charge").select_option(label=OWNER)
    save(page, "Pratique")


def write_need(page):
    add(page, "Ajouter un besoin", Besoin=NEED)
    save(page, "Coordination")


def change(page, words):
    page.get_by_label("Dans les mots").fill(words)
    page.get_by_role("button", name="Enregistrer la modification").click()


def test_three_associations_write_one_plan_and_nobody_overwrites_anybody(world, open_as):
    psychologist = at_the_file(open_as, world, "psychologist")
    write_goal(psychologist)
    ask_for_action(at_the_file(open_as, world, "social_worker"))
    at_the_file(open_as, world, "teacher").get_by_role("button", name=f"Accepter : {TITLE}").click()
    write_need(at_the_file(open_as, world, "mentor"))

    lead = at_the_file(open_as, world, "social_worker")
    expect(goal_of(lead, GOAL)).to_contain_text(TITLE)
    expect(line(lead, TITLE)).to_contain_text(ACCEPTED)
    expect(line(lead, TITLE)).to_contain_text("Voisins du Lycée · Teacher")
    expect(lead.get_by_role("region", name="Besoins")).to_contain_text(NEED)

    address = f"/objectif/{world.case.goal_set.get().pk}/modifier/"
    first, second = open_as(world.psychologist), open_as(world.psychologist)
    for window in (first, second):
        window.goto(address)
    change(first, THEIRS)
    expect(goal_of(first, THEIRS)).to_be_visible()
    change(second, MINE)
    expect(second.get_by_role("alert")).to_contain_text("Comparez les deux textes")
    expect(second.get_by_text(THEIRS)).to_be_visible()
    expect(second.get_by_label("Dans les mots")).to_have_value(MINE)
    change(second, MINE)
    lead.reload()
    expect(goal_of(lead, MINE)).to_contain_text(TITLE)
    expect(goal_of(lead, THEIRS)).to_have_count(0)

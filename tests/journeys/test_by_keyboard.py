"""No mouse: whoever works with the keys alone adds a need, a goal and an action, and answers what is asked of them."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_add_to_a_plan import ACCEPTED, NEED, TITLE, WAITING, line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FAR = 150
"""Presses of Tab after which nobody would go on looking."""


def reach(page, target):
    """Tab until it has the focus, which must then be seen."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert outlined(target)
            return
    pytest.fail(f"Tab never comes to {target}")


def outlined(target):
    return target.evaluate("element => getComputedStyle(element).outlineStyle !== 'none'")


def follow(page, target):
    reach(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_in(page, label, text):
    reach(page, page.get_by_label(label))
    page.keyboard.type(text)


def choose(page, label, option):
    """The arrows go down a list, to the words wanted."""
    field = page.get_by_label(label)
    reach(page, field)
    for _ in range(field.locator("option").count()):
        if field.locator("option:checked").inner_text() == option:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{option} is not in the list")


def tick(page, name):
    """A group of choices is one stop; the arrows go through it."""
    chosen = page.get_by_role("radio", name=name, exact=True)
    group = page.locator(f"[name={chosen.get_attribute('name')}]")
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if group.evaluate_all("radios => radios.includes(document.activeElement)"):
            break
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if chosen.is_checked():
            return
        page.keyboard.press("ArrowDown")
    expect(chosen).to_be_checked()


def save(page, level):
    tick(page, level)
    follow(page, page.get_by_role("button", name="Ajouter au projet"))
    expect(page.get_by_text("C’est dans le projet.")).to_be_visible()


def test_a_need_a_goal_and_an_action_are_added_and_the_action_accepted(world, open_as):
    page = open_as(world.social_worker)
    page.goto("/")
    follow(page, page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Jeunes"))
    follow(page, page.get_by_role("main").get_by_role("link", name=world.case.person.name))
    follow(page, page.get_by_role("link", name="Ajouter un besoin").first)
    choose(page, "Besoin", NEED)
    save(page, "Coordination")
    follow(page, page.get_by_role("link", name="Ajouter un objectif").first)
    type_in(page, "Dans les mots", "Avoir la moyenne en maths")
    choose(page, "Domaine", "Éducation")
    save(page, "Pratique")
    goal = page.get_by_role("article").filter(has_text="Avoir la moyenne en maths")
    follow(page, goal.get_by_role("link", name="Ajouter une action"))
    type_in(page, "Action", TITLE)
    choose(page, "Domaine", "Éducation")
    choose(page, "Qui s’en charge", "Équipe Voisins du Lycée (Voisins du Lycée)")
    save(page, "Pratique")
    expect(line(page, TITLE)).to_contain_text(WAITING)

    teacher = open_as(world.teacher)
    teacher.goto("/")
    follow(
        teacher,
        teacher.get_by_role("region", name="Ce qui vous attend").get_by_role("link", name=TITLE, exact=True),
    )
    follow(teacher, teacher.get_by_role("button", name="Accepter"))
    expect(teacher.get_by_text("les personnes concernées sont prévenues")).to_be_visible()
    expect(line(teacher, TITLE)).to_contain_text(ACCEPTED)


def test_the_first_stop_of_every_page_goes_past_the_menu(world, open_as):
    page = open_as(world.social_worker)
    page.goto(world.case.get_absolute_url())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

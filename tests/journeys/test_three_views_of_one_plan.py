"""A teacher, a psychologist and a mentor open the same plan: each sees what the rule says, on screen as on paper."""

import io

import pypdf
import pytest
from playwright.sync_api import expect

from cases.actions import plan
from cases.models import Goal
from cases.needs import vocabulary
from common.areas import Area, Level, with_general
from documents import tasks
from tests.factories.cases import seat, share

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pdf,
    pytest.mark.usefixtures("pdf"),
    pytest.mark.django_db(transaction=True),
]

SCHOOL, SPORT, MIND = Area.EDUCATION, Area.LEISURE_CULTURE_SPORT, Area.MENTAL_HEALTH
PRACTICAL, COORDINATION, RESTRICTED = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED
LEAD, PSYCHOLOGIST, MENTOR, TEACHER = "social_worker", "psychologist", "mentor", "teacher"
ALL_THREE = {TEACHER, PSYCHOLOGIST, MENTOR}

ITEMS = (
    ("goal", "Finir mon année", SCHOOL, PRACTICAL, LEAD, ALL_THREE),
    ("wording", "Retour progressif au lycée", SCHOOL, COORDINATION, LEAD, {PSYCHOLOGIST}),
    ("goal", "Arrêter de ruminer le soir", MIND, PRACTICAL, LEAD, {PSYCHOLOGIST}),
    ("goal", "Remonter sur le mur", SPORT, PRACTICAL, LEAD, {MENTOR}),
    ("goal", "Garder ma colère pour moi", SCHOOL, RESTRICTED, LEAD, set()),
    ("action", "Aide aux devoirs le mardi", SCHOOL, PRACTICAL, LEAD, ALL_THREE),
    ("action", "Faire le point avec le lycée", SCHOOL, COORDINATION, LEAD, {PSYCHOLOGIST}),
    ("action", "Prêter des chaussons", SPORT, PRACTICAL, LEAD, {MENTOR}),
    ("action", "Entretien tous les quinze jours", MIND, RESTRICTED, PSYCHOLOGIST, {PSYCHOLOGIST}),
    ("action", "Groupe de parole du jeudi", MIND, RESTRICTED, LEAD, set()),
    ("loose", "Un coin calme au CDI", SCHOOL, PRACTICAL, LEAD, ALL_THREE),
    ("need", "education.attendance", SCHOOL, COORDINATION, LEAD, {PSYCHOLOGIST}),
    ("need", "mental_health.someone_to_talk_to", MIND, COORDINATION, LEAD, {PSYCHOLOGIST}),
    ("need", "leisure_culture_sport.sport", SPORT, COORDINATION, LEAD, set()),
    ("need", "education.homework_support", SCHOOL, PRACTICAL, LEAD, ALL_THREE),
    ("note", "Vient en bus depuis lundi", SCHOOL, PRACTICAL, TEACHER, ALL_THREE),
    ("note", "Lit mieux à voix haute", SCHOOL, COORDINATION, MENTOR, {PSYCHOLOGIST, MENTOR}),
    ("note", "Reste vigilante sur le sommeil", MIND, RESTRICTED, PSYCHOLOGIST, {PSYCHOLOGIST}),
    ("note", "Signalement envisagé", SCHOOL, RESTRICTED, LEAD, set()),
)
"""Each item with its area, its level, its author, and which of the three the rule lets read it.

A loose action serves a goal of mental health: it shows where its goal does not.
"""

DETAILS = {"14 mars 2010": {PSYCHOLOGIST}, "Sandrine Ferrand": {PSYCHOLOGIST}}
"""Birth date and representatives: `general`, coordination."""
CIRCLE = {"Cap Ouvert", "Voisins du Lycée", "La Maison du Lien", "Binômes du Val"}
"""Whose areas meet those of each of the three: all but Toit Partagé, seated for housing."""
ON_SCREEN_ONLY = {"note"}
NUMBERS = {TEACHER: (2, 2, 1), PSYCHOLOGIST: (2, 4, 3), MENTOR: (3, 3, 1)}
"""Goals (loose actions make one more card), actions and needs that show: nothing counts what is hidden."""


@pytest.fixture
def whole_plan(world):
    """One item of every kind, in three areas and three levels, written by four people."""
    person = world.case.person
    person.representatives.create(name="Sandrine Ferrand")
    seat(world.case, team=world.teams["toit"], areas=with_general(Area.HOUSING))
    share(world.case, world.organisations["toit"], by=world.social_worker)
    for kind, text, area, level, author, _readers in ITEMS:
        write(world, kind, text, by=world.people[author], area=area, level=level)
    return world


def write(world, kind, text, *, by, **where):
    case = world.case
    if kind == "goal":
        plan.add_goal(case, words=text, by=by, **where)
    elif kind == "wording":
        plan.add_wording(Goal.objects.get(level=PRACTICAL, area=SCHOOL), text=text, by=by)
    elif kind in ("action", "loose"):
        owner = world.teams["lien" if by == world.psychologist else "cap"]
        served = MIND if kind == "loose" else where["area"]
        goal = Goal.objects.filter(case=case, area=served, level=PRACTICAL).first()
        plan.add_action(case, title=text, goal=goal, owner_team=owner, by=by, **where)
    elif kind == "need":
        plan.add_need(case, code=text, by=by, **where)
    else:
        plan.add_note(case, text=text, by=by, **where)


def words_of(kind, text):
    return str(vocabulary()[text]) if kind == "need" else text


@pytest.mark.parametrize("reader", sorted(ALL_THREE))
def test_each_sees_on_screen_every_item_the_rule_shows_them_and_no_other(whole_plan, open_as, reader):
    page = open_as(whole_plan.people[reader])
    page.goto(whole_plan.case.get_absolute_url())
    text = page.inner_text("main")
    for kind, words, _area, _level, _author, readers in ITEMS:
        assert (words_of(kind, words) in text) == (reader in readers), (kind, words)
    for words, readers in DETAILS.items():
        assert (words in text) == (reader in readers), words
    assert "Lou Ferrand" in text
    needs = page.get_by_role("region", name="Besoins").get_by_role("listitem")
    found = (page.get_by_role("article"), page.get_by_role("article").get_by_role("listitem"), needs)
    assert tuple(part.count() for part in found) == NUMBERS[reader]
    circle = page.get_by_role("region", name="Cercle").get_by_role("listitem").all_inner_texts()
    assert {seated.strip().split("\n")[-2] for seated in circle} == CIRCLE
    assert not page.complaints


@pytest.mark.parametrize("reader", sorted(ALL_THREE))
def test_each_has_the_same_plan_on_paper_as_on_screen(whole_plan, open_as, reader):
    page = open_as(whole_plan.people[reader])
    page.goto(whole_plan.case.get_absolute_url())
    page.get_by_role("link", name="Préparer le projet à imprimer").click()
    page.get_by_role("button", name="Préparer le document").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.goto("about:blank")
    tasks.sweep()
    page.go_back()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Télécharger le fichier").click()
    text = text_of(coming.value.path().read_bytes())
    for kind, words, _area, _level, _author, readers in ITEMS:
        shown = reader in readers and kind not in ON_SCREEN_ONLY
        assert (words_of(kind, words) in text) == shown, (kind, words)
    circle = text.partition("Cercle")[2]
    assert {name for name in [*CIRCLE, "Toit Partagé"] if name in circle} == CIRCLE
    assert f"remis à {whole_plan.people[reader].full_name}" in text


def text_of(content):
    """The words of a PDF, without its line breaks."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())

"""A mentor, on a telephone: a session takes a few taps, is corrected the same day, and never widens what they see."""

import pytest

from cases.actions import plan
from cases.models import Note
from common import clock
from common.areas import Area, Level
from programs.models import Attendance
from tests.browser.driver import PHONE, overflow
from tests.factories.cases import CaseFactory, PersonFactory, lead, seat, share

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HIDDEN = (
    "Retour progressif au lycée",
    "Arrêter de ruminer le soir",
    "Absences ou décrochage",
    "Appelle sa mère chaque soir",
    "Date de naissance",
    "Qui peut voir quoi",
)
"""Words of what is coordination, restricted, or in an area the mentor has no part in."""


@pytest.fixture
def today():
    """One day, whenever the test runs, and the way to the next."""
    start = clock.now()
    with clock.at(start):
        yield start


@pytest.fixture
def two(world):
    """Two young people of the same mentor; the first has a plan with something of every level."""
    case, by = world.case, {"by": world.social_worker}
    second = CaseFactory(person=PersonFactory(first_name="Noam", last_name="Perrin"), leading_team=world.teams["cap"])
    lead(second, world.social_worker)
    seat(second, team=world.teams["cap"])
    areas = int(Area.GENERAL | Area.EDUCATION)
    seat(second, team=world.teams["binomes"], level=Level.PRACTICAL, areas=areas)
    share(second, world.organisations["binomes"], areas=areas, **by)
    for found, words in ((case, "Finir mon année"), (second, "Trouver un stage")):
        plan.add_goal(found, words=words, area=Area.EDUCATION, level=Level.PRACTICAL, **by)
    shared = {"area": Area.EDUCATION, "level": Level.COORDINATION}
    plan.add_goal(case, words="Un autre but", wording="Retour progressif au lycée", **shared, **by)
    plan.add_need(case, code="education.attendance", **shared, **by)
    plan.add_goal(case, words="Arrêter de ruminer le soir", area=Area.MENTAL_HEALTH, level=Level.PRACTICAL, **by)
    plan.add_note(case, text="Appelle sa mère chaque soir", area=Area.EDUCATION, level=Level.RESTRICTED, **by)
    return world


def tap(page, name, *, role="button", exact=False):
    """One tap of the thumb, counted."""
    page.get_by_role(role, name=name, exact=exact).click()
    page.taps = getattr(page, "taps", 0) + 1


def menu(page):
    return page.get_by_role("navigation", name="Navigation principale")


def log(page, who, came=None):
    """From the bar at the foot of the screen to the saved session."""
    menu(page).get_by_role("link", name="Séance").click()
    page.taps = 1
    page.get_by_text(who, exact=True).click()
    page.taps += 1
    if came:
        page.get_by_text(came, exact=True).click()
        page.taps += 1
    tap(page, "Enregistrer la séance")


def test_a_session_that_took_place_is_three_taps_and_one_more_when_they_did_not_come(two, today, open_as):
    page = open_as(two.mentor, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/")
    log(page, "Noam")
    assert page.taps == 3
    page.get_by_text("La séance est enregistrée").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "Noam Perrin"
    log(page, "Lou", came="Pas venu·e")
    assert page.taps == 4
    assert page.get_by_role("heading", level=1).inner_text() == "Lou Ferrand"
    assert page.get_by_text("Pas venu·e").is_visible()
    assert [(a.status, a.reason) for a in Attendance.objects.order_by("created_at")] == [
        ("present", ""),
        ("absent", "unknown"),
    ]
    assert not page.complaints


def test_the_session_serves_a_goal_and_its_note_goes_to_the_professionals(two, today, open_as):
    page = open_as(two.mentor, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/seances/nouvelle/")
    assert overflow(page) <= 0
    goals = page.get_by_label("Pour quel objectif")
    assert set(goals.locator("option").all_inner_texts()[1:]) == {
        "Lou – « Finir mon année »",
        "Noam – « Trouver un stage »",
    }
    page.get_by_text("Lou", exact=True).click()
    goals.select_option("Lou – « Finir mon année »")
    page.get_by_label("Un mot").fill("Lou a fini son exposé.")
    page.get_by_role("button", name="Enregistrer la séance").click()
    page.get_by_text("La séance est enregistrée").wait_for()
    assert Attendance.objects.get().goal.words == "Finir mon année"
    assert Note.objects.get(author=two.mentor).level == Level.COORDINATION
    readers = {"mentor": True, "psychologist": True, "social_worker": True, "teacher": False}
    for reader, reads in readers.items():
        theirs = open_as(two.people[reader])
        theirs.goto(two.case.get_absolute_url())
        assert theirs.get_by_text("Lou a fini son exposé.").is_visible() == reads, reader
        assert theirs.get_by_role("region", name="Séances").get_by_text("60 min").is_visible(), reader


def test_it_is_corrected_the_same_day_and_refused_the_day_after(two, today, open_as):
    page = open_as(two.mentor, viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/")
    log(page, "Lou", came="Pas venu·e")
    page.get_by_role("link", name="Corriger").click()
    page.get_by_text("En retard", exact=True).click()
    page.get_by_role("button", name="Enregistrer la correction").click()
    page.get_by_text("La séance est corrigée").wait_for()
    sessions = page.get_by_role("region", name="Séances")
    assert sessions.get_by_text("En retard").is_visible()
    page.get_by_role("link", name="Corriger").click()
    page.get_by_text("Présent·e", exact=True).click()
    with clock.at(today + clock.DAY):
        page.get_by_role("button", name="Enregistrer la correction").click()
        page.get_by_text("Une séance se corrige le jour même").wait_for()
        assert sessions.get_by_text("En retard").is_visible()
        assert not page.get_by_role("link", name="Corriger").is_visible()
        page.goto(f"/seances/{Attendance.objects.get().pk}/corriger/")
        page.get_by_text("Une séance se corrige le jour même").wait_for()
        assert not page.get_by_role("button", name="Enregistrer la correction").is_visible()
        page.get_by_role("link", name="Noter un échange").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Noter un échange"


def test_the_mentor_sees_the_practical_view_and_nothing_else_anywhere(two, today, open_as):
    page = open_as(two.mentor, viewport=PHONE, has_touch=True, is_mobile=True)
    for address, text in every_page(page, two.case):
        assert not [words for words in HIDDEN if words in text], address
    page.goto(two.case.get_absolute_url())
    assert page.get_by_role("heading", name="« Finir mon année »").is_visible()
    assert page.get_by_text("Aucun besoin noté").is_visible()
    assert not page.complaints


def every_page(page, case):
    """What the mentor can reach by the links of the bar, the file and its items: (address, text)."""
    seen, found = set(), ["/", case.get_absolute_url()]
    while found:
        address = found.pop()
        seen.add(address)
        page.goto(address)
        yield address, page.inner_text("body")
        assert overflow(page) <= 0, address
        links = page.get_by_role("link").evaluate_all("links => links.map(link => link.pathname)")
        found += [link for link in dict.fromkeys(links) if link not in seen and link not in found and is_ours(link)]
    assert len(seen) > 12


def is_ours(link):
    return not link.startswith(("/compte", "/i18n", "/langue", "/static"))

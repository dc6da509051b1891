"""Strengths, interests, preferences, difficulties: who says so, when, and for whom to read."""

import pytest

from cases.actions import plan
from cases.models import Statement
from common.areas import Area, Level

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED

LINES = {
    # (kind, source, said on, text, area, level): who reads it
    ("interest", "young_person", "2024-03-01", "L’escalade", Area.EDUCATION, P): {"psychologist", "teacher", "mentor"},
    ("interest", "young_person", "2024-05-01", "Le dessin", Area.EDUCATION, P): {"psychologist", "teacher", "mentor"},
    ("strength", "professional", "2024-01-01", "Ne lâche rien", Area.EDUCATION, C): {"psychologist"},
    ("difficulty", "family", "2024-04-01", "Dort mal", Area.MENTAL_HEALTH, C): {"psychologist"},
    ("preference", "young_person", "2024-02-01", "Le soir", Area.HOUSING, P): set(),
    ("difficulty", "professional", "2024-02-01", "À revoir en équipe", Area.EDUCATION, R): set(),
}


@pytest.fixture
def portrait(world):
    names = ("kind", "source", "said_on", "text", "area", "level")
    for line in LINES:
        plan.add_statement(world.case, by=world.social_worker, **dict(zip(names, line, strict=True)))
    plan.add_goal(world.case, by=world.social_worker, words="Finir", wording="Insertion", area=Area.EDUCATION, level=P)
    return world


def statements(client, world):
    return client.get(world.case.get_absolute_url()).context["page"].statements


@pytest.mark.parametrize("persona", ["social_worker", "psychologist", "teacher", "mentor"])
def test_each_reader_gets_their_own_portrait(portrait, as_, persona):
    html = as_(portrait.people[persona]).get(portrait.case.get_absolute_url()).content.decode()
    for line, readers in LINES.items():
        assert (line[3] in html) == (persona in readers | {"social_worker"}), line[3]
    assert ("Points forts" in html) == (persona in {"social_worker", "psychologist"})


def test_strengths_come_first_and_the_newest_of_each_kind_first(portrait, as_):
    found = [one.text for one in statements(as_(portrait.social_worker), portrait)]
    assert found == ["Ne lâche rien", "Le dessin", "L’escalade", "Le soir", "Dort mal", "À revoir en équipe"]


def test_each_line_says_who_says_so_and_when(portrait, as_):
    html = as_(portrait.psychologist).get(portrait.case.get_absolute_url()).content.decode()
    assert "La famille" in html
    assert "Le ou la jeune" in html
    assert "1er avr. 2024" in html


def test_a_line_is_added_once_changed_by_its_author_and_its_past_is_told(world, as_):
    client, address = as_(world.social_worker), f"/dossiers/{world.case.pk}/portrait/"
    form = client.get(address).context["form"]
    typed = {"kind": "strength", "source": "family", "said_on": "2024-02-05", "text": "Aide sa sœur", "area": 1}
    data = typed | {"new_id": form["new_id"].value(), "level": P}
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    line = Statement.objects.get()
    page = f"/portrait/{line.pk}/"
    changed = typed | {"version": line.version, "text": "Garde sa sœur", "source": "young_person"}
    assert client.post(f"{page}modifier/", changed).status_code == 302
    newest = as_(world.mentor).get(f"{page}historique/").context["changes"][0]
    told = {("ce qui est dit", "Aide sa sœur", "Garde sa sœur"), ("qui le dit", "la famille", "le ou la jeune")}
    assert set(newest.fields) == told
    assert as_(world.mentor).post(f"{page}modifier/", changed).status_code == 403


def test_nobody_says_something_tomorrow(world, as_):
    typed = {"kind": "strength", "source": "family", "said_on": "2199-01-01", "text": "x", "area": 1, "level": P}
    answer = as_(world.social_worker).post(f"/dossiers/{world.case.pk}/portrait/", typed)
    assert list(answer.context["form"].errors) == ["said_on"]


def test_the_thread_tells_that_a_line_was_added_and_which(portrait, as_):
    html = as_(portrait.mentor).get(portrait.case.get_absolute_url()).content.decode()
    assert html.count("Une ligne a été ajoutée au portrait") == 2
    assert html.count("Le dessin") == 2

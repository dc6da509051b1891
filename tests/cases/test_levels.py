"""One item, one area, one level: the usual one by kind, who may write it, widening and narrowing."""

from itertools import product
from uuid import uuid4

import pytest

from cases.actions import plan
from cases.models import Action, Goal, GoalWording, Need, Note, Statement, TimelineEntry
from common.areas import Area, Level
from people.models import YoungPerson
from tests.factories.cases import ActionFactory, GoalFactory, NoteFactory

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED

USUAL = {
    # (page, writer, what is typed): the level of the row when nothing is chosen
    ("besoin", "social_worker", "education.attendance"): C,
    ("besoin", "mentor", "education.attendance"): C,
    ("besoin", "social_worker", "health.access_to_care"): R,
    ("besoin", "social_worker", "justice.victim_support"): R,
    ("besoin", "social_worker", "family.domestic_violence"): R,
    ("objectif", "social_worker", Area.EDUCATION): P,
    ("objectif", "mentor", Area.EDUCATION): P,
    ("objectif", "social_worker", Area.HEALTH): R,
    ("action", "social_worker", Area.EDUCATION): C,
    ("ecrit", "social_worker", Area.EDUCATION): R,
    ("ecrit", "psychologist", Area.MENTAL_HEALTH): R,
    ("ecrit", "mentor", Area.EDUCATION): C,
    ("ecrit", "teacher", Area.EDUCATION): C,
    ("portrait", "social_worker", Area.EDUCATION): C,
    ("portrait", "mentor", Area.GENERAL): C,
    ("portrait", "social_worker", Area.HEALTH): R,
}
MODELS = {"besoin": Need, "objectif": Goal, "action": Action, "ecrit": Note, "portrait": Statement}


@pytest.mark.parametrize(("page", "writer", "typed"), USUAL)
def test_without_a_choice_the_level_is_the_usual_one_of_its_kind(world, as_, page, writer, typed):
    client, address = as_(world.people[writer]), f"/dossiers/{world.case.pk}/{page}/"
    form = client.get(address).context["form"]
    data = {
        "new_id": form["new_id"].value(),
        "level": form["level"].value(),
        "words": "Réussir",
        "proposed_by": "family",
        "text": "Un mot",
    }
    data |= {"title": "Appeler", "owner_team": world.teams["cap"].pk, "code": typed, "area": int(typed_area(typed))}
    data |= {"kind": "strength", "source": "family", "said_on": "2024-02-05"}
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert MODELS[page].objects.get().level == USUAL[page, writer, typed]


def typed_area(typed):
    return typed if isinstance(typed, Area) else 0


def test_the_professionals_wording_is_a_row_of_its_own_for_coordination(world):
    goal = plan.add_goal(
        world.case, by=world.social_worker, words="Réussir", wording="Insertion", area=Area.EDUCATION, level=P
    )
    assert (goal.level, GoalWording.objects.get().level) == (P, C)


WRITES = {
    # who writes in which areas at which levels; the stranger and the manager have no way in
    "social_worker": {(area, level) for area in (Area.EDUCATION, Area.HOUSING, Area.MENTAL_HEALTH) for level in Level},
    "psychologist": {(area, level) for area in (Area.EDUCATION, Area.MENTAL_HEALTH) for level in Level},
    "teacher": {(Area.EDUCATION, P), (Area.EDUCATION, C)},
    "mentor": {(Area.EDUCATION, P), (Area.EDUCATION, C)},
    "stranger": set(),
    "manager": set(),
}


@pytest.mark.parametrize("persona", WRITES)
def test_one_writes_in_the_areas_one_sees_and_restricted_only_if_bound(world, persona):
    for area, level in product((Area.EDUCATION, Area.HOUSING, Area.MENTAL_HEALTH), Level):
        if (area, level) in WRITES[persona]:
            note = plan.add_note(world.case, by=world.people[persona], text="x", area=area, level=level)
            assert Note.objects.visible_to(world.people[persona]).filter(pk=note.pk).exists()
        else:
            with pytest.raises(plan.NotReadable):
                plan.add_note(world.case, by=world.people[persona], text="x", area=area, level=level)


@pytest.mark.parametrize("persona", ["social_worker", "psychologist", "teacher", "mentor"])
def test_the_page_offers_only_the_areas_and_levels_one_may_write(world, as_, persona):
    form = as_(world.people[persona]).get(f"/dossiers/{world.case.pk}/ecrit/").context["form"]
    levels = {level for level, _label in form.fields["level"].choices} - {0}
    areas = {area for area, _label in form.fields["area"].choices if area}
    asked = {area for area, _level in WRITES[persona]}
    assert levels == {level for _area, level in WRITES[persona]}
    assert asked <= areas
    assert (Area.HOUSING in areas) == (Area.HOUSING in asked)


def test_something_sent_twice_is_written_once_and_never_over_somebody_elses(world):
    facts = {"text": "Le mien", "area": Area.EDUCATION, "level": C}
    number = uuid4()
    first, again = (plan.add_note(world.case, by=world.social_worker, new_id=number, **facts) for _ in range(2))
    other = plan.add_note(world.case, by=world.psychologist, new_id=number, **(facts | {"text": "Le sien"}))
    assert again.pk == first.pk
    assert other.pk != first.pk
    assert Note.objects.get(pk=first.pk).text == "Le mien"


def note(world, level, **facts):
    facts = {"author": world.social_worker, "author_team": world.teams["cap"]} | facts
    return plan.add_item(Note(text="Un mot", area=Area.EDUCATION, level=level), by=facts["author"], case=world.case)


READERS = {
    P: {"social_worker", "psychologist", "intake", "teacher", "mentor"},
    C: {"social_worker", "psychologist", "intake"},
    R: {"social_worker"},
}


@pytest.mark.parametrize(("before", "after"), list(product(Level, Level)))
def test_widening_and_narrowing_take_effect_everywhere_at_once(world, as_, before, after):
    found = note(world, before)
    plan.set_level(found, level=after, by=world.social_worker)
    for persona, user in world.people.items():
        reads = persona in READERS[after]
        assert Note.objects.visible_to(user).filter(pk=found.pk).exists() == reads, persona
        assert TimelineEntry.objects.visible_to(user).filter(object_id=found.pk).exists() == reads, persona
        code = as_(user).get(f"/ecrit/{found.pk}/historique/").status_code
        assert code == (200 if reads else 404), persona


def test_the_choice_names_who_will_then_read_and_who_no_longer(world, as_):
    found = note(world, C)
    html = as_(world.social_worker).get(f"/ecrit/{found.pk}/niveau/").content.decode()
    assert "Teacher (Voisins du Lycée) le lira" in html
    assert "Mentor (Binômes du Val) le lira" in html
    assert "Psychologist (La Maison du Lien) ne le lira plus" in html
    assert "Stranger" not in html


@pytest.mark.parametrize("persona", ["psychologist", "teacher", "mentor", "manager", "stranger"])
def test_only_the_author_widens_or_narrows_not_even_the_lead(world, as_, persona):
    found = NoteFactory(case=world.case, author=world.intake, author_team=world.teams["lien"], level=P)
    for user in (world.social_worker, world.people[persona]):
        assert not user.has_perm("cases.change_note", found)
        assert as_(user).post(f"/ecrit/{found.pk}/niveau/", {"level": 1}).status_code in {403, 404}
    assert world.intake.has_perm("cases.change_note", found)


def test_somebody_not_bound_cannot_restrict(world, as_):
    found = note(world, C, author=world.mentor)
    form = as_(world.mentor).get(f"/ecrit/{found.pk}/niveau/").context["form"]
    assert {level for level, _label in form.fields["level"].choices} == {P, C}
    with pytest.raises(plan.NotReadable):
        plan.set_level(found, level=R, by=world.mentor)


def test_an_action_is_not_narrowed_out_of_its_owners_sight(world, as_):
    facts = {"title": "Aider", "area": Area.EDUCATION, "level": P, "owner_team": world.teams["binomes"]}
    action = plan.add_action(world.case, by=world.social_worker, **facts)
    answer = as_(world.social_worker).post(f"/action/{action.pk}/niveau/", {"level": C})
    assert "Personne de cette équipe" in answer.content.decode()
    action.refresh_from_db()
    assert action.level == P


def test_the_same_level_changes_nothing(world):
    found = note(world, C)
    plan.set_level(found, level=C, by=world.social_worker)
    assert found.history.count() == 1


def test_an_author_keeps_seeing_their_item_while_the_file_is_open_to_them(world):
    found = NoteFactory(case=world.case, author=world.mentor, author_team=world.teams["binomes"], area=Area.HOUSING)
    assert Note.objects.visible_to(world.mentor).filter(pk=found.pk).exists()
    world.case.seats.filter(team=world.teams["binomes"]).delete()
    assert not Note.objects.visible_to(world.mentor).filter(pk=found.pk).exists()


def test_a_practical_action_shows_where_its_goal_does_not(world, as_):
    goal = GoalFactory(case=world.case, author=world.social_worker, words="But caché")
    ActionFactory(case=world.case, author=world.social_worker, goal=goal, title="Action visible", level=P)
    html = as_(world.mentor).get(world.case.get_absolute_url()).content.decode()
    assert "Action visible" in html
    assert "But caché" not in html


def test_an_action_one_cannot_see_moves_no_file_up_ones_list(world, as_):
    ActionFactory(case=world.case, author=world.social_worker, owner_team=world.teams["binomes"], level=C)
    assert "attend votre réponse" not in as_(world.mentor).get("/jeunes/").content.decode()
    ActionFactory(case=world.case, author=world.social_worker, owner_team=world.teams["binomes"], level=P)
    assert "attend votre réponse" in as_(world.mentor).get("/jeunes/").content.decode()


IDENTITY = {
    "social_worker": {"17 rue des Lilas", "Tante Josiane", "14 mars 2010", "06 11 22 33 44", "Ferrand"},
    "psychologist": {"17 rue des Lilas", "Tante Josiane", "14 mars 2010", "06 11 22 33 44", "Ferrand"},
    "teacher": {"06 11 22 33 44", "Ferrand"},
    "mentor": {"06 11 22 33 44", "Ferrand"},
}


@pytest.mark.parametrize("persona", IDENTITY)
def test_name_and_chosen_contact_open_with_the_file_the_rest_is_general_coordination(world, as_, persona):
    person = YoungPerson.objects.get(pk=world.case.person_id)
    person.address, person.other_contacts, person.contact = "17 rue des Lilas", "Tante Josiane", "06 11 22 33 44"
    person.save()
    html = as_(world.people[persona]).get(world.case.get_absolute_url()).content.decode()
    for text in IDENTITY["social_worker"]:
        assert (text in html) == (text in IDENTITY[persona]), text

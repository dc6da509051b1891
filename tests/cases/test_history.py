"""The history of an item: who, when, why, old and new; rows pass the rule with today's level and with their own."""

import pytest

from cases.actions import plan
from cases.models import Goal
from cases.past import history_of
from common.areas import Area, Level
from tests.factories.cases import ActionFactory
from vault.actions import destroy_key

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED


def change(world, item, by=None, **fields):
    item.refresh_from_db()
    return plan.change_item(item, by=by or world.social_worker, version=item.version, **fields)


@pytest.fixture
def goal(world):
    """Written for the circle, restricted while it says something else, widened again, changed once more."""
    found = plan.add_goal(world.case, by=world.social_worker, words="Premier", area=Area.EDUCATION, level=P)
    plan.set_level(found, level=R, by=world.social_worker)
    change(world, found, words="Secret")
    change(world, found, words="Encore secret")
    plan.set_level(found, level=C, by=world.social_worker)
    change(world, found, words="Pour les professionnels")
    plan.set_level(found, level=P, by=world.social_worker)
    change(world, found, words="Pour tout le cercle")
    return Goal.objects.get(pk=found.pk)


SEEN = {
    "social_worker": {"Premier", "Secret", "Encore secret", "Pour les professionnels", "Pour tout le cercle"},
    "psychologist": {"Premier", "Encore secret", "Pour les professionnels", "Pour tout le cercle"},
    "teacher": {"Premier", "Pour les professionnels", "Pour tout le cercle"},
}


@pytest.mark.parametrize("persona", SEEN)
def test_widening_today_does_not_open_yesterday(world, goal, as_, persona):
    html = as_(world.people[persona]).get(f"/objectif/{goal.pk}/historique/").content.decode()
    for words in SEEN["social_worker"]:
        assert (f">{words}" in html or f" {words}" in html) == (words in SEEN[persona]), words


def test_narrowing_today_closes_yesterday(world, goal, as_):
    plan.set_level(goal, level=R, by=world.social_worker)
    for persona in ("psychologist", "teacher", "mentor"):
        assert as_(world.people[persona]).get(f"/objectif/{goal.pk}/historique/").status_code == 404


def test_what_a_reader_could_not_see_leaves_no_empty_line(world):
    found = plan.add_goal(world.case, by=world.social_worker, words="Un", area=Area.EDUCATION, level=P)
    plan.set_level(found, level=R, by=world.social_worker)
    plan.set_level(found, level=P, by=world.social_worker)
    assert len(history_of(found, world.teacher)) == 1
    assert len(history_of(found, world.social_worker)) == 3


def test_it_does_not_say_that_something_came_before_what_one_sees(world):
    found = plan.add_goal(world.case, by=world.social_worker, words="Un", area=Area.EDUCATION, level=R)
    plan.set_level(found, level=P, by=world.social_worker)
    assert [one.reason for one in history_of(found, world.teacher)] == [""]
    assert [one.reason for one in history_of(found, world.social_worker)] == ["montré à plus de personnes", ""]


def test_the_page_says_who_when_why_old_and_new(world, goal, as_):
    html = as_(world.social_worker).get(f"/objectif/{goal.pk}/historique/").content.decode()
    assert "Social Worker" in html
    assert "montré à plus de personnes" in html
    assert "montré à moins de personnes" in html
    assert "<small>avant : Pour les professionnels</small>" in html.replace("\xa0", " ")


def test_it_speaks_in_words_not_in_codes_or_ids(world, as_):
    need = plan.add_need(world.case, by=world.social_worker, code="education.attendance", area=1, level=C)
    plan.move_need(need, status="unmet", by=None)
    html = as_(world.social_worker).get(f"/besoin/{need.pk}/historique/").content.decode()
    for word in ("Retrouver une présence régulière en classe", "non couvert", "l’horloge"):
        assert word in html, word
    assert "education.attendance" not in html
    hidden = plan.add_goal(world.case, by=world.social_worker, words="But caché", area=Area.EDUCATION, level=C)
    team = world.teams["binomes"]
    action = ActionFactory(case=world.case, author=world.social_worker, goal=hidden, owner_team=team, level=P)
    plan.move_action(action, status="declined", by=world.mentor, reason="no_means")
    html = as_(world.mentor).get(f"/action/{action.pk}/historique/").content.decode()
    for word in (str(team), "Refusée", "pas de moyens", "Mentor"):
        assert word in html, word
    for word in ("But caché", str(hidden.pk), str(team.pk)):
        assert word not in html, word


def test_a_destroyed_key_shows_the_marker_in_the_past_too(world, goal, as_):
    client = as_(world.social_worker)
    destroy_key(person_id=world.case.person_id, by=None, reason="retention")
    html = client.get(f"/objectif/{goal.pk}/historique/").content.decode()
    assert "[effacé]" in html
    assert not any(words in html for words in SEEN["social_worker"])


def test_it_costs_the_same_with_more_changes(world, goal, django_assert_num_queries):
    action = ActionFactory(case=world.case, author=world.social_worker, level=P)
    for n in range(3):
        change(world, action, title=f"Titre {n}")
    with django_assert_num_queries(2):
        history_of(action, world.social_worker)
    for n in range(10):
        change(world, action, title=f"Autre {n}")
    with django_assert_num_queries(2):
        [str(field) for one in history_of(action, world.social_worker) for field in one.fields]

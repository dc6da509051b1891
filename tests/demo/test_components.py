"""The page of components shows every one of them, by its own template."""

from django.urls import reverse

from common.templatetags.ui import area_drawn, level_drawn
from tests.consistency.test_templates import COMPONENTS

ADDRESS = reverse("demo:components")


def test_every_component_is_shown(world, as_):
    for drawn_once in (area_drawn, level_drawn):
        drawn_once.cache_clear()
    drawn = {template.name for template in as_(world.mentor).get(ADDRESS).templates}
    assert set(COMPONENTS) - drawn == set()


def test_the_door_of_the_demo_leads_there(db, client):
    assert ADDRESS in client.get(reverse("demo:personas")).content.decode()


def test_what_is_sent_there_is_only_shown_again(db, client):
    answer = client.post(ADDRESS, {"title": "Aide aux devoirs"})
    assert answer.status_code == 200
    assert "Aide aux devoirs" in answer.content.decode()

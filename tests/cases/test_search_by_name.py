"""Whoever is looked for by name: found through one's own files, rarely told, never without a trace."""

import pytest

from audit.models import View
from cases.actions import plan
from cases.listing import for_list, search_cases
from cases.models import Case
from common import clock
from people.actions import change_identity
from tests.factories.cases import CaseFactory, PersonFactory, lead, seat

TOO_OFTEN = "Vous avez cherché beaucoup de noms en une minute"
NOBODY = "Personne de ce nom"


@pytest.fixture(autouse=True)
def _named(world):
    named(world, world.case, "Éloïse", "Garçon")


def named(world, case, first, last):
    change_identity(case.person, by=world.social_worker, case_id=case.pk, first_name=first, last_name=last)


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [("eloise", True), ("GARCON", True), ("garçon Élo", True), ("gar", True), ("ga", False), ("arçon", False)],
)
@pytest.mark.parametrize(("address", "field"), [("/jeunes/", "name"), ("/recherche/", "q")])
def test_a_word_or_its_beginning_is_enough_whatever_the_case_and_accents(world, as_, address, field, typed, is_found):
    page = as_(world.social_worker).post(address, {field: typed}).content.decode()
    assert (world.case.get_absolute_url() in page) is is_found


def test_of_many_who_bear_the_name_one_finds_those_of_one_s_own_files(world, as_):
    other = CaseFactory(leading_team=world.teams["toit"], person=PersonFactory())
    named(world, other, "Éloïse", "Garçon")
    page = as_(world.social_worker).post("/jeunes/", {"name": "garcon"}).content.decode()
    assert other.get_absolute_url() not in page
    page = as_(world.stranger).post("/jeunes/", {"name": "garcon"}).content.decode()
    assert NOBODY in page


def test_during_a_change_of_the_index_key_people_are_found_under_the_old_and_the_new(world, settings):
    second = CaseFactory(leading_team=world.teams["cap"])
    seat(second, team=world.teams["cap"])
    settings.INDEX_KEYS = settings.INDEX_KEYS | {9: bytes(range(100, 132))}
    named(world, second, "Éloi", "Garcin")
    assert set(search_cases(world.social_worker, "garc")) == {world.case, second}


def test_a_list_is_never_in_the_order_of_names(world):
    files = [world.case]
    for first in ("Zoé", "Abel"):
        files.append(CaseFactory(leading_team=world.teams["cap"]))
        seat(files[-1], team=world.teams["cap"])
        lead(files[-1], world.social_worker)
        named(world, files[-1], first, "Garçon")
    for days, case in zip((30, 10, 20), files, strict=True):
        plan.set_next_review(case.plan, on=clock.today() + days * clock.DAY, by=world.social_worker)
    nearest = [files[1], files[2], files[0]]
    assert list(for_list(Case.objects.visible_to(world.social_worker), world.social_worker)) == nearest
    assert list(search_cases(world.social_worker, "garcon")) == nearest


@pytest.mark.parametrize(("address", "field"), [("/jeunes/", "name"), ("/recherche/", "q")])
def test_trying_one_name_after_another_finds_nobody_any_more_until_a_minute_is_over(
    world, as_, at, settings, address, field
):
    settings.SEARCHES_A_MINUTE = 3
    browser, instant = as_(world.social_worker), clock.now()

    def page():
        return browser.post(address, {field: "garcon"}).content.decode()

    with at(instant):
        for _search in range(3):
            assert world.case.get_absolute_url() in page()
        refused = page()
        assert world.case.get_absolute_url() not in refused
        assert TOO_OFTEN in refused
        assert View.objects.filter(verb="cases.names_searched", actor_id=world.social_worker.pk).count() == 4
        assert list(search_cases(world.mentor, "garcon")) == [world.case]
    with at(instant + clock.DAY / 1440):
        assert world.case.get_absolute_url() in page()

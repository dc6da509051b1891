"""A destroyed key: every copy unreadable, no page broken, nothing writable."""

import pytest
from django.urls import reverse

from accounts.models import Draft
from audit.models import Event
from cases.actions import plan
from cases.models import Action, Goal
from common import clock
from common.areas import Area, Level
from common.templatetags.ui import initials
from people.actions import change_identity
from people.models import LegalRepresentative, NameToken, YoungPerson
from tests.factories.cases import CaseFactory
from tests.vault.conftest import SECRETS, sealed_models
from vault.actions import destroy_key
from vault.fields import Erased, sealed_fields
from vault.keys import PersonErased
from vault.models import PersonKey


@pytest.fixture
def erased(filled):
    destroy_key(person_id=filled.case.person_id, by=filled.dpo, reason="request")
    return filled


def test_nothing_is_left_to_read(erased):
    person = erased.case.person_id
    for model in sealed_models():
        for row in model._base_manager.all():
            owner = str(getattr(row, sealed_fields(model)[0].owner))
            values = [getattr(row, field.attname) for field in sealed_fields(model)]
            assert owner != str(person) or all(isinstance(v, Erased) or v in (None, "") for v in values), model


def test_somebody_else_stays_readable(erased):
    other = CaseFactory().person
    assert YoungPerson.objects.get(pk=other.pk).last_name == "Ferrand"


PAGES = {
    "list": lambda world: reverse("cases:list"),
    "page": lambda world: world.case.get_absolute_url(),
    "printed plan": lambda world: reverse("cases:plan_pdf", args=[world.case.pk]),
    "history": lambda world: reverse("cases:goal_history", args=[world.goal.pk]),
    "change": lambda world: reverse("cases:goal_change", args=[world.goal.pk]),
    "why": lambda world: reverse("cases:goal_why", args=[world.goal.pk]),
    "who can see": lambda world: reverse("cases:who_can_see", args=[world.case.pk]),
    "home": lambda world: reverse("home"),
}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_survives_and_says_so(erased, as_, page):
    answer = as_(erased.social_worker).get(PAGES[page](erased))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert not [secret for secret in SECRETS if secret in html]
    assert "[effacé]" in html or page in {"home", "why", "who can see", "printed plan"}


def test_the_name_is_said_once(erased):
    person = YoungPerson.objects.get(pk=erased.case.person_id)
    assert person.name == "[effacé]"
    assert initials(person.name) == "–"
    assert person.birth_date is None
    assert person.age() == clock.today().year - 2010


def test_search_finds_them_no_more(filled, as_):
    assert "Œuvrard" in as_(filled.social_worker).post(reverse("search"), {"q": "oeuvrard"}).content.decode()
    destroy_key(person_id=filled.case.person_id, by=None, reason="retention")
    answer = as_(filled.social_worker).post(reverse("search"), {"q": "oeuvrard"})
    assert answer.status_code == 200
    assert filled.case.reference not in answer.content.decode()
    assert not NameToken.objects.filter(person=filled.case.person_id).exists()


def test_writing_is_refused_and_said_plainly(erased, as_):
    case, lead = erased.case, erased.social_worker
    with pytest.raises(PersonErased):
        plan.add_note(case, by=lead, text="x", area=Area.EDUCATION, level=Level.PRACTICAL)
    with pytest.raises(PersonErased):
        change_identity(case.person, by=lead, case_id=case.pk, first_name="Léo")
    goal = Goal.objects.get()
    typed = {"words": "Autre chose", "proposed_by": "family", "version": goal.version}
    answer = as_(lead).post(reverse("cases:goal_change", args=[goal.pk]), typed)
    assert answer.status_code == 403
    assert "ont été effacées" in answer.content.decode()


def test_what_holds_no_text_can_still_move_and_keeps_its_past(erased):
    action = Action.objects.get()
    plan.move_action(action, by=erased.social_worker, status=Action.Status.IN_PROGRESS)
    assert isinstance(Action.objects.get().title, Erased)
    assert all(isinstance(row.title, Erased) for row in action.history.all())


def test_it_is_recorded_by_code_and_drafts_are_gone(erased):
    event = Event.objects.get(verb="vault.key_destroyed")
    assert (event.actor_id, event.person_id, event.detail) == (
        erased.dpo.pk,
        erased.case.person_id,
        {"reason": "request"},
    )
    assert not Draft.objects.filter(person_id=erased.case.person_id).exists()


def test_done_twice_is_done_once_and_a_reason_is_a_code(erased):
    destroy_key(person_id=erased.case.person_id, by=None, reason="mistake")
    assert Event.objects.filter(verb="vault.key_destroyed").count() == 1
    with pytest.raises(ValueError, match="not a valid"):
        destroy_key(person_id=erased.case.person_id, by=None, reason="Zoé asked")


def test_a_person_without_a_key_can_be_destroyed_too(world):
    case = CaseFactory()
    PersonKey.objects.of(case.person_id).delete()
    destroy_key(person_id=case.person_id, by=None, reason="mistake")
    with pytest.raises(PersonErased):
        LegalRepresentative.objects.create(person=case.person, name="X")


def test_the_form_of_a_goal_hands_the_marker_back_unchanged(erased):
    goal = Goal.objects.get()
    before = goal.__dict__["words"].raw
    goal.words = goal.words
    goal.save()
    assert Goal.objects.get().__dict__["words"].raw == before

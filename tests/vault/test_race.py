"""Two at once on the same keys: whoever destroys wins, and nobody's text is lost."""

import threading

import pytest
from django.db import connection, connections

from cases.models import Goal
from tests.factories.cases import CaseFactory, GoalFactory
from vault import rotation
from vault.actions import destroy_key
from vault.keys import PersonErased, fresh_ring
from vault.models import PersonKey

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="an in-memory database has one writer"),
]


def at_once(*works):
    """Run them in threads that start together; the errors they met."""
    gate, errors = threading.Barrier(len(works)), []

    def run(work):
        gate.wait()
        try:
            work()
        except (PersonKey.DoesNotExist, PersonErased) as error:
            errors.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.parametrize("attempt", range(5))
def test_a_rotation_never_saves_a_key_from_destruction(attempt):
    goal = GoalFactory(words="Finir mon année")
    at_once(
        lambda: list(rotation.rotate_person(goal.person_id)),
        lambda: destroy_key(person_id=goal.person_id, by=None, reason="request"),
        lambda: list(rotation.rewrap_keys()),
    )
    assert not PersonKey.objects.of(goal.person_id).exclude(wrapped=None).exists()


@pytest.mark.parametrize("attempt", range(5))
def test_saving_during_a_rotation_loses_nothing(attempt):
    goal = GoalFactory(words="Finir mon année")

    def save():
        held = Goal.objects.get(pk=goal.pk)
        held.words = "Mes nouveaux mots"
        held.save()

    assert at_once(save, lambda: list(rotation.rotate_person(goal.person_id))) == []
    list(rotation.reseal_leftovers(PersonKey.objects.all()))
    assert rotation.still_used(PersonKey.objects.all()) == []
    fresh_ring()
    assert Goal.objects.get(pk=goal.pk).words == "Mes nouveaux mots"


def test_two_first_writers_share_one_key():
    person = CaseFactory().person
    PersonKey.objects.all().delete()
    assert at_once(*[lambda: PersonKey.objects.current_for(person.pk)] * 4) == []
    assert PersonKey.objects.count() == 1

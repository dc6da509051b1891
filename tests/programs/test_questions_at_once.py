"""Two people write the questions of one service at the same moment: eight at most, and one answer to one change."""

import threading

import pytest
from django.db import connection, connections

from programs import actions
from programs.models import ServiceQuestion

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="an in-memory database has one writer"),
]


@pytest.fixture
def service(world):
    return actions.save_service(
        world.organisations["cap"], by=world.org_admin, name="Atelier", team=world.teams["cap"], needs=[]
    )


def at_once(*acts):
    """Run in threads that start together; how many were refused."""
    gate, refused = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait()
        try:
            act()
        except actions.QuestionRefused as told:
            refused.append(str(told))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


def test_two_who_add_the_eighth_leave_eight(world, service):
    for number in range(7):
        actions.add_question(service, by=world.org_admin, text=f"{number} ?", kind="yes_no")
    acts = [
        lambda text=text: actions.add_question(service, by=world.org_admin, text=text, kind="number")
        for text in ("Combien ?", "Depuis ?")
    ]
    assert at_once(*acts) == 1
    assert service.questions.asked().count() == 8


def test_two_who_change_one_leave_one(world, service):
    question = actions.add_question(service, by=world.org_admin, text="Seul ?", kind="yes_no")
    terms = {"kind": "yes_no", "options": "", "is_required": True}
    acts = [
        lambda text=text: actions.replace_question(question, by=world.org_admin, text=text, **terms)
        for text in ("Seule ?", "Accompagné ?")
    ]
    assert at_once(*acts) == 1
    assert ServiceQuestion.objects.asked().count() == 1

"""A person with something in every kind of sealed column, and what the database really holds."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection

from accounts.actions import keep_draft
from cases.actions import plan
from common.areas import Area, Level
from people.actions import add_representative, change_identity
from vault.fields import sealed_fields
from vault.keys import fresh_ring

SECRETS = (
    "Œuvrard",
    "Zoé",
    "06 00 00 00 00",
    "Rue Inventée",
    "Parent Inventé",
    "Finir mon année",
    "Rattraper",
    "Ébauche dictée",
)
"""What must stand nowhere in clear."""


@pytest.fixture(autouse=True)
def _ring():
    """Each test is a unit of work of its own."""
    fresh_ring()
    yield
    fresh_ring()


@pytest.fixture
def filled(world):
    """The shared file, its person renamed (so that there is a past), a goal reworded, an action, a draft."""
    case, lead = world.case, world.social_worker
    identity = {"first_name": "Zoé", "last_name": "Œuvrard", "birth_date": dt.date(2010, 3, 14)}
    identity |= {"contact": "06 00 00 00 00", "address": "Rue Inventée"}
    change_identity(case.person, by=lead, case_id=case.pk, **identity)
    change_identity(case.person, by=lead, case_id=case.pk, chosen_name="Zo")
    add_representative(case.person, by=lead, case_id=case.pk, name="Parent Inventé", contact="06 00 00 00 00")
    shown = {"area": Area.EDUCATION, "level": Level.PRACTICAL}
    world.goal = plan.add_goal(case, by=lead, words="Finir mon année", wording="Rattraper le retard", **shown)
    plan.add_action(case, by=lead, title="Rattraper", goal=world.goal, owner_team=world.teams["cap"], **shown)
    plan.add_note(case, by=lead, text="Rattraper", **shown)
    keep_draft(lead, page="/x/", name="text", text="Ébauche dictée", person_id=case.person_id)
    fresh_ring()
    return world


def sealed_models():
    """Every model with a sealed column, those of the history included."""
    return [model for model in apps.get_models() if sealed_fields(model)]


def raw(model):
    """Every value of a model's sealed columns as the database holds it."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in sealed_fields(model))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quote(model._meta.db_table)}")
        return [bytes(value) for row in cursor.fetchall() for value in row if value]

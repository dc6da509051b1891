"""A file whose every name and text is marked, so that nothing of it can show unnoticed."""

import pytest

from audit.actions import record, record_view
from cases.actions import plan
from common.areas import Area, Level
from organisations.models import OrganisationRole
from tests.factories.organisations import OrganisationRoleFactory, UserFactory

MARKED = ("Zéphyrine", "Marqueterie", "Secretissime", "Villebrune", "0611223344")


@pytest.fixture
def file(world):
    """The shared file, with a marked identity and marked contents."""
    person, case, lead = world.case.person, world.case, {"by": world.social_worker}
    person.first_name, person.last_name, person.contact = "Zéphyrine", "Marqueterie", "0611223344"
    person.save()
    here = {"area": Area.EDUCATION, "level": Level.PRACTICAL}
    plan.add_goal(case, words="Secretissime but", wording="Secretissime formulation", **here, **lead)
    plan.add_action(case, title="Secretissime action", owner_team=world.teams["binomes"], **here, **lead)
    plan.add_note(case, text="Secretissime note", **here, **lead)
    record("cases.case_opened", case, **lead)
    record_view("cases.view_case", case, by=world.mentor)
    record_view("cases.view_case", case, by=world.psychologist)
    return case


def officer(world, short, name):
    """A data protection officer of another association."""
    found = UserFactory(full_name=name)
    OrganisationRoleFactory(user=found, organisation=world.organisations[short], role=OrganisationRole.Role.DPO)
    return found


def marks_in(answer):
    """The marked words that show in an answer."""
    text = answer if isinstance(answer, str) else answer.content.decode()
    return [mark for mark in MARKED if mark in text]

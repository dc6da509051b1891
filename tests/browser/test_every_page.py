"""Every page, as every persona who may see it: axe in light and dark, no sideways scroll at 320 and 390 px."""

from itertools import batched

import pytest
from django.db import transaction
from django.urls import reverse

from cases.access import CHANGEABLE
from cases.actions import plan
from common.areas import Area, Level
from tests import access_table
from tests.browser.driver import is_fit_for_everyone
from tests.test_access import KWARGS, LIBRARY, ROWS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOT_PAGES = {"healthz", "readyz", "places:complete", "accounts:draft"}
NOT_PAGES |= {"cases:document_file", "cases:document_preview", "cases:archive_file"}
"""Answers for machines; files."""
KINDS = {model._meta.model_name for model in CHANGEABLE} - {"goal"}
NOT_PAGES |= {f"cases:{kind}_{page}" for kind in KINDS for page in ("history", "why", "level", "mark")}
"""One template for every kind of item: asked of a goal."""
ALIKE = {"colleague", "blocked", "bound_manager", "partner_dpo", "other_dpo"}
"""They see what others of the table see, or nothing."""


def who(name, row):
    """Whoever gets the page; where nothing of it depends on that but the menu, nobody and one who has the longest."""
    seen = [persona for persona, code in row["GET"].items() if code == 200 and persona not in ALIKE]
    same = row["GET"]["anonymous"] == 200 or LIBRARY.match(name)
    return [persona for persona in seen if persona in ("anonymous", "social_worker")] if same else seen


PAGES = {name: who(name, row) for name, row in sorted(ROWS.items()) if name not in NOT_PAGES}
PAGES = {name: personas for name, personas in PAGES.items() if personas}


@pytest.fixture
def living(world):
    """The shared file, with something of everything in its plan."""
    case, lead = world.case, {"by": world.social_worker}
    here = {"area": Area.EDUCATION, "level": Level.PRACTICAL}
    need = plan.add_need(case, code="education.attendance", area=Area.EDUCATION, level=Level.COORDINATION, **lead)
    goal = plan.add_goal(case, words="Finir mon année", wording="Retour progressif", need=need, **here, **lead)
    for title in ("Aide aux devoirs", "Un relais à la cantine"):
        plan.add_action(case, title=title, goal=goal, owner_team=world.teams["binomes"], **here, **lead)
    plan.add_note(case, text="Vient en bus.", **here, **lead)
    return access_table.complete(world)


def rounds(seen_by):
    """(visitor, pages), fifteen at a time. `seen_by` says which of a page's readers are meant."""
    return [
        pytest.param(persona, names, id=f"{persona}-{names[0]}")
        for persona in access_table.PERSONAS
        for names in batched((name for name, seen in PAGES.items() if persona in seen_by(seen)), 15)
    ]


def whoever_sees_most(seen):
    """The lead, who has every part of a page; else the first who has it at all."""
    return ["social_worker"] if "social_worker" in seen else seen[:1]


def the_others(seen):
    return [persona for persona in seen if persona not in whoever_sees_most(seen)]


@pytest.mark.parametrize(("persona", "names"), rounds(whoever_sees_most))
def test_each_page_is_for_everyone(living, open_as, subtests, persona, names):
    are_fit(living, open_as, subtests, persona, names)


@pytest.mark.thorough
@pytest.mark.parametrize(("persona", "names"), rounds(the_others))
def test_each_page_is_for_everyone_as_each_sees_it(living, open_as, subtests, persona, names):
    are_fit(living, open_as, subtests, persona, names)


def are_fit(living, open_as, subtests, persona, names):
    """One visitor, page after page: what is made for one of them is taken back before the next."""
    page = open_as(living.people.get(persona))
    for name in names:
        with subtests.test(name), transaction.atomic():
            page.goto(reverse(name, kwargs=KWARGS[name](living) if KWARGS.get(name) else None))
            is_fit_for_everyone(page)
            transaction.set_rollback(True)

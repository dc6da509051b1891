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


VISITS = [(persona, name) for name, seen in PAGES.items() for persona in seen]
SOONER = {("social_worker" if "social_worker" in PAGES[name] else PAGES[name][0], name) for name in list(PAGES)[::3]}
"""Before a change lands: one page in three, as whoever sees most of it. `make test` makes every visit."""


def rounds(visits, *marks):
    """(visitor, pages), fifteen at a time."""
    return [
        pytest.param(persona, names, marks=marks, id=f"{persona}-{names[0]}")
        for persona in access_table.PERSONAS
        for names in batched((name for who, name in visits if who == persona), 15)
    ]


@pytest.mark.parametrize(
    ("persona", "names"),
    rounds(sorted(SOONER)) + rounds([visit for visit in VISITS if visit not in SOONER], pytest.mark.thorough),
)
def test_each_page_is_for_everyone(living, open_as, subtests, persona, names):
    """One visitor, page after page: what is made for one of them is taken back before the next."""
    page = open_as(living.people.get(persona))
    for name in names:
        with subtests.test(name), transaction.atomic():
            page.goto(reverse(name, kwargs=KWARGS[name](living) if KWARGS.get(name) else None))
            is_fit_for_everyone(page)
            transaction.set_rollback(True)

"""The plan on paper: what its reader sees on screen that day, with their name on every page.

It stands as a projet personnalisé or the annex of a DIPC (CASF, art. L311-3, D311), and has the parts of a projet pour
l'enfant that its data allow (art. D223-14, D223-15): three domains, each with its evaluation, what each says, goals and
who does what by when.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cases.identity import Details
from cases.models import Action, Assessment, Case, Need, Review, SignOff, Statement
from cases.past import marked
from cases.reading import CasePage, GoalView, read_case
from cases.reviewing import read_minutes
from common import clock
from common.areas import ALL_AREAS, Area
from common.templatetags.ui import full_day

if TYPE_CHECKING:
    from accounts.models import User

STYLE = "css/plan-pdf.css"

HEALTH, KIN = Area.HEALTH | Area.MENTAL_HEALTH, Area.FAMILY
DOMAINS = (
    (_("Development, health and well-being"), HEALTH),
    (_("Family and those who matter"), KIN),
    (_("School, social life and the way to independence"), ALL_AREAS & ~(HEALTH | KIN | Area.GENERAL)),
    (_("The plan as a whole"), Area.GENERAL),
)
"""The three domains of a projet pour l'enfant (art. D223-15), and what belongs to none of them."""


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain as this reader sees it."""

    title: str
    marks: list[tuple[Assessment, str]]
    """The last assessment of each area by whoever says so, and its marks in words."""
    statements: list[Statement]
    needs: list[Need]
    goals: list[tuple[GoalView, list[Action]]]

    @property
    def is_empty(self) -> bool:
        """Nothing of it shows: no heading either."""
        return not (self.marks or self.statements or self.needs or self.goals)


def plan_html(case_id: UUID, reader: User) -> str:
    """The document's source, by the same querysets as the page. The same day and rights give the same text."""
    page = read_case(Case.objects.visible_to(reader).for_page(reader).get(pk=case_id), reader)
    review = Review.objects.visible_to(reader).filter(case=page.case).documented().first()
    version = page.plan.in_force or page.proposed
    signs = SignOff.objects.visible_to(reader).filter(version=version).select_related("organisation", "representative")
    context = {
        "page": page,
        "case": page.case,
        "person": page.case.person,
        "reader": reader,
        "today": clock.today(),
        "identity": identity_lines(page.details) if page.details else [],
        "holders": page.details.representatives if page.details else [],
        "domains": domains_of(page),
        "review": review,
        "minutes": read_minutes(review, reader) if review else [],
        "version": version,
        "signs": list(signs.order_by("party", "pk")) if version else [],
    }
    return render_to_string("cases/pdf/plan.html", context)


def domains_of(page: CasePage) -> list[Domain]:
    """Those of which this reader sees something."""
    assessed = last_assessments(page)
    needs = [need for need in page.needs if need.status != Need.Status.CLOSED]
    found = [
        Domain(
            str(title),
            [(row, marked(row.marks)) for row in assessed if row.area & areas],
            [one for one in page.statements if one.area & areas],
            [need for need in needs if need.area & areas],
            goals_in(page, areas),
        )
        for title, areas in DOMAINS
    ]
    return [domain for domain in found if not domain.is_empty]


def last_assessments(page: CasePage) -> list[Assessment]:
    """The newest of each area, by the young person and by a professional."""
    rows = Assessment.objects.visible_to(page.reader).filter(case=page.case).order_by("assessed_on", "created_at", "pk")
    return list({(row.area, row.source): row for row in rows}.values())


def goals_in(page: CasePage, areas: int) -> list[tuple[GoalView, list[Action]]]:
    """The goals of a domain with all that serves them; what serves a goal that is not shown, by its own area."""
    views = [
        view if view.goal else GoalView(None, *(of(areas, some) for some in (view.wordings, *actions_of(view))))
        for view in page.goals
        if view.goal is None or view.goal.area & areas
    ]
    goals = [(view, [*view.open_actions, *done(view.ended_actions)]) for view in views]
    return [(view, actions) for view, actions in goals if view.goal or view.wordings or actions]


def actions_of(view: GoalView) -> tuple[list[Action], list[Action]]:
    return view.open_actions, view.ended_actions


def of(areas: int, items: list[Any]) -> list[Any]:
    return [item for item in items if item.area & areas]


def done(actions: list[Action]) -> list[Action]:
    """What was declined or dropped is left to the screen."""
    return [action for action in actions if action.status == Action.Status.DONE]


def identity_lines(details: Details) -> list[tuple[str, str]]:
    """What is known of who they are, for readers who know it; no address once somebody must never be told it."""
    person, hidden = details.person, bool(details.kept_from())
    lines = (
        (_("Sex"), person.get_sex_display()),
        (_("Born on"), full_day(person.birth_date)),
        (_("Place of birth"), person.birth_place),
        (_("Address"), "" if hidden else person.address),
        (_("School or work"), " ".join([person.get_situation_display(), person.situation_detail]).strip()),
        (_("Language spoken"), person.language),
        (_("Siblings"), person.siblings),
        (_("Person of trust"), person.trusted_person),
    )
    return [(str(label), str(value)) for label, value in lines if value]

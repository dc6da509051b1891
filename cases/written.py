"""What is written of the young person, in plain words, as a personal link reads it; which correction is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Value, When
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.concerned import is_own
from cases.models import Action, CaseItem, Goal, GoalWording, Measure, Need, Note, Review, ReviewSection, Statement
from common import clock
from common.templatetags.ui import full_day

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from accounts.models import User
    from cases.models import CaseLink, PersonalRequest

WORDS: dict[type[CaseItem], Callable[[Any], Any]] = {
    Goal: attrgetter("words"),
    Action: attrgetter("title"),
    Statement: attrgetter("text"),
    Need: attrgetter("coded.plain"),
    GoalWording: attrgetter("text"),
    Note: attrgetter("text"),
    ReviewSection: attrgetter("text"),
    Measure: attrgetter("text"),
}
"""The words of each kind whose correction may be asked by link."""
SHORT = 70
SAID_TO_THEM: dict[str, _StrPromise] = {
    "young_person": gettext_lazy("you say so"),
    "family": gettext_lazy("your family says so"),
    "professional": gettext_lazy("a professional says so"),
}
SAID_OF_THEM = SAID_TO_THEM | {
    "young_person": gettext_lazy("the young person says so"),
    "family": gettext_lazy("the family says so"),
}
STATES: dict[str, _StrPromise] = {
    Need.Status.UNMET: gettext_lazy("no answer found yet, since %(day)s"),
    Need.Status.OPEN: gettext_lazy("an answer is being looked for"),
    Need.Status.COVERED: gettext_lazy("there is an answer"),
    Need.Status.CLOSED: gettext_lazy("this is over"),
}
"""In the order in which they are read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item: its words, what is said of it, more words where it has some, its day."""

    item: CaseItem
    said: str
    on: dt.date
    more: str = ""

    @property
    def words(self) -> str:
        return in_words(self.item)

    @property
    def choice(self) -> tuple[str, str]:
        """To choose among others: its beginning, and its day."""
        return str(self.item.pk), f"{shortened(self.item)} ({full_day(self.on)})"


@dataclass(frozen=True, slots=True)
class Section:
    """Items of one kind, at least one."""

    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Written:
    """What a page of their link, or a paper, tells of it."""

    sections: list[Section]
    names_authors: bool
    """Whether it says which team wrote it: kept from whom the address is hidden from."""


def read_written(link: CaseLink) -> Written:
    """Portrait, needs, wordings, notes, minutes, measures: in seven queries, whatever the number of items."""
    sections = [*portrait_of(link), needs_of(link), wordings_of(link), notes_of(link), minutes_of(link)]
    return Written(with_lines([*sections, measures_of(link)]), names_authors=not link.hides_places())


def read_strengths_and_needs(link: CaseLink) -> Written:
    """What of it stands in the plan on paper."""
    return Written(with_lines([*portrait_of(link), needs_of(link)]), names_authors=not link.hides_places())


def with_lines(sections: Iterable[Section]) -> list[Section]:
    return [section for section in sections if section.lines]


def of_link(rows: Any, link: CaseLink) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.for_link(link).filter(case=link.case_id).select_related("author_team__organisation")
    return found


def portrait_of(link: CaseLink) -> list[Section]:
    rows = list(of_link(Statement.objects, link).order_by("-said_on", "-created_at", "pk"))
    said = SAID_TO_THEM if is_own(link) else SAID_OF_THEM
    return [
        Section(str(kind.label), [Line(one, str(said[one.source]), one.said_on) for one in rows if one.kind == kind])
        for kind in Statement.Kind
    ]


def needs_of(link: CaseLink) -> Section:
    rank = Case(*(When(status=status, then=Value(n)) for n, status in enumerate(STATES)))
    rows = of_link(Need.objects, link).order_by(rank, "-created_at", "pk")
    return Section(_("Needs"), [Line(one, state_of(one), day_of(one), one.detail) for one in rows])


def state_of(need: Need) -> str:
    """Where it stands."""
    return str(STATES[need.status]) % {"day": full_day(need.unmet_since) if need.unmet_since else ""}


def wordings_of(link: CaseLink) -> Section:
    """Each with the goal it words, where that shows too."""
    goals = {goal.pk: goal.words for goal in Goal.objects.for_link(link).filter(case=link.case_id)}
    rows = of_link(GoalWording.objects, link).order_by("created_at", "pk")
    said = {pk: _("for the goal “%(words)s”") % {"words": words} for pk, words in goals.items()}
    lines = [Line(one, said.get(one.goal_id, ""), day_of(one)) for one in rows]
    return Section(_("The goals, as professionals put them"), lines)


def notes_of(link: CaseLink) -> Section:
    rows = of_link(Note.objects, link).order_by("-created_at", "pk")
    return Section(_("Notes"), [Line(one, "", day_of(one)) for one in rows])


def minutes_of(link: CaseLink) -> Section:
    """Of reviews that are documented: until then its parties still write them."""
    rows = of_link(ReviewSection.objects, link).filter(review__status=Review.Status.DOCUMENTED, text__isnull=False)
    ordered = rows.order_by("-created_at", "pk")
    return Section(_("Reviews"), [Line(one, one.get_kind_display(), day_of(one)) for one in ordered])


def measures_of(link: CaseLink) -> Section:
    rows = of_link(Measure.objects, link).order_by("-decided_on", "pk")
    lines = [Line(one, f"{one.get_kind_display()}, {one.decided_by}", one.decided_on, one.visits) for one in rows]
    return Section(_("Measures of protection"), lines)


def day_of(item: CaseItem) -> dt.date:
    return clock.local_day(item.created_at)


def in_words(item: CaseItem) -> str:
    words: str = WORDS[type(item)](item)
    return words


def shortened(item: CaseItem) -> str:
    return Truncator(" ".join(str(in_words(item)).split())).chars(SHORT)


def things_written(link: CaseLink) -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be asked to be corrected, by id, under the heading of its kind."""
    plan = ((_("Goals"), Goal.objects), (_("Actions"), Action.objects))
    groups = [
        (title, [(str(one.pk), shortened(one)) for one in of_link(rows, link).order_by("created_at", "pk")])
        for title, rows in plan
    ]
    groups += [(section.title, [line.choice for line in section.lines]) for section in read_written(link).sections]
    return [(title, choices) for title, choices in groups if choices]


def asked_about(request: PersonalRequest, reader: User) -> CaseItem | None:
    """The item whose correction is asked, if this reader sees it."""
    for model in WORDS if request.item else ():
        found: CaseItem | None = model.objects.visible_to(reader).filter(pk=request.item).first()  # type: ignore[attr-defined]
        if found is not None:
            return found
    return None

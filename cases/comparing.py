"""What one reader sees of a version, what differs from the one signed before it, and who has answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases import policy
from cases.access import is_lead
from cases.facts import concerned_of, marks_of
from cases.models import Access, Action, Case, Document, FrozenItem, Goal, GoalWording, PlanVersion, SignOff
from cases.models.plan import LOOKS
from cases.needs import vocabulary
from cases.past import change, is_shown, named, told_fields
from cases.sealing import AGREED, MODELS, Content
from common import clock
from common.areas import Area, Level
from common.templatetags.ui import full_day

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from cases.models import CaseLink

WORDS = {Goal: "words", GoalWording: "text", Action: "title"}
KINDS = {
    "goal": (_("Goals"), "flag"),
    "goalwording": (_("For the professionals"), "pen"),
    "action": (_("Actions"), ""),
    "need": (_("Needs"), "part"),
}
"""The title and icon of each section."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a version, as it stood."""

    row: Any
    mark: str = ""
    """added, changed or removed since the version before; nothing when it is the same, or when there is none before"""
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The item itself."""
        row = self.row
        return str(vocabulary()[row.code]) if hasattr(row, "code") else getattr(row, WORDS[type(row).instance_type])

    @property
    def icon(self) -> str:
        """That of its kind; of an action, that of its state."""
        model = type(self.row).instance_type
        return LOOKS[Action.Status(self.row.status)][1] if model is Action else KINDS[model._meta.model_name][1]

    @property
    def facts(self) -> str:
        """Who does it, for when, how far it was."""
        row = self.row
        owner = str(row.owner_team.organisation) if hasattr(row, "owner_team") else ""
        state = row.get_status_display() if hasattr(row, "status") else ""
        on = getattr(row, "due_on", None) or getattr(row, "target_on", None)
        parts = [owner, getattr(row, "detail", ""), _("for %(day)s") % {"day": full_day(on)} if on else "", state]
        return " · ".join(str(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one kind."""

    kind: str
    lines: list[Line]

    @property
    def title(self) -> str:
        return str(KINDS[self.kind][0])


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One party, and whether this reader may answer for it."""

    sign: SignOff
    may_sign: bool
    may_note: bool
    scans: list[Document]
    """of the paper that was signed, where this reader sees them"""


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A version as this reader sees it."""

    version: PlanVersion
    before: PlanVersion | None
    sections: list[Section]
    answers: list[AnswerLine]

    @property
    def differs(self) -> bool:
        return any(line.mark for section in self.sections for line in section.lines)


@dataclass(frozen=True, slots=True)
class Eyes:
    """What one reader sees: of a kind of items, those of today; of their rows of history, each by itself."""

    items: Callable[[Any], QuerySet[Any]]
    row: Callable[[Any], bool]


def read_version(version: PlanVersion, reader: User) -> VersionPage:
    """The version, whose file must be open to the reader, beside the one in force when it was proposed."""
    ways = list(Access.objects.filter(case=version.case_id, user_id=reader.pk).select_related("team"))
    eyes = Eyes(lambda model: model.objects.visible_to(reader), lambda row: is_shown(row, ways, reader))
    before, sections, actions = compare(version, eyes)
    return VersionPage(version, before, sections, read_answers(version, reader, ways, actions))


def read_version_by_link(version: PlanVersion, link: CaseLink) -> VersionPage:
    """The version as the young person or a representative reads it, beside the one in force before."""
    one, marks, now, today = concerned_of(link), marks_of(link.case_id), clock.now(), clock.today()

    def shows(row: Any) -> bool:
        hung = policy.Hung(row.id, row.case_id, Area(row.area), Level(row.level))
        return policy.shows_by_link(one, marks, hung, now, today)

    before, sections, _actions = compare(version, Eyes(lambda model: model.objects.for_link(link), shows))
    return VersionPage(version, before, sections, [])


def compare(version: PlanVersion, eyes: Eyes) -> tuple[PlanVersion | None, list[Section], dict[UUID, Any]]:
    """The one in force when it was proposed, what differs, and the actions it holds."""
    before = PlanVersion.objects.signed_before(version)
    now, then = rows_shown([version, *([before] if before else [])], eyes)
    kinds = [Section(kind, compared(kind, now[kind], then[kind], is_first=before is None)) for kind in MODELS]
    return before, [section for section in kinds if section.lines], now["action"]


def preview(content: Content) -> list[Section]:
    """What is about to be proposed."""
    sections = [Section(kind, [Line(row) for row in rows]) for kind, rows in content.rows.items()]
    return [section for section in sections if section.lines]


type Rows = dict[str, dict[UUID, Any]]
"""By kind and by item."""


def rows_shown(versions: list[PlanVersion], eyes: Eyes) -> tuple[Rows, Rows]:
    """The rows of one or two versions: of items this reader sees today, and that they would see as they were."""
    held: dict[str, dict[int, set[UUID]]] = {kind: {} for kind in MODELS}
    items = FrozenItem.objects.filter(version__in=versions).values_list("version", "kind", "history_id")
    for pk, kind, history_id in items:
        held[kind].setdefault(history_id, set()).add(pk)
    found: list[Rows] = [{kind: {} for kind in MODELS} for _version in range(2)]
    for kind, wanted in held.items():
        for row in rows_of_kind(kind, wanted, versions[0].case, eyes) if wanted else ():
            for rows, version in zip(found, versions, strict=False):
                if version.pk in wanted[row.history_id]:
                    rows[kind][row.id] = row
    return found[0], found[1]


def rows_of_kind(kind: str, wanted: dict[int, Any], case: Case, eyes: Eyes) -> list[Any]:
    model: Any = MODELS[kind]
    seen = set(eyes.items(model).filter(case=case).values_list("pk", flat=True))
    rows = model.history.filter(history_id__in=wanted).select_related("history_user", *named(told_fields(model)))
    return [row for row in rows.order_by("created_at", "id") if row.id in seen and eyes.row(row)]


def compared(kind: str, now: dict[UUID, Any], then: dict[UUID, Any], *, is_first: bool) -> list[Line]:
    """The lines of a kind, those that are no longer there last."""
    if is_first:
        return [Line(row) for row in now.values()]
    fields = told_fields(MODELS[kind])
    lines = [line_of(row, then.get(pk), fields) for pk, row in now.items()]
    return lines + [Line(row, "removed") for pk, row in then.items() if pk not in now]


def line_of(row: Any, before: Any, fields: list[Any]) -> Line:
    if before is None:
        return Line(row, "added")
    differing = change(row, before, fields).fields
    return Line(row, "changed" if differing else "", differing)


def read_answers(version: PlanVersion, reader: User, ways: list[Access], actions: dict[UUID, Any]) -> list[AnswerLine]:
    """The parties this reader may know of, in the order in which they were asked.

    The lead knows them all. The young person and the representatives are shown as `general`, coordination; an
    association to its own members and to whoever sees an action it owns.
    """
    leads = is_lead(reader, version)
    known = {way.team.organisation_id for way in ways}
    known |= {row.owner_team.organisation_id for row in actions.values() if row.status in AGREED}
    sees_details = any(way.coordination_areas & Area.GENERAL for way in ways)
    is_open = version.status == PlanVersion.Status.PROPOSED and version.case.status == Case.Status.OPEN
    signs = version.sign_offs.select_related("organisation", "representative", "recorded_by")
    mine = set(signs.signed_by(reader).values_list("pk", flat=True)) if is_open else set()
    scans = scans_of(version, reader)
    return [
        AnswerLine(
            sign,
            is_open and not sign.answer and sign.pk in mine,
            is_open and leads and sign.pk not in mine,
            scans[sign.pk],
        )
        for sign in signs.order_by("-party", "organisation__name", "pk")
        if leads or (sign.organisation_id in known if sign.organisation_id else sees_details)
    ]


def scans_of(version: PlanVersion, reader: User) -> dict[UUID | None, list[Document]]:
    """Papers by the answer they show, without their bytes."""
    found = defaultdict(list)
    for one in Document.objects.visible_to(reader).filter(sign_off__version=version).order_by("created_at", "pk"):
        found[one.sign_off_id].append(one)
    return found


def not_accepted(case: Case, reader: User) -> list[Action]:
    """The actions that stay out of a version until their owner accepts them."""
    return list(
        Action.objects.visible_to(reader)
        .filter(case=case, status=Action.Status.PROPOSED)
        .select_related("owner_team__organisation")
        .order_by("created_at", "pk")
    )

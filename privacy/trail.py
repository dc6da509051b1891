"""Who did and saw what on one file: both streams of the record, newest first, in plain words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import STREAMS, ActorKind
from cases.models import CaseLink
from common import clock
from organisations.models import Organisation, OrganisationRole, Team, TeamMembership
from privacy import phrases
from privacy.scope import Scope, scope_of

if TYPE_CHECKING:
    from cases.models import Case

COLUMNS = ("id", "at", "stream", "actor_kind", "actor_id", "verb", "organisation_id", "detail")
PREPARED = ("documents.job_asked", "documents.download_job")
KINDS = (
    ("done", _("A change")),
    ("seen", _("A reading")),
    ("taken", _("A document")),
    ("refused", _("A refusal")),
)
LOOKS = {"done": ("pen", "run"), "seen": ("eye", "calm"), "taken": ("download", "wait"), "refused": ("no", "late")}


SOMEBODY = gettext_noop("Somebody")
NAMELESS = {ActorKind.CLOCK: gettext_noop("Cordée, by the clock"), ActorKind.LINK: gettext_noop("Somebody, by link")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the record: a period of whole days, a person, a kind. Empty: everything."""

    since: dt.date | None = None
    until: dt.date | None = None
    person: str = ""
    what: str = ""

    def params(self) -> dict[str, str]:
        """What is given, as a form or a job takes it."""
        return {name: str(value) for name, value in asdict(self).items() if value}

    def condition(self, stream: str) -> Q:
        found = Q(actor_id=self.person) if self.person else Q()
        if self.since:
            found &= Q(at__gte=clock.end_of(self.since - clock.DAY))
        if self.until:
            found &= Q(at__lt=clock.end_of(self.until))
        return found & of_kind(self.what, stream)


def of_kind(kind: str, stream: str) -> Q:
    refused, prepared = Q(detail__has_key="refused"), Q(verb__in=PREPARED)
    match kind:
        case "done":
            return ~prepared if stream == "event" else Q(pk=None)
        case "seen":
            return ~refused & ~prepared if stream == "view" else Q(pk=None)
        case "taken":
            return prepared & ~refused
        case "refused":
            return refused if stream == "view" else Q(pk=None)
    return Q()


@dataclass(frozen=True, slots=True)
class Line:
    """One row in words."""

    at: dt.datetime
    who: str
    association: str
    what: str
    about: str
    """the team or association concerned, if any"""
    kind: str
    verb: str

    @property
    def icon(self) -> str:
        return LOOKS[self.kind][0]

    @property
    def tone(self) -> str:
        return LOOKS[self.kind][1]

    @property
    def kind_label(self) -> str:
        return str(dict(KINDS)[self.kind])


def rows_of(case: Case, reader: User, wanted: Wanted) -> QuerySet[Any, Any]:
    """The rows this reader sees, newest first."""
    scope = scope_of(case, reader)
    events, views = (stream_rows(stream, case, scope, wanted) for stream in STREAMS)
    found: QuerySet[Any, Any] = events.union(views, all=True).order_by("-at", "stream", "-id")
    return found


def stream_rows(stream: str, case: Case, scope: Scope, wanted: Wanted) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = STREAMS[stream]._default_manager.filter(
        scope.rows(), wanted.condition(stream), case_id=case.pk
    )
    told: QuerySet[Any, Any] = rows.annotate(stream=Value(stream)).values(*COLUMNS)
    return told


def actors_of(case: Case, reader: User) -> list[User]:
    """Everybody named in what this reader sees of the record: the choices of its filter."""
    scope = scope_of(case, reader)
    ids: set[UUID | None] = set()
    for model in STREAMS.values():
        rows = model._default_manager.filter(scope.rows(), case_id=case.pk, actor_kind=ActorKind.USER)
        ids |= set(rows.order_by().values_list("actor_id", flat=True).distinct())
    return list(User.objects.filter(pk__in=[pk for pk in ids if pk]).order_by("full_name", "pk"))


def lines_of(rows: Iterable[dict[str, Any]]) -> list[Line]:
    """Rows in words, in six queries at most, whatever their number."""
    found = list(rows)
    names = Names(found)
    return [line(row, names) for row in found]


def line(row: dict[str, Any], names: Names) -> Line:
    say = phrases.done if row["stream"] == "event" else phrases.seen
    who, association = names.actor(row)
    return Line(
        row["at"], who, association, say(row["verb"], row["detail"]), names.about(row), kind_of(row), row["verb"]
    )


def kind_of(row: dict[str, Any]) -> str:
    if "refused" in row["detail"]:
        return "refused"
    if row["verb"] in PREPARED:
        return "taken"
    return "done" if row["stream"] == "event" else "seen"


class Names:
    """Who and what the ids of some rows are: accounts, the associations they belonged to, teams."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        actors = {row["actor_id"] for row in rows if row["actor_id"]}
        self.people = User.objects.in_bulk(actors)
        self.belonging = belonging(actors)
        by_link = [row["actor_id"] for row in rows if row["actor_kind"] == ActorKind.LINK]
        self.links = dict(CaseLink.objects.filter(pk__in=by_link).values_list("pk", "kind")) if by_link else {}
        self.teams = Team.objects.select_related("organisation").in_bulk(
            {team for row in rows if (team := row["detail"].get("team"))}
        )
        self.organisations = Organisation.objects.in_bulk({pk for row in rows if (pk := concerned(row))})

    def actor(self, row: dict[str, Any]) -> tuple[str, str]:
        """The name, and the associations they belonged to when they acted."""
        person, kind = self.people.get(row["actor_id"]), self.links.get(row["actor_id"])
        if kind is not None:
            return gettext("%(who)s, by link") % {"who": CaseLink.Kind(kind).label.capitalize()}, ""
        if person is None:
            return gettext(NAMELESS.get(row["actor_kind"], SOMEBODY)), ""
        then = [name for name, since, until in self.belonging[person.pk] if since <= row["at"] < until]
        return person.full_name, ", ".join(dict.fromkeys(then))

    def about(self, row: dict[str, Any]) -> str:
        team, organisation = row["detail"].get("team"), concerned(row)
        found = self.teams.get(UUID(team)) if team else self.organisations.get(UUID(organisation or "0" * 32))
        return str(found or "")


def concerned(row: dict[str, Any]) -> str:
    """The id of the association a row is about."""
    return str(row["organisation_id"] or row["detail"].get("organisation") or "")


def belonging(actors: set[UUID]) -> dict[UUID, list[tuple[str, dt.datetime, dt.datetime]]]:
    """By account: association, from, until."""
    found: dict[UUID, list[tuple[str, dt.datetime, dt.datetime]]] = defaultdict(list)
    dates = ("valid_from", "valid_until")
    members = TeamMembership.objects.filter(user__in=actors).order_by("valid_from", "pk")
    officers = OrganisationRole.objects.filter(user__in=actors).order_by("valid_from", "pk")
    for user, *tie in members.values_list("user", "team__organisation__name", *dates):
        found[user].append((tie[0], tie[1], tie[2]))
    for user, *tie in officers.values_list("user", "organisation__name", *dates):
        found[user].append((tie[0], tie[1], tie[2]))
    return found

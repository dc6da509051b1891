"""The one predicate: a database view, one row for each way in that holds now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.expressions import ExpressionWrapper

from cases import predicate
from common.areas import Area, Level
from organisations.models import Team

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from accounts.models import User
    from cases.models.case import Case


class AccessQuerySet(models.QuerySet["Access"]):
    def detailed(self) -> Self:
        """The ways in that show a `general` coordination item, and with it the details of an identity."""
        deep = F("coordination_areas").bitand(Value(int(Area.GENERAL)))  # type: ignore[arg-type]
        return self.alias(deep=ExpressionWrapper(deep, output_field=models.IntegerField())).filter(deep__gt=0)


class Access(models.Model):
    """A way into a file: this person, by this membership's team, for these areas, now. Read-only."""

    case = models.ForeignKey("cases.Case", models.DO_NOTHING, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    team = models.ForeignKey(Team, models.DO_NOTHING, related_name="+")
    practical_areas = models.IntegerField()
    coordination_areas = models.IntegerField()
    is_bound = models.BooleanField()

    objects = AccessQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "cases_access"

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"

    def shows(self, item: Any) -> bool:
        """Whether this way in shows an item, or a row of its history, by that row's own area and level."""
        if item.level == Level.COORDINATION:
            return bool(self.coordination_areas & item.area)
        if item.level == Level.RESTRICTED:
            return self.is_bound and self.team_id == item.author_team_id and bool(self.practical_areas & item.area)
        return bool(self.practical_areas & item.area)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see of one file through all their ways in: the areas, and whether one way is bound."""

    areas: int = 0
    is_bound: bool = False
    sees_details: bool = False
    """Whether a `general` coordination item shows: what of an identity is not for whoever opens the file."""
    teams: tuple[Team, ...] = ()


def sight(user: User, case: Case) -> Sight:
    """In one query. For choices offered in a form; what is shown is filtered by `visible_to`, item by item."""
    ways = list(Access.objects.filter(case=case, user_id=user.pk).select_related("team__organisation").order_by("pk"))
    areas = 0
    for way in ways:
        areas |= way.practical_areas
    return Sight(
        areas,
        any(way.is_bound for way in ways),
        any(way.coordination_areas & Area.GENERAL for way in ways),
        tuple({way.team_id: way.team for way in ways}.values()),
    )


class ShowsItem(Func):
    """Whether one of a person's ways in shows the row: its SQL is written in `cases.predicate`.

    A page asks this of eight tables: built from querysets it would cost more time than the database takes to answer.
    `seat` names the column of the seat that shows the row by itself.
    """

    COLUMNS = ("case", "area", "level", "author", "author_team")
    output_field = models.BooleanField()

    def __init__(self, user_id: UUID, *, seat: str = "") -> None:
        super().__init__(Value(user_id, models.UUIDField()), *self.COLUMNS, *([seat] if seat else []))

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> tuple[str, Any]:
        (user, params), *columns = [compiler.compile(source) for source in self.get_source_expressions()]
        names = [name for name, _none in columns]
        also = f"w.id = {names.pop()}" if len(names) > len(self.COLUMNS) else ""
        return predicate.shows_item(user, also=also, **dict(zip(self.COLUMNS, names, strict=True))), params

"""What an author marks for the young person or the representatives, and the one predicate of their links."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from cases import predicate
from cases.models.case import Case
from cases.models.links import CaseLink
from common import clock
from common.facts import Span, SpanQuerySet, span_in_order
from people.models import YoungPerson

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class MarkQuerySet(SpanQuerySet["Mark"]):
    def of(self, item: Any) -> Self:
        """Those on one item, the newest last."""
        return self.filter(case=item.case_id, item=item.pk).order_by("valid_from", "pk")


class Mark(Span):
    """Set by hand by an item's author: kept for a talk with the young person; hidden from, or shown to, whoever holds
    parental authority. It is about the item whatever becomes of it, and of what the thread says of it."""

    class Reader(models.TextChoices):
        YOUNG_PERSON = CaseLink.Kind.YOUNG_PERSON.value, _("the young person")
        REPRESENTATIVE = CaseLink.Kind.REPRESENTATIVE.value, _("the holders of parental authority")

    class Effect(models.TextChoices):
        HIDDEN = "hidden", _("hidden")
        SHOWN = "shown", _("shown")

    class Reason(models.TextChoices):
        HARD_NEWS = "hard_news", _("hard news, to be told face to face")
        EXPLAINED = "explained", _("needs to be explained by whoever knows it")
        WISH = "wish", _("the young person asks for it")
        PRIVATE = "private", _("it belongs to the young person’s private life")
        SAFETY = "safety", _("somebody’s safety")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="marks")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+", editable=False)
    item = models.UUIDField(help_text="of whatever kind")
    reader = models.CharField(_("for whom"), max_length=16, choices=Reader)
    effect = models.CharField(_("what it does"), max_length=6, choices=Effect)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark for a person concerned")
        constraints = [
            span_in_order("mark_in_order"),
            models.CheckConstraint(
                condition=Q(effect="hidden") & ~Q(reason="") | Q(effect="shown", reason=""),
                name="mark_hides_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reader="young_person") | Q(effect="hidden", valid_until__lt=clock.FOREVER),
                name="kept_from_the_young_person_for_a_time",
            ),
        ]
        indexes = [models.Index(fields=["case", "item"], name="mark_of_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.reader} {self.effect}"


class ShowsToLink(models.Func):
    """Whether a link of a person concerned shows the row: its SQL is written in `cases.predicate`."""

    output_field = models.BooleanField()

    def __init__(self, link: CaseLink, model: type[models.Model]) -> None:
        today = Value(clock.today(), models.DateField())
        item = "pk" if hasattr(model, "person") else "object_id"
        super().__init__(Value(link.pk, models.UUIDField()), today, "case", item, "area", "level")
        self.says_where: bool = model.says_where  # type: ignore[attr-defined]
        self.by_the_rule = link.is_read_by_the_rule()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> tuple[str, Any]:
        compiled = [compiler.compile(source) for source in self.get_source_expressions()]
        link, today, case, item, area, level = (sql for sql, _params in compiled)
        names = {"case": case, "item": item, "area": area, "level": level, "today": today}
        now = clock.database_now(connection.vendor)
        sql = predicate.shows_to_link(link, now, by_the_rule=self.by_the_rule, says_where=self.says_where, **names)
        return sql, [*compiled[1][1], *compiled[0][1]]

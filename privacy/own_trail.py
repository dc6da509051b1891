"""Who looked at a file, as the young person reads it: each day once, the person, their association, the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q, Value
from django.db.models.functions import TruncDate

from audit.models import ActorKind, View
from cases.models import CaseLink, EmergencyAccess
from privacy.trail import COLUMNS

if TYPE_CHECKING:
    from django.db.models import QuerySet


def looks_at(link: CaseLink) -> QuerySet[Any, Any]:
    """By day, reader and page, the newest first. Refusals showed nothing; one's own reading is no news."""
    mine = CaseLink.objects.filter(case=link.case_id, kind=link.kind)
    readers = Q(actor_kind=ActorKind.USER) | (Q(actor_kind=ActorKind.LINK) & ~Q(actor_id__in=mine.values("pk")))
    rows = View.objects.filter(readers, case_id=link.case_id).exclude(detail__has_key="refused")
    days = rows.annotate(day=TruncDate("at")).values("day", "actor_id", "verb")
    once = days.annotate(last=Max("id")).order_by().values("last")
    found: QuerySet[Any, Any] = View.objects.filter(pk__in=once).annotate(stream=Value("view")).values(*COLUMNS)
    return found.order_by("-at", "-id")


def emergencies_of(link: CaseLink) -> list[EmergencyAccess]:
    """That it happened, when, for which association, its coded reason: not the words written then."""
    rows = EmergencyAccess.objects.filter(case=link.case_id).select_related("team__organisation")
    return list(rows.order_by("-valid_from", "pk"))

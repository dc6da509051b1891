"""What data protection officers are told: an objection made by link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.registry import Line, resolver
from privacy.access import recorded

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice


@resolver("cases.objection_told")
def about_objections(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.case_id for notice in notices if notice.case_id]
    seen = set(recorded(reader).filter(pk__in=ids).values_list("pk", flat=True))
    text = _("A person concerned objects by link to an agreement to share")
    return {
        notice.pk: Line(text, reverse("privacy:who_saw", args=[notice.case_id]))
        for notice in notices
        if notice.case_id in seen
    }

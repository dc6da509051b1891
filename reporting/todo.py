"""What waits for whoever steers: figures that are not nought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.todo import Todo, register
from organisations.standing import standing
from reporting.figures import FIGURES

if TYPE_CHECKING:
    from common.http import SignedInRequest


@register
def steering(request: SignedInRequest) -> Iterator[Todo]:
    """Files without a lead, reviews overdue, referrals unanswered: each opens its rows."""
    if not standing(request).is_manager:
        return
    for key, icon in (("no-lead", "alert"), ("review-overdue", "calendar"), ("referral-unanswered", "inbox")):
        figure = FIGURES[key]
        if count := figure.rows(request.user).count():
            files = ngettext("%(count)s file", "%(count)s files", count) % {"count": count}
            url = reverse("reporting:own_rows", args=[key])
            yield Todo(icon, str(figure.label).capitalize(), files, url, _("See the files"))

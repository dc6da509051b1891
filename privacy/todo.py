"""What a data protection officer may want to look at: somebody was refused a file that their association leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.models import View
from common import clock
from common.todo import Todo, register
from organisations.models import OrganisationRole
from organisations.standing import standing
from privacy.access import recorded

if TYPE_CHECKING:
    from common.http import SignedInRequest

RECENT = dt.timedelta(days=7)


@register
def refusals(request: SignedInRequest) -> Iterator[Todo]:
    """File by file, those of the last days."""
    if not standing(request).is_dpo:
        return
    led = recorded(request.user).filter(
        leading_organisation__in=OrganisationRole.objects.protecting(request.user).values("organisation")
    )
    rows = View.objects.filter(detail__has_key="refused", at__gt=clock.now() - RECENT, case_id__in=led.values("pk"))
    counts = dict(rows.order_by().values_list("case_id").annotate(count=Count("pk")))
    for case_id, reference in led.filter(pk__in=counts).order_by("reference").values_list("pk", "reference"):
        count = counts[case_id]
        text = ngettext("An access was refused this week", "%(count)s accesses were refused this week", count)
        url = f"{reverse('privacy:who_saw', args=[case_id])}?what=refused"
        yield Todo("no", text % {"count": count}, reference, url, _("See the record"))

"""Why can I see this? Who can see what?"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from cases.explaining import holders_of, outside_of, readers_of, readers_of_item, reasons_for
from cases.models import Case, CaseItem
from common.access import requires
from common.http import SignedInRequest, render_page


def item_why(request: SignedInRequest, item: CaseItem) -> HttpResponse:
    """The facts that show this item to this reader, in words and with their dates."""
    leads = request.user.has_perm("cases.see_circle", item.case)
    context = {
        "item": item,
        "case": item.case,
        "reasons": reasons_for(item, request.user),
        "readers": readers_of_item(item) if leads else [],
        "holders": holders_of(item) if leads else [],
    }
    return render_page(request, "cases/item_why.html", context)


@require_GET
@requires("cases.see_circle", on=Case)
def who_can_see(request: SignedInRequest, case: Case) -> HttpResponse:
    """For the lead: every person who may open the file today and how far they see; who may not, and what is missing."""
    context = {"case": case, "readers": readers_of(case), "outside": outside_of(case)}
    return render_page(request, "cases/who_can_see.html", context)

"""The list of files, the page of one young person, a new file, its history."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import files
from cases.forms.person import OpenCaseForm
from cases.listing import CaseFilter, search_cases, searched_too_often
from cases.models import Case
from cases.reading import read_case
from common import panels
from common.access import requires
from common.http import SignedInRequest, render_page
from common.pagination import page_of

SEGMENTS = ("goal", "due", "association", "mine")


@require_http_methods(["GET", "POST"])
@requires("cases.list_cases")
def case_list(request: SignedInRequest) -> HttpResponse:
    """One's files, by attention; a name is searched in the body of a POST."""
    text = request.POST.get("name", "").strip()[:100]
    filters = CaseFilter(request.GET)
    rows: QuerySet[Case] = search_cases(request.user, text) if text else filters.apply(request.user)
    page = page_of(rows, request)
    too_often = bool(text) and not page.object_list and searched_too_often(request.user)
    context = {"page": page, "filters": filters, "text": text, "too_often": too_often}
    return render_page(request, "cases/case_list.html", context, part="rows")


@require_GET
@requires("cases.view_case", on=Case)
def case_detail(request: SignedInRequest, case: Case) -> HttpResponse:
    """One young person: goals and open actions first, then what one looks up."""
    page = read_case(case, request.user)
    wanted = request.GET.get("by", "goal")
    by = wanted if wanted in SEGMENTS else "goal"
    context = {
        "page": page,
        "case": page.case,
        "person": page.case.person,
        "by": by,
        "groups": page.grouped(by),
        "head_panels": panels.rendered("case_head", request, page),
        "panels": panels.rendered("case", request, page),
        "side_panels": panels.rendered("case_side", request, page),
    }
    return render_page(request, "cases/case_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.open_case")
def case_open(request: SignedInRequest) -> HttpResponse:
    """A new file, in the name of one's own team."""
    form = OpenCaseForm(request.POST or None, opener=request.user)
    if request.method == "POST" and form.is_valid():
        case = files.open_case(
            by=request.user,
            new_id=form.cleaned_data["new_id"],
            team=form.cleaned_data["team"],
            identity=form.identity(),
            representatives=form.representatives(),
        )
        messages.success(request, _("The file is open. Next: the circle and the agreements to share."))
        return redirect("home" if not case.is_visible_to(request.user) else case)
    return render_page(request, "cases/case_open.html", {"form": form})

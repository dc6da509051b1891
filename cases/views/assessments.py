"""How each area of life goes: said again and again, seen side by side."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import plan
from cases.actions.circle import CircleRefusal
from cases.assessing import read_assessments
from cases.forms.assessments import AssessmentForm
from cases.models import Case
from cases.models.access import sight
from common.access import requires
from common.areas import NAMED, Area
from common.http import SignedInRequest, render_page


@require_GET
@requires("cases.list_assessments", on=Case)
def assessment_list(request: SignedInRequest, case: Case) -> HttpResponse:
    context = {"case": case, "pages": read_assessments(case, request.user)}
    return render_page(request, "cases/assessment_list.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.add_item", on=Case)
def assessment_add(request: SignedInRequest, case: Case, key: str, source: str) -> HttpResponse:
    """The guided page of one area, in the words of whoever marks it."""
    chosen = area_named(key)
    if not chosen & sight(request.user, case).areas:
        raise Http404
    form = AssessmentForm(request.POST or None, case=case, writer=request.user, area=chosen, source=source)
    if request.method == "POST" and form.is_valid():
        try:
            plan.add_assessment(case, by=request.user, **form.cleaned_data)
        except (plan.NotReadable, CircleRefusal) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is noted. You may do the same again later, and compare."))
            return redirect("cases:assessments", case.pk)
    context = {"form": form, "case": case, "area": chosen, "source": source}
    return render_page(request, "cases/assessment_add.html", context)


def area_named(name: str) -> Area:
    """Raises Http404 for what names none of the ten."""
    area = Area.__members__.get(name.upper(), Area(0))
    if not area & NAMED:
        raise Http404
    return area

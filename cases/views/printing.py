"""The plan, the same in plain words, and an agreement to share, on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from cases.jobs import AGREEMENT_PDF, OWN_PLAN_PDF, PLAN_PDF
from cases.models import Case, CaseLink, SharingRecipient
from common.access import requires
from common.http import SignedInRequest, render_page
from documents.actions import start_job


@require_http_methods(["GET", "POST"])
@requires("cases.print_plan", on=Case)
def plan_print(request: SignedInRequest, case: Case) -> HttpResponse:
    """What the document will hold; the button has it prepared."""
    if request.method == "POST":
        return redirect("documents:job", pk=start_job(PLAN_PDF, by=request.user, case=case).pk)
    return render_page(request, "cases/plan_print.html", {"case": case, "person": case.person})


@require_http_methods(["GET", "POST"])
@requires("cases.print_agreement", on=SharingRecipient)
def agreement_print(request: SignedInRequest, recipient: SharingRecipient) -> HttpResponse:
    """One association, in plain words: to read together and sign."""
    case = recipient.case
    if request.method == "POST":
        job = start_job(AGREEMENT_PDF, by=request.user, case=case, recipient=recipient.pk)
        return redirect("documents:job", pk=job.pk)
    return render_page(request, "cases/agreement_print.html", {"recipient": recipient, "case": case})


@require_http_methods(["GET", "POST"])
@requires("cases.print_own_plan", on=CaseLink)
def own_plan_print(request: SignedInRequest, link: CaseLink) -> HttpResponse:
    """What somebody reads by their link, to hand over to them."""
    if request.method == "POST":
        return redirect("documents:job", pk=start_job(OWN_PLAN_PDF, by=request.user, case=link.case, link=link.pk).pk)
    return render_page(request, "cases/own_plan_print.html", {"link": link, "case": link.case})

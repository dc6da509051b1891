"""Personal links as the lead sees them: given by mail or on paper, ended at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.actions import personal, words
from cases.actions.circle import CircleRefusal
from cases.forms.links import GiveLinkForm
from cases.forms.own import SettleRequestForm
from cases.models import Case, CaseLink, PersonalRequest
from cases.written import asked_about, in_words
from common.access import requires
from common.http import SignedInRequest, render_page

if TYPE_CHECKING:
    from cases.actions.personal import Given


@require_http_methods(["GET", "POST"])
@requires("cases.manage_links", on=Case)
def link_list(request: SignedInRequest, case: Case) -> HttpResponse:
    """The links in force; one more is mailed, or printed at once."""
    form = GiveLinkForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            given = personal.give_personal_link(case, by=request.user, **form.details())
        except CircleRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return sheet(request, given) if given.codes else sent(request, given)
    context = {"form": form, "case": case, "links": CaseLink.objects.held_in(case)}
    return render_page(request, "cases/link_list.html", context)


def sent(request: SignedInRequest, given: Given) -> HttpResponse:
    messages.success(request, _("The link is given. The one they held before opens nothing any more."))
    return redirect("cases:links", given.link.case_id)


def sheet(request: SignedInRequest, given: Given) -> HttpResponse:
    """To print now: no page shows it again."""
    address = request.build_absolute_uri(f"/lien/{given.token}/")
    context = {"link": given.link, "case": given.link.case, "codes": given.codes, "address": address}
    return render_page(request, "cases/link_sheet.html", context)


@require_GET
@requires("cases.see_requests", on=Case)
def request_list(request: SignedInRequest, case: Case) -> HttpResponse:
    """What the young person and the representatives asked by link, the open ones first."""
    rows = PersonalRequest.objects.filter(case=case).select_related("link__representative", "recipient__organisation")
    found = rows.order_by(F("settled_at").desc(nulls_first=True), "-created_at")
    return render_page(request, "cases/request_list.html", {"case": case, "requests": found})


@require_http_methods(["GET", "POST"])
@requires("cases.settle_request", on=PersonalRequest)
def request_settle(request: SignedInRequest, asked: PersonalRequest) -> HttpResponse:
    """The lead answers; whoever asked reads it on their page."""
    form = SettleRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            words.settle_request(asked, by=request.user, **form.cleaned_data)
        except CircleRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They read your answer on their page."))
            return redirect("cases:requests", asked.case_id)
    item = asked_about(asked, request.user)
    about = {"item": item, "words": in_words(item)} if item else {}
    context = {"form": form, "asked": asked, "case": asked.case} | about
    return render_page(request, "cases/request_settle.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.end_link", on=CaseLink)
def link_end(request: SignedInRequest, link: CaseLink) -> HttpResponse:
    """A telephone is lost or shared: the link is over at once, wherever it is open."""
    if request.method == "POST":
        personal.end_personal_link(link, by=request.user)
        messages.success(request, _("The link opens nothing any more."))
        return redirect("cases:links", link.case_id)
    return render_page(request, "cases/link_end.html", {"link": link, "case": link.case})


@require_POST
@requires("cases.end_link", on=CaseLink)
def link_sheet(request: SignedInRequest, link: CaseLink) -> HttpResponse:
    """A new sheet: the one before opens nothing any more."""
    try:
        return sheet(request, personal.print_sheet(link, by=request.user))
    except CircleRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:links", link.case_id)

"""The network's published figures, and the true ones of one's own association."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.access import requires
from common.http import SignedInRequest, render_page
from common.pagination import page_of
from reporting import actions, tables
from reporting.answers import answers_for
from reporting.figures import FIGURES, counted


@require_GET
@requires("reporting.see_coverage")
def coverage(request: SignedInRequest) -> HttpResponse:
    """Six groups of needs by territory, as last published; nothing below five."""
    return render_page(request, "reporting/coverage.html", {"table": tables.published_for(request.user)})


@require_GET
@requires("reporting.see_own")
def own(request: SignedInRequest) -> HttpResponse:
    """True figures, each opening its rows."""
    context = {"figures": counted(request.user), "table": tables.own_for(request.user)}
    return render_page(request, "reporting/own.html", context)


@require_GET
@requires("reporting.see_own")
def own_rows(request: SignedInRequest, key: str) -> HttpResponse:
    """The steering rows behind one figure: no name, no content."""
    if key not in FIGURES:
        raise Http404
    rows = FIGURES[key].rows(request.user).order_by("next_review_on", "reference")
    context = {"figure": FIGURES[key], "page": page_of(rows, request)}
    return render_page(request, "reporting/own_rows.html", context)


@require_GET
@requires("reporting.see_answers")
def answers(request: SignedInRequest) -> HttpResponse:
    """How referrals are answered: one's own association truly, others from five on."""
    return render_page(request, "reporting/answers.html", {"answers": answers_for(request.user)})


@require_POST
@requires("reporting.publish")
def publish(request: SignedInRequest) -> HttpResponse:
    """Last month's figures; the demo may end the present month early."""
    network = tables.network_of(request.user)
    try:
        if getattr(settings, "IS_DEMO", False):
            actions.publish_now(network, by=request.user)
        else:
            actions.publish_last_month(network, by=request.user)
        messages.success(request, _("The figures are published."))
    except actions.AlreadyPublished as refusal:
        messages.error(request, str(refusal))
    return redirect("reporting:coverage")

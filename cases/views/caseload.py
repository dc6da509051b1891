"""A whole caseload changes hands: on steering rows, without opening a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions.caseload import hand_over_caseload
from cases.caseload import caseloads, files_led
from cases.forms.circle import CaseloadForm
from common.access import requires
from common.http import SignedInRequest, render_page
from organisations.models import TeamMembership


@require_GET
@requires("cases.list_caseloads")
def caseload_list(request: SignedInRequest) -> HttpResponse:
    """Who leads how many files, in the teams one manages."""
    return render_page(request, "cases/caseload_list.html", {"rows": caseloads(request.user)})


@require_http_methods(["GET", "POST"])
@requires("cases.hand_over_caseload", on=TeamMembership)
def caseload_hand_over(request: SignedInRequest, membership: TeamMembership) -> HttpResponse:
    """All the files of one lead, or those ticked; those that could not be are listed with why."""
    led = files_led(membership, manager=request.user)
    form = CaseloadForm(request.POST or None, leaver=membership, led=led)
    left = []
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["cases"])
        to = form.cleaned_data["membership"]
        left = hand_over_caseload(chosen, leaver=membership, to=to, by=request.user)
        if done := len(chosen) - len(left):
            said = ngettext("%(done)s file is handed over.", "%(done)s files are handed over.", done)
            messages.success(request, said % {"done": done})
        if not left:
            return redirect("cases:caseloads")
    context = {"form": form, "membership": membership, "left": left}
    return render_page(request, "cases/caseload_hand_over.html", context)

"""A lead is away: declared by themselves from a file of theirs, or by a manager of their team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import covers
from cases.covering import covers_managed_by, lead_of
from cases.forms.covers import CoverForm
from cases.models import Case, LeadCover
from common.access import requires
from common.http import SignedInRequest, render_page
from organisations.models import TeamMembership

if TYPE_CHECKING:
    from accounts.models import User
    from organisations.models import Team


@require_http_methods(["GET", "POST"])
@requires("cases.declare_own_absence", on=Case)
def own_absence(request: SignedInRequest, case: Case) -> HttpResponse:
    """One's own, for all the files one leads in the name of the team of this one."""
    lead = lead_of(case)
    return declare(request, lead.user, lead.team, back=case.get_absolute_url())


@require_http_methods(["GET", "POST"])
@requires("cases.hand_over_caseload", on=TeamMembership)
def lead_absence(request: SignedInRequest, membership: TeamMembership) -> HttpResponse:
    """That of a lead of a team one manages."""
    return declare(request, membership.user, membership.team, back=reverse("cases:caseloads"))


def declare(request: SignedInRequest, lead: User, team: Team, *, back: str) -> HttpResponse:
    form = CoverForm(request.POST or None, lead=lead, team=team)
    if request.method == "POST" and form.is_valid():
        try:
            covers.declare_absence(lead, team, by=request.user, **form.cleaned_data)
        except covers.CoverRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted: both of you are told, and so are those who look at these files."))
            return redirect(back)
    declared = covers_managed_by(request.user).filter(lead=lead, team=team)
    context = {"form": form, "lead": lead, "team": team, "declared": declared, "back": back}
    return render_page(request, "cases/lead_absence.html", context)


@require_POST
@requires("cases.end_cover", on=LeadCover)
def cover_end(request: SignedInRequest, cover: LeadCover) -> HttpResponse:
    """Back, or not leaving after all."""
    covers.end_absence(cover, by=request.user)
    messages.success(request, _("The return is noted."))
    return redirect("home")

"""When nobody is there: declared for a team or a whole association, and ended earlier."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.access import requires
from common.http import SignedInRequest, render_page
from organisations.actions import absences
from organisations.forms import AbsenceForm
from organisations.models import Absence, Organisation, Team


@require_http_methods(["GET", "POST"])
@requires("organisations.declare_absence", on=Organisation)
def absence_declare(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """Of the whole association."""
    return declare(request, organisation)


@require_http_methods(["GET", "POST"])
@requires("organisations.declare_team_absence", on=Team)
def team_absence(request: SignedInRequest, team: Team) -> HttpResponse:
    """Of one team."""
    return declare(request, team)


def declare(request: SignedInRequest, of: Organisation | Team) -> HttpResponse:
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            absences.declare_absence(of, by=request.user, **form.cleaned_data)
        except absences.AbsenceRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Whoever refers somebody to you reads it before sending."))
            return redirect(home_of(of))
    context = {"form": form, "title": _("Declare an absence"), "submit": _("Declare this absence")}
    context["team" if isinstance(of, Team) else "organisation"] = of
    return render_page(request, "organisations/edit.html", context)


@require_POST
@requires("organisations.end_absence", on=Absence)
def absence_end(request: SignedInRequest, absence: Absence) -> HttpResponse:
    """Back, or not leaving after all."""
    absences.end_absence(absence, by=request.user)
    messages.success(request, _("Your return is noted: reminders come again from today."))
    return redirect(home_of(absence.team or absence.organisation))


def home_of(found: Organisation | Team) -> str:
    """The page on which the absences of a team, or of an association, are listed."""
    name = "organisations:team" if isinstance(found, Team) else "organisations:organisation"
    return reverse(name, args=[found.pk])

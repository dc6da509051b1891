"""Safety alerts of a file: seen together, their removal asked for by one person and answered by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import alerts
from cases.alerting import read_alerts
from cases.forms.alerts import AskRemovalForm
from cases.models import Case, SafetyAlert
from common.access import requires
from common.forms import AnswerForm
from common.http import SignedInRequest, render_page
from common.moves import IllegalMove


@require_GET
@requires("cases.list_alerts", on=Case)
def alert_list(request: SignedInRequest, case: Case) -> HttpResponse:
    """Those that stand, those to come, and those that are past."""
    current, past = read_alerts(case, request.user)
    return render_page(request, "cases/alert_list.html", {"case": case, "current": current, "past": past})


@require_http_methods(["GET", "POST"])
@requires("cases.ask_alert_removal", on=SafetyAlert)
def alert_remove(request: SignedInRequest, alert: SafetyAlert) -> HttpResponse:
    """The first of two says why; the alert stays meanwhile."""
    form = AskRemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            alerts.ask_removal(alert, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Asked: the alert stays until a second person has confirmed."))
        except IllegalMove as refusal:
            messages.error(request, str(refusal))
        return redirect(alert.where())
    return render_page(request, "cases/alert_remove.html", {"form": form, "alert": alert, "case": alert.case})


@require_http_methods(["GET", "POST"])
@requires("cases.answer_alert_removal", on=SafetyAlert)
def alert_answer(request: SignedInRequest, alert: SafetyAlert) -> HttpResponse:
    """The second of two confirms, or says that it must stay."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = alerts.confirm_removal if form.is_yes() else alerts.refuse_removal
        try:
            answer(alert, by=request.user)
            messages.success(request, _("Done: those concerned are told."))
        except (IllegalMove, alerts.AlertRefused) as refusal:
            messages.error(request, str(refusal))
        return redirect(alert.where())
    return render_page(request, "cases/alert_answer.html", {"form": form, "alert": alert, "case": alert.case})

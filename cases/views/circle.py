"""The circle: seats offered, answered, ended; the lead appointed or handed over; the file closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import circle, closing
from cases.forms.circle import CloseCaseForm, LeadForm, SeatForm
from cases.models import Case, CircleMembership
from common.access import requires
from common.areas import Level
from common.forms import AnswerForm
from common.http import SignedInRequest, render_page
from common.moves import IllegalMove
from organisations.standing import standing


@require_http_methods(["GET", "POST"])
@requires("cases.manage_circle", on=Case)
def seat_ask(request: SignedInRequest, case: Case) -> HttpResponse:
    """Offer a seat: function, purpose, areas, level. Until it is accepted the team sees only that."""
    form = SeatForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            circle.ask_seat(case, by=request.user, **form.cleaned_data)
        except circle.CircleRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The seat is offered. It counts once they accept it."))
            return back(request, case)
    return render_page(request, "cases/seat_ask.html", {"form": form, "case": case})


@require_http_methods(["GET", "POST"])
@requires("cases.answer_seat", on=CircleMembership)
def seat_answer(request: SignedInRequest, seat: CircleMembership) -> HttpResponse:
    """The asked team sees the terms, and accepts or declines; whoever comes after a colleague is told."""
    form = AnswerForm(request.POST or None)
    if not seat.is_asked():
        messages.info(request, _("This seat has already been answered."))
        return back(request, seat.case)
    if request.method == "POST" and form.is_valid():
        try:
            (circle.accept_seat if form.is_yes() else circle.decline_seat)(seat, by=request.user)
            messages.success(request, _("You are in the circle.") if form.is_yes() else _("The offer is declined."))
        except circle.CircleRefusal as refusal:
            messages.error(request, str(refusal))
        return back(request, seat.case)
    return render_page(request, "cases/seat_answer.html", {"form": form, "seat": seat, "case": seat.case})


@require_http_methods(["GET", "POST"])
@requires("cases.end_seat", on=CircleMembership)
def seat_end(request: SignedInRequest, seat: CircleMembership) -> HttpResponse:
    """The lead ends a seat: access goes at once."""
    if request.method == "POST":
        try:
            circle.end_seat(seat, by=request.user)
            messages.success(request, _("The seat is ended: its team no longer sees the file."))
        except circle.CircleRefusal as refusal:
            messages.error(request, str(refusal))
        return back(request, seat.case)
    return render_page(request, "cases/seat_end.html", {"seat": seat, "case": seat.case})


@require_POST
@requires("cases.leave_seat", on=CircleMembership)
def seat_leave(request: SignedInRequest, seat: CircleMembership) -> HttpResponse:
    """One's own team leaves the circle."""
    try:
        circle.end_seat(seat, by=request.user)
        messages.success(request, _("Your team has left the circle."))
    except circle.CircleRefusal as refusal:
        messages.error(request, str(refusal))
    return back(request, seat.case)


@require_http_methods(["GET", "POST"])
@requires("cases.hand_over", on=Case)
def lead_hand_over(request: SignedInRequest, case: Case) -> HttpResponse:
    """The lead names a successor among bound members seated for coordination."""
    seats = CircleMembership.objects.in_force().filter(case=case, level=Level.COORDINATION)
    return choose_lead(request, case, LeadForm(request.POST or None, seats=seats, but=request.user))


@require_http_methods(["GET", "POST"])
@requires("cases.appoint_lead", on=Case)
def lead_appoint(request: SignedInRequest, case: Case) -> HttpResponse:
    """A manager appoints a lead without opening the file."""
    return choose_lead(request, case, LeadForm(request.POST or None, team=case.leading_team_id))


def choose_lead(request: SignedInRequest, case: Case, form: LeadForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["membership"]
        try:
            circle.appoint_lead(case, user=chosen.user, team=chosen.team, by=request.user)
        except circle.CircleRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The new lead is appointed and told."))
            return back(request, case)
    context = {"form": form, "case": case, "back_url": way_back(request, case)}
    return render_page(request, "cases/lead_choose.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.close_case", on=Case)
def case_close(request: SignedInRequest, case: Case) -> HttpResponse:
    """The end of the support: the circle reads for 30 more days."""
    form = CloseCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closing.close_case(case, by=request.user, **form.cleaned_data)
            messages.success(request, _("The file is closed."))
        except IllegalMove as refusal:
            messages.error(request, str(refusal))
        return back(request, case)
    context = {"form": form, "case": case, "back_url": way_back(request, case)}
    return render_page(request, "cases/case_close.html", context)


def way_back(request: SignedInRequest, case: Case) -> str:
    """To the file for whoever may open it; a manager who steers it from outside comes from their figures."""
    if case.is_visible_to(request.user):
        return case.get_absolute_url()
    return reverse("reporting:own" if standing(request).is_manager else "home")


def back(request: SignedInRequest, case: Case) -> HttpResponse:
    return redirect(way_back(request, case))

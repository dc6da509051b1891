"""Memberships and roles changed or ended; decisions of two people."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.access import requires
from common.forms import AnswerForm
from common.http import SignedInRequest, render_page
from organisations.actions import decisions, memberships
from organisations.forms import MembershipForm, ResetForm
from organisations.models import Decision, OrganisationRole, TeamMembership


@require_http_methods(["GET", "POST"])
@requires("organisations.change_membership", on=TeamMembership)
def membership_change(request: SignedInRequest, membership: TeamMembership) -> HttpResponse:
    """Role and function at once; a secrecy newly declared waits for a second person."""
    initial = {"role": membership.role, "job_title": membership.job_title, "bound": membership.is_bound}
    form = MembershipForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        terms = form.terms()
        declared = terms["is_bound"] and not membership.is_bound
        try:
            kept = {"is_bound": False} if declared else {}
            now = memberships.change_membership(membership=membership, by=request.user, **terms | kept)
        except memberships.MembershipRefusal as refusal:
            messages.error(request, str(refusal))
            return redirect("organisations:team", membership.team_id)
        if declared:
            decisions.ask_decision(kind=Decision.Kind.BOUND, about=now, by=request.user)
        messages.success(request, asked() if declared else _("The membership is up to date."))
        return redirect("organisations:team", membership.team_id)
    context = {"form": form, "membership": membership, "team": membership.team}
    return render_page(request, "organisations/membership_change.html", context)


def asked() -> str:
    return _("Saved. A second person must now confirm: they are told.")


@require_http_methods(["GET", "POST"])
@requires("organisations.change_membership", on=TeamMembership)
def membership_end(request: SignedInRequest, membership: TeamMembership) -> HttpResponse:
    """Signed out at once, everywhere."""
    if request.method == "POST":
        memberships.end_membership(membership=membership, by=request.user)
        messages.success(request, _("The membership is ended: they are signed out and see nothing any more."))
        return redirect("organisations:team", membership.team_id)
    return render_page(request, "organisations/membership_end.html", {"found": membership})


@require_http_methods(["GET", "POST"])
@requires("organisations.end_role", on=OrganisationRole)
def role_end(request: SignedInRequest, role: OrganisationRole) -> HttpResponse:
    if request.method == "POST":
        memberships.end_role(role=role, by=request.user)
        messages.success(request, _("The role is ended."))
        return redirect("organisations:organisation", role.organisation_id)
    return render_page(request, "organisations/membership_end.html", {"found": role})


@require_http_methods(["GET", "POST"])
@requires("organisations.ask_decision", on=TeamMembership)
def member_reset(request: SignedInRequest, membership: TeamMembership) -> HttpResponse:
    """A member's telephone is lost."""
    return reset_asked(request, membership, back=reverse("organisations:team", args=[membership.team_id]))


@require_http_methods(["GET", "POST"])
@requires("organisations.end_role", on=OrganisationRole)
def holder_reset(request: SignedInRequest, role: OrganisationRole) -> HttpResponse:
    """The same for an administrator or a data protection officer."""
    return reset_asked(request, role, back=reverse("organisations:organisation", args=[role.organisation_id]))


def reset_asked(request: SignedInRequest, about: TeamMembership | OrganisationRole, *, back: str) -> HttpResponse:
    """A second person confirms before the next sign-in sets up a new second factor."""
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, reason = Decision.Kind.SECOND_FACTOR, form.cleaned_data["reason"]
        decisions.ask_decision(kind=kind, about=about, by=request.user, reason=reason)
        messages.success(request, asked())
        return redirect(back)
    return render_page(request, "organisations/reset_ask.html", {"form": form, "found": about, "back_url": back})


@require_http_methods(["GET", "POST"])
@requires("organisations.settle_decision", on=Decision)
def decision(request: SignedInRequest, decision: Decision) -> HttpResponse:
    """What is asked, for whom, by whom: confirm or refuse."""
    form = AnswerForm(request.POST or None)
    if decision.outcome:
        messages.info(request, _("This has already been settled."))
        return redirect("home")
    if request.method == "POST" and form.is_valid():
        try:
            decisions.settle_decision(decision=decision, confirmed=form.is_yes(), by=request.user)
            messages.success(request, _("It is done.") if form.is_yes() else _("It is refused."))
        except (decisions.DecisionRefusal, memberships.MembershipRefusal) as refusal:
            messages.error(request, str(refusal))
        return redirect("home")
    return render_page(request, "organisations/decision.html", {"form": form, "decision": decision})

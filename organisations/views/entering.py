"""Invitations: sent, sent again, cancelled; and the page their link opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from common.access import public, requires
from common.http import SignedInRequest, render_page
from organisations.access import administered
from organisations.actions import invitations
from organisations.actions.invitations import InvitationRefusal
from organisations.forms import AcceptForm, InviteMemberForm, InviteToRoleForm
from organisations.models import Invitation, Organisation, Team


@require_http_methods(["GET", "POST"])
@requires("organisations.invite_member", on=Team)
def member_invite(request: SignedInRequest, team: Team) -> HttpResponse:
    form = InviteMemberForm(request.POST or None, team=team)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite_member(team=team, by=request.user, **form.terms())
        except InvitationRefusal as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("The invitation is on its way. It is valid 14 days."))
            return redirect("organisations:team", team.pk)
    context = {"form": form, "team": team, "title": _("Invite somebody"), "submit": _("Send the invitation")}
    return render_page(request, "organisations/edit.html", context)


@require_http_methods(["GET", "POST"])
@requires("organisations.invite_to_role", on=Organisation)
def role_invite(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """An administrator or data protection officer; the network's administrator invites administrators only."""
    own = administered(request.user).filter(pk=organisation.pk).exists()
    form = InviteToRoleForm(request.POST or None, only_admins=not own)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite_to_role(organisation=organisation, by=request.user, **form.cleaned_data)
        except InvitationRefusal as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("The invitation is on its way. It is valid 14 days."))
            return redirect("organisations:organisation", organisation.pk) if own else redirect("organisations:network")
    context = {"form": form, "title": _("Invite into %(name)s") % {"name": organisation.name}}
    context |= {"organisation": organisation} if own else {}
    return render_page(request, "organisations/edit.html", context | {"submit": _("Send the invitation")})


@require_POST
@requires("organisations.change_invitation", on=Invitation)
def invitation_resend(request: SignedInRequest, invitation: Invitation) -> HttpResponse:
    try:
        invitations.resend_invitation(invitation=invitation, by=request.user)
        messages.success(request, _("A new link is on its way; the one before opens nothing any more."))
    except InvitationRefusal as refusal:
        messages.error(request, str(refusal))
    return back(invitation, request)


@require_POST
@requires("organisations.change_invitation", on=Invitation)
def invitation_cancel(request: SignedInRequest, invitation: Invitation) -> HttpResponse:
    try:
        invitations.cancel_invitation(invitation=invitation, by=request.user)
        messages.success(request, _("The invitation is cancelled."))
    except InvitationRefusal as refusal:
        messages.error(request, str(refusal))
    return back(invitation, request)


def back(invitation: Invitation, request: SignedInRequest) -> HttpResponse:
    """To the page the invitation is listed on."""
    if invitation.team_id:
        return redirect("organisations:team", invitation.team_id)
    own = administered(request.user).filter(invitations=invitation).first()
    if own is not None:
        return redirect("organisations:organisation", own.pk)
    return redirect("organisations:network")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link opens. Reading it changes nothing: a scanner's visit does not accept."""
    found = Invitation.objects.with_token(token).select_related("team__organisation", "organisation", "network").first()
    if found is None:
        return render_page(request, "organisations/invitation_over.html", status=404)
    if request.user.is_authenticated or User.objects.filter(email=found.email, is_active=True).exists():
        return join(request, found)
    form = AcceptForm(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        return accepted(request, found, _("Your account is open: sign in."), "account_login", **form.cleaned_data)
    return render_page(request, "organisations/invitation.html", {"form": form, "invitation": found})


def join(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Whoever has an account confirms, signed in to it; another's is signed out first."""
    is_theirs = request.user.is_authenticated and request.user.email == found.email
    if request.method == "POST" and is_theirs:
        said = _("Welcome: what you may now see is in the menu.")
        return accepted(request, found, said, "home", user=request.user)
    return render_page(request, "organisations/invitation.html", {"invitation": found, "is_theirs": is_theirs})


def accepted(request: HttpRequest, found: Invitation, said: str, then: str, **entering: Any) -> HttpResponse:
    """Entered; or, when somebody was faster, the page that says the link is over."""
    try:
        invitations.accept_invitation(invitation=found, **entering)
    except InvitationRefusal:
        return render_page(request, "organisations/invitation_over.html", status=404)
    messages.success(request, said)
    return redirect(then)

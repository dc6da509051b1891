"""The network's associations; one association, its teams."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from common.access import requires
from common.http import SignedInRequest, render_page
from common.pagination import page_of
from organisations.access import administered, coordinated, steered_organisations
from organisations.actions import invitations, structure
from organisations.forms import (
    AddressForm,
    AssociationForm,
    NewTeamForm,
    OrganisationForm,
    ReviewPaceForm,
    TeamForm,
)
from organisations.models import Organisation, Team
from organisations.reading import read_network, read_organisation, read_team


@require_GET
@requires("organisations.see_network")
def network(request: SignedInRequest) -> HttpResponse:
    """Its associations, and whether somebody administers each."""
    found = coordinated(request.user).order_by("name")[0]
    page = page_of(read_network(found), request)
    return render_page(request, "organisations/network.html", {"network": found, "page": page})


@require_http_methods(["GET", "POST"])
@requires("organisations.create_organisation")
def organisation_create(request: SignedInRequest) -> HttpResponse:
    """A new association; its administrator is invited at the same time."""
    found = coordinated(request.user).order_by("name")[0]
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, once = form.cleaned_data.pop("email"), {"by": request.user, "new_id": form.cleaned_data.pop("new_id")}
        try:
            made = structure.create_organisation(network=found, **form.cleaned_data, **once)
            invitations.invite_to_role(organisation=made, role="admin", email=email, **once)
        except (structure.NameTaken, invitations.InvitationRefusal) as refusal:
            form.add_error("name" if isinstance(refusal, structure.NameTaken) else "email", str(refusal))
        else:
            messages.success(request, _("The association is created, its administrator is invited."))
            return redirect("organisations:network")
    context = {"form": form, "title": _("Create an association"), "submit": _("Create and invite")}
    return render_page(request, "organisations/edit.html", context)


@require_http_methods(["GET", "POST"])
@requires("organisations.create_organisation")
def association_record(request: SignedInRequest) -> HttpResponse:
    """An association without an account, and the team that answers by link."""
    found = coordinated(request.user).order_by("name")[0]
    form = AssociationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            structure.record_association(network=found, by=request.user, **form.cleaned_data)
        except structure.NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The association is recorded. Another party notes its signature on paper."))
            return redirect("organisations:network")
    context = {"form": form, "title": _("Record an association without an account"), "submit": _("Record it")}
    return render_page(request, "organisations/edit.html", context)


@require_http_methods(["GET", "POST"])
@requires("organisations.correct_address", on=Organisation)
def address_correct(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """Links sent to the address before open nothing any more."""
    form = AddressForm(request.POST or None, initial={"email": organisation.email})
    if request.method == "POST" and form.is_valid():
        structure.correct_address(organisation=organisation, by=request.user, **form.cleaned_data)
        messages.success(request, _("The address is corrected. Links sent to another one open nothing any more."))
        return redirect("organisations:network")
    title = _("Address of %(name)s") % {"name": organisation.name}
    context = {"form": form, "title": title, "submit": _("Save the address")}
    return render_page(request, "organisations/edit.html", context)


@require_GET
@requires("organisations.list_organisations")
def organisation_list(request: SignedInRequest) -> HttpResponse:
    """The reader's own; the only one opens at once."""
    found = list(steered_organisations(request.user).order_by("name"))
    if len(found) == 1:
        return redirect("organisations:organisation", found[0].pk)
    return render_page(request, "organisations/organisation_list.html", {"organisations": found})


@require_GET
@requires("organisations.view_organisation", on=Organisation)
def organisation_detail(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """Teams, roles, invitations, decisions to take."""
    administers = administered(request.user).filter(pk=organisation.pk).exists()
    page = read_organisation(organisation, request.user, administers=administers)
    return render_page(request, "organisations/organisation_detail.html", {"page": page, "administers": administers})


@require_http_methods(["GET", "POST"])
@requires("organisations.set_review_pace", on=Organisation)
def review_pace(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """How often the plans the association leads are reviewed."""
    form = ReviewPaceForm(request.POST or None, initial={"months": organisation.review_pace})
    if request.method == "POST" and form.is_valid():
        structure.set_review_pace(organisation, by=request.user, **form.cleaned_data)
        messages.success(request, _("From now on reviews fall due at this pace."))
        return redirect("organisations:organisation", organisation.pk)
    context = {"form": form, "organisation": organisation, "title": _("Pace of reviews"), "submit": _("Keep this pace")}
    return render_page(request, "organisations/edit.html", context)


@require_http_methods(["GET", "POST"])
@requires("organisations.add_team", on=Organisation)
def team_add(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    form = NewTeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = structure.create_team(organisation=organisation, by=request.user, **form.cleaned_data)
        except structure.NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The team is created. Invite its members."))
            return redirect("organisations:team", team.pk)
    context = {"form": form, "organisation": organisation, "title": _("Create a team"), "submit": _("Create the team")}
    return render_page(request, "organisations/edit.html", context)


@require_GET
@requires("organisations.view_team", on=Team)
def team_detail(request: SignedInRequest, team: Team) -> HttpResponse:
    """Members, and who is invited."""
    administers = administered(request.user).filter(pk=team.organisation_id).exists()
    return render_page(
        request, "organisations/team_detail.html", {"page": read_team(team), "team": team, "administers": administers}
    )


@require_http_methods(["GET", "POST"])
@requires("organisations.change_team", on=Team)
def team_rename(request: SignedInRequest, team: Team) -> HttpResponse:
    form = TeamForm(request.POST or None, initial={"name": team.name})
    if request.method == "POST" and form.is_valid():
        try:
            structure.rename_team(team=team, by=request.user, **form.cleaned_data)
        except structure.NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The team has its new name."))
            return redirect("organisations:team", team.pk)
    context = {"form": form, "organisation": team.organisation, "title": _("Rename the team"), "submit": _("Rename")}
    return render_page(request, "organisations/edit.html", context)


@require_http_methods(["GET", "POST"])
@requires("organisations.change_team", on=Team)
def team_dissolve(request: SignedInRequest, team: Team) -> HttpResponse:
    """Says what it does, then does it."""
    if request.method == "POST":
        structure.dissolve_team(team=team, by=request.user)
        messages.success(request, _("The team is dissolved: its members see nothing through it any more."))
        return redirect("organisations:organisation", team.organisation_id)
    return render_page(request, "organisations/team_dissolve.html", {"team": team})

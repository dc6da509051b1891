"""Who holds parental authority: recorded, corrected, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.forms.family import AddRepresentativeForm, ChangeRepresentativeForm, EndRepresentativeForm
from cases.models import Case
from common.access import requires
from common.history import StaleVersion
from common.http import SignedInRequest, render_page
from people import actions
from people.models import LegalRepresentative


@require_http_methods(["GET", "POST"])
@requires("cases.change_identity", on=Case)
def representative_add(request: SignedInRequest, case: Case) -> HttpResponse:
    """One more person with parental authority."""
    form = AddRepresentativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_representative(case.person, by=request.user, case_id=case.pk, **form.cleaned_data)
        messages.success(request, _("The change is saved."))
        return redirect(case)
    return render_page(request, "cases/representative_add.html", {"form": form, "case": case})


@require_http_methods(["GET", "POST"])
@requires("cases.change_representative", on=LegalRepresentative)
def representative_change(request: SignedInRequest, representative: Any) -> HttpResponse:
    """Name, capacity, contact, and whether the address is kept from them."""
    form = ChangeRepresentativeForm(request.POST or None, row=representative)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data | {"case_id": representative.case_id}
        try:
            actions.change_representative(representative, by=request.user, **facts)
        except StaleVersion:
            form.look_again()
        else:
            messages.success(request, _("The change is saved."))
            return redirect("cases:detail", pk=representative.case_id)
    context = {"form": form, "representative": representative}
    return render_page(request, "cases/representative_change.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.change_representative", on=LegalRepresentative)
def representative_end(request: SignedInRequest, representative: Any) -> HttpResponse:
    """Withdrawn, delegated, over: since when, and why."""
    form = EndRepresentativeForm(request.POST or None, row=representative)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data | {"case_id": representative.case_id}
        actions.end_representative(representative, by=request.user, **facts)
        messages.success(request, _("It is recorded: this person no longer holds parental authority."))
        return redirect("cases:detail", pk=representative.case_id)
    context = {"form": form, "representative": representative}
    return render_page(request, "cases/representative_end.html", context)

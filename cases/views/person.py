"""Who the young person is: corrected, and what it was before."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.forms.person import ChangeIdentityForm
from cases.identity import history_of_identity
from cases.models import Case
from common.access import requires
from common.history import StaleVersion
from common.http import SignedInRequest, render_page
from people import actions


@require_http_methods(["GET", "POST"])
@requires("cases.change_identity", on=Case)
def identity_change(request: SignedInRequest, case: Case) -> HttpResponse:
    """Names, birth, territory, contacts, how they live; somebody else's correction meanwhile is shown beside."""
    form = ChangeIdentityForm(request.POST or None, row=case.person)
    if request.method == "POST" and form.is_valid():
        version, identity = form.cleaned_data["version"], form.identity()
        try:
            actions.change_identity(case.person, by=request.user, case_id=case.pk, version=version, **identity)
        except StaleVersion:
            form.look_again()
        else:
            messages.success(request, _("The change is saved."))
            return redirect(case)
    return render_page(request, "cases/identity_change.html", {"form": form, "case": case})


@require_GET
@requires("cases.read_identity", on=Case)
def identity_history(request: SignedInRequest, case: Case) -> HttpResponse:
    """What was corrected, by whom, when."""
    context = {"case": case, "changes": history_of_identity(case)}
    return render_page(request, "cases/identity_history.html", context)

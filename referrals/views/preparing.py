"""On the way to a referral: which need, from a service or a file; then what the services asked want to know."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.models import Case
from common.access import requires
from common.history import StaleVersion
from common.http import SignedInRequest, render_page
from programs.models import Service
from referrals.actions.attaching import attach_documents
from referrals.actions.questions import answer_service
from referrals.attaching import AttachmentsForm, readers_of
from referrals.gates import needs_to_refer
from referrals.models import Referral
from referrals.question_forms import AnswersForm
from referrals.views.referrals import attempt


@require_GET
@requires("referrals.refer_to_service", on=Service)
def from_service(request: SignedInRequest, service: Service) -> HttpResponse:
    """For whom: the needs that this service serves, among those the reader may refer."""
    needs = needs_to_refer(request.user, code__in=service.needs.values("code"))
    return render_page(request, "referrals/need_choose.html", {"service": service, "needs": needs})


@require_GET
@requires("referrals.refer_from_file", on=Case)
def from_file(request: SignedInRequest, case: Case) -> HttpResponse:
    """From a goal or an action: every referral names a need."""
    needs = needs_to_refer(request.user, case=case)
    return render_page(request, "referrals/need_choose.html", {"case": case, "needs": needs})


@require_http_methods(["GET", "POST"])
@requires("referrals.send_referral", on=Referral)
def questions(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """Of the service asked, then of whoever is asked next."""
    form = AnswersForm(request.POST or None, row=referral)
    if request.method == "POST" and form.is_valid():
        details = {"answers": form.answers(), "version": form.cleaned_data["version"]}
        try:
            why = attempt(request, _("The answers are saved."), answer_service, referral, **details)
        except StaleVersion:
            form.look_again()
        else:
            if not why:
                return redirect(referral)
            form.add_error(None, why)
    return render_page(request, "referrals/referral_questions.html", {"form": form, "referral": referral})


@require_http_methods(["GET", "POST"])
@requires("referrals.send_referral", on=Referral)
def documents(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """Those that open on acceptance, one by one; of the others, what keeps them shut."""
    form = AttachmentsForm(request.POST or None, row=referral, sender=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = [UUID(pk) for pk in form.cleaned_data["documents"]]
        details = {"documents": chosen, "version": form.cleaned_data["version"]}
        try:
            why = attempt(request, _("The documents are noted."), attach_documents, referral, **details)
        except StaleVersion:
            form.look_again()
        else:
            if not why:
                return redirect(referral)
            form.add_error(None, why)
    context = {"form": form, "referral": referral, "readers": readers_of(referral)}
    return render_page(request, "referrals/referral_documents.html", context)

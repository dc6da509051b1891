"""Agreements to share and legal grounds: recorded, withdrawn, objected to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions import objections, scans, sharing
from cases.actions.circle import CircleRefusal
from cases.forms.sharing import AgreementForm, GroundForm, ObjectionForm, RecipientForm, SettleForm
from cases.models import Case, LegalGround, Objection, SharingRecipient
from cases.models.access import sight
from cases.views.circle import back
from common.access import requires
from common.http import SignedInRequest, render_page, waiting_page
from documents.intake import FileRefused


@require_http_methods(["GET", "POST"])
@requires("cases.manage_circle", on=Case)
def agreement_record(request: SignedInRequest, case: Case) -> HttpResponse:
    """Who agreed, how, and with whom what may be shared. A page that lacks one says for whom, and is gone back to."""
    writes, waiting = bool(sight(request.user, case).areas), waiting_page(request)
    form = AgreementForm(request.POST or None, request.FILES or None, writes=writes)
    asked = RecipientForm.asked(request.GET)
    recipient = RecipientForm(request.POST or None, case=case, prefix="recipient", initial=asked)
    if request.method == "POST" and form.is_valid() & recipient.is_valid():
        try:
            scans.record_agreement(case, recipients=[recipient.recipient()], by=request.user, **form.facts())
        except FileRefused as refusal:
            form.add_error("scan", str(refusal))
        except CircleRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The agreement is recorded."))
            return redirect(waiting) if waiting else back(request, case)
    context = {"form": form, "recipient": recipient, "case": case, "waiting": waiting}
    return render_page(request, "cases/agreement_record.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.withdraw_recipient", on=SharingRecipient)
def recipient_withdraw(request: SignedInRequest, recipient: SharingRecipient) -> HttpResponse:
    """One association loses access at once, on every path."""
    if request.method == "POST":
        sharing.withdraw_recipient(recipient, by=request.user)
        say_who_knows(request, recipient)
        return back(request, recipient.case)
    return render_page(request, "cases/recipient_withdraw.html", {"recipient": recipient, "case": recipient.case})


@require_http_methods(["GET", "POST"])
@requires("cases.manage_circle", on=Case)
def ground_record(request: SignedInRequest, case: Case) -> HttpResponse:
    """What the law allows without an agreement, with its article."""
    form = GroundForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        try:
            sharing.record_ground(
                case,
                recipient=form.recipient(),
                article=form.cleaned_data["article"],
                new_id=form.cleaned_data["new_id"],
                by=request.user,
            )
        except CircleRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The legal ground is recorded."))
            return back(request, case)
    return render_page(request, "cases/ground_record.html", {"form": form, "case": case})


@require_http_methods(["GET", "POST"])
@requires("cases.end_ground", on=LegalGround)
def ground_end(request: SignedInRequest, ground: LegalGround) -> HttpResponse:
    if request.method == "POST":
        sharing.end_ground(ground, by=request.user)
        say_who_knows(request, ground)
        return back(request, ground.case)
    return render_page(request, "cases/ground_end.html", {"ground": ground, "case": ground.case})


@require_http_methods(["GET", "POST"])
@requires("cases.record_objection", on=SharingRecipient)
def objection_record(request: SignedInRequest, recipient: SharingRecipient) -> HttpResponse:
    """A holder of parental authority objects: the association loses access at once, until it is settled."""
    form = ObjectionForm(request.POST or None, case=recipient.case)
    if request.method == "POST" and form.is_valid():
        try:
            objections.record_objection(recipient, by=request.user, **form.cleaned_data)
        except CircleRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            say_who_knows(
                request, recipient, _("The objection is recorded: this association sees nothing of the file.")
            )
            return back(request, recipient.case)
    context = {"form": form, "recipient": recipient, "case": recipient.case}
    return render_page(request, "cases/objection_record.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.settle_objection", on=Objection)
def objection_settle(request: SignedInRequest, objection: Objection) -> HttpResponse:
    """What comes of it, how, on what ground."""
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            objections.settle_objection(objection, by=request.user, **form.cleaned_data)
        except CircleRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The objection is settled."))
            return back(request, objection.case)
    context = {"form": form, "objection": objection, "case": objection.case}
    return render_page(request, "cases/objection_settle.html", context)


def say_who_knows(request: SignedInRequest, ended: SharingRecipient | LegalGround, done: str = "") -> None:
    """What one end has done, unless another agreement or ground still holds."""
    if sharing.still_knows(ended.case, ended.organisation_id):
        messages.warning(request, _("Ended. Another agreement or legal ground still lets this association know."))
    else:
        messages.success(request, done or _("Withdrawn: this association no longer sees anything of the file."))

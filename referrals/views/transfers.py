"""A transfer proposed with the list of what it changes, answered by the team asked, confirmed again, withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions.circle import CircleRefusal
from cases.forms.circle import LeadForm
from cases.models import Case
from cases.views.circle import way_back
from common.access import requires
from common.forms import Form
from common.http import SignedInRequest, render_page
from common.moves import IllegalMove
from common.pagination import page_of
from referrals.actions import transferring
from referrals.actions.transferring import TransferRefused
from referrals.forecast import forecast_of
from referrals.models import Transfer
from referrals.transfer_forms import ConfirmForm, DeclineForm, ProposeForm, TakeBackForm, TargetForm
from referrals.transfer_policy import Status
from referrals.transfer_reading import look, named_to, pending_of, read_transfer, transfers_of


@require_GET
@requires("referrals.list_transfers")
def transfer_list(request: SignedInRequest) -> HttpResponse:
    """Those asked of one's teams and those proposed by them, by reference."""
    page = page_of(transfers_of(request.user), request)
    context = {"page": page, "rows": [(transfer, look(transfer)) for transfer in page]}
    return render_page(request, "referrals/transfer_list.html", context)


@require_GET
@requires("referrals.view_transfer", on=Transfer)
def detail(request: SignedInRequest, transfer: Transfer) -> HttpResponse:
    """Each side its own; before acceptance the team asked reads no name."""
    return render_page(request, "referrals/transfer_detail.html", {"page": read_transfer(transfer, request.user)})


@require_http_methods(["GET", "POST"])
@requires("referrals.propose_transfer", on=Case)
def propose(request: SignedInRequest, case: Case) -> HttpResponse:
    """To whom and for how long; then, under the list of what that changes, why."""
    if pending := pending_of(case, request.user):
        return redirect(pending)
    target = TargetForm(request.POST or request.GET or None, case=case, proposer=request.user)
    foreseen = target.foresee()
    form = ProposeForm(request.POST or None, forecast=foreseen, person=named_to(case, request.user))
    if request.method == "POST" and form.is_valid() and foreseen:
        facts = target.terms() | form.terms() | {"confirmed": foreseen.losing_ids}
        try:
            transfer = transferring.propose_transfer(case, by=request.user, **facts)
        except TransferRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The transfer is proposed: the team asked is told, and has 30 working days."))
            return redirect(transfer)
    context = {"case": case, "target": target, "form": form, "forecast": foreseen, "back": way_back(request, case)}
    return render_page(request, "referrals/transfer_propose.html", context)


@require_http_methods(["GET", "POST"])
@requires("referrals.withdraw_transfer", on=Transfer)
def confirm(request: SignedInRequest, transfer: Transfer) -> HttpResponse:
    """The list has changed since it was proposed: it is read and confirmed again."""
    foreseen = forecast_of(transfer)
    form = ConfirmForm(request.POST or None, forecast=foreseen)
    if request.method == "POST" and form.is_valid():
        try:
            transferring.confirm_transfer(transfer, by=request.user, confirmed=foreseen.losing_ids)
        except (IllegalMove, TransferRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Confirmed: the team asked is told."))
            return redirect(transfer)
    context = {"transfer": transfer, "form": form, "forecast": foreseen}
    return render_page(request, "referrals/transfer_confirm.html", context)


@require_http_methods(["GET", "POST"])
@requires("referrals.answer_transfer", on=Transfer)
def accept(request: SignedInRequest, transfer: Transfer) -> HttpResponse:
    """The team takes the lead, and says who."""
    form = LeadForm(request.POST or None, team=transfer.to_team_id)
    if request.method == "POST" and form.is_valid():
        lead = form.cleaned_data["membership"].user
        try:
            answered = transferring.accept_transfer(transfer, by=request.user, lead=lead)
        except (IllegalMove, TransferRefused, CircleRefusal) as refusal:
            form.add_error(None, str(refusal))
        else:
            say_what_came(request, answered)
            return redirect(transfer)
    return show(request, "referrals/transfer_accept.html", transfer, form)


def say_what_came(request: SignedInRequest, transfer: Transfer) -> None:
    """Accepted, or sent back to be confirmed again."""
    if transfer.status == Status.ACCEPTED:
        messages.success(request, _("Your association leads the file from now on. Everybody concerned is told."))
    else:
        text = _("The circle has changed since it was proposed: whoever proposed it confirms first, and is told.")
        messages.warning(request, text)


@require_http_methods(["GET", "POST"])
@requires("referrals.answer_transfer", on=Transfer)
def decline(request: SignedInRequest, transfer: Transfer) -> HttpResponse:
    """The team says no, with a reason."""
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            transferring.decline_transfer(transfer, by=request.user, **form.cleaned_data)
        except IllegalMove as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your answer is sent."))
            return redirect(transfer)
    return show(request, "referrals/transfer_decline.html", transfer, form)


@require_http_methods(["GET", "POST"])
@requires("referrals.withdraw_transfer", on=Transfer)
def withdraw(request: SignedInRequest, transfer: Transfer) -> HttpResponse:
    """Whoever proposed it takes it back."""
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            transferring.withdraw_transfer(transfer, by=request.user, **form.cleaned_data)
        except IllegalMove as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The transfer is withdrawn: nothing changes."))
            return redirect(transfer)
    return show(request, "referrals/transfer_withdraw.html", transfer, form)


def show(request: SignedInRequest, template: str, transfer: Transfer, form: Form) -> HttpResponse:
    return render_page(request, template, {"transfer": transfer, "form": form})

"""Agreements between associations: proposed, signed, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.access import requires
from common.http import SignedInRequest, render_page
from common.moves import IllegalMove
from common.pagination import page_of
from organisations.access import administered, countersigned
from organisations.actions import partnerships
from organisations.forms import PartnershipForm, SignatureForm
from organisations.models import PartnershipAgreement, PartnershipParty
from organisations.reading import read_partnerships


@require_GET
@requires("organisations.see_partnerships")
def partnership_list(request: SignedInRequest) -> HttpResponse:
    """Those to sign first."""
    page = page_of(read_partnerships(request.user), request)
    return render_page(request, "organisations/partnership_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@requires("organisations.propose_partnership")
def partnership_propose(request: SignedInRequest) -> HttpResponse:
    """Proposing is not signing: each association signs, one's own too."""
    form = PartnershipForm(request.POST or None, mine=administered(request.user))
    if request.method == "POST" and form.is_valid():
        terms = {name: form.cleaned_data[name] for name in ("title", "areas", "ends_on", "new_id")}
        try:
            made = partnerships.propose_partnership(organisations=form.parties(), by=request.user, **terms)
        except partnerships.PartnershipRefusal as refusal:
            form.add_error("partners", str(refusal))
        else:
            messages.success(request, _("The agreement is proposed. Each association must sign it."))
            return redirect("organisations:partnership", made.pk)
    context = {"form": form, "title": _("Propose an agreement"), "submit": _("Propose")}
    return render_page(request, "organisations/edit.html", context)


@require_GET
@requires("organisations.view_partnership", on=PartnershipAgreement)
def partnership_detail(request: SignedInRequest, agreement: PartnershipAgreement) -> HttpResponse:
    """Who signed, when, what it opens."""
    parties = agreement.parties.select_related("organisation", "signed_by").order_by("organisation__name")
    mine = parties.filter(organisation__in=administered(request.user))
    context = {
        "agreement": agreement,
        "parties": parties,
        "acts": mine.exists(),
        "may_sign": agreement.status == "to_sign" and mine.filter(signed_at=None).exists(),
        "may_note": to_note(request, agreement),
    }
    return render_page(request, "organisations/partnership_detail.html", context)


@require_POST
@requires("organisations.sign_partnership", on=PartnershipAgreement)
def partnership_sign(request: SignedInRequest, agreement: PartnershipAgreement) -> HttpResponse:
    """In the name of each of one's own associations."""
    try:
        for organisation in administered(request.user).filter(partnership_parties__agreement=agreement):
            agreement = partnerships.sign_partnership(agreement=agreement, organisation=organisation, by=request.user)
        messages.success(request, _("You have signed."))
    except partnerships.PartnershipRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("organisations:partnership", agreement.pk)


def to_note(request: SignedInRequest, agreement: PartnershipAgreement) -> list[PartnershipParty]:
    """Parties that signed on paper, as far as nobody has noted it."""
    waits = agreement.status == PartnershipAgreement.Status.TO_SIGN
    return list(countersigned(request.user).filter(agreement=agreement, signed_at=None)) if waits else []


@require_http_methods(["GET", "POST"])
@requires("organisations.note_signature", on=PartnershipParty)
def signature_note(request: SignedInRequest, party: PartnershipParty) -> HttpResponse:
    """Nobody of this association can sign in: who signed the paper, and when."""
    form = SignatureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.note_signature(party=party, by=request.user, **form.cleaned_data)
        except partnerships.PartnershipRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The signature is noted."))
            return redirect("organisations:partnership", party.agreement_id)
    return render_page(request, "organisations/signature_note.html", {"form": form, "party": party})


@require_POST
@requires("organisations.sign_partnership", on=PartnershipAgreement)
def partnership_take_back(request: SignedInRequest, agreement: PartnershipAgreement) -> HttpResponse:
    """A party will not sign it as it stands."""
    return moved(
        request,
        agreement,
        partnerships.take_back_partnership,
        _("The agreement is a draft again. The other associations are told."),
    )


@require_POST
@requires("organisations.sign_partnership", on=PartnershipAgreement)
def partnership_again(request: SignedInRequest, agreement: PartnershipAgreement) -> HttpResponse:
    """A draft is put to signature again."""
    return moved(
        request, agreement, partnerships.propose_again, _("The agreement is proposed. Each association must sign it.")
    )


@require_http_methods(["GET", "POST"])
@requires("organisations.sign_partnership", on=PartnershipAgreement)
def partnership_end(request: SignedInRequest, agreement: PartnershipAgreement) -> HttpResponse:
    """Says what closes, then closes it."""
    if request.method == "POST":
        return moved(request, agreement, partnerships.end_partnership, _("The agreement is ended."))
    return render_page(request, "organisations/partnership_end.html", {"agreement": agreement})


def moved(request: SignedInRequest, agreement: PartnershipAgreement, move: Any, done: str) -> HttpResponse:
    """Back to the agreement, with what was done or why it could not be."""
    try:
        move(agreement=agreement, by=request.user)
        messages.success(request, done)
    except IllegalMove as refusal:
        messages.error(request, str(refusal))
    return redirect("organisations:partnership", agreement.pk)

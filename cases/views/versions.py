"""Versions of the plan: listed, read, proposed, withdrawn, signed; the review that leads to the next one."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import comparing, sealing
from cases.access import leads_open_file
from cases.actions import scans, versions
from cases.actions.circle import CircleRefusal
from cases.forms.versions import NoteSignForm, SignForm
from cases.models import Case, PlanVersion, SignOff
from common import clock
from common.access import requires
from common.http import SignedInRequest, render_page
from common.moves import IllegalMove
from documents.intake import FileRefused

REFUSALS = (versions.SigningRefusal, CircleRefusal, IllegalMove)


@require_GET
@requires("cases.view_versions", on=Case)
def version_list(request: SignedInRequest, case: Case) -> HttpResponse:
    """Every version, and what the lead may do next."""
    known = list(case.plan_versions.order_by("-number"))
    context = {
        "case": case,
        "plan": case.plan,
        "versions": known,
        "may_lead": leads_open_file(request.user, case),
        "is_proposed": any(version.status == PlanVersion.Status.PROPOSED for version in known),
    }
    return render_page(request, "cases/version_list.html", context)


@require_GET
@requires("cases.view_version", on=PlanVersion)
def version_detail(request: SignedInRequest, version: PlanVersion) -> HttpResponse:
    """One version as its reader may see it, beside the one signed before, and who has answered."""
    context = {
        "page": comparing.read_version(version, request.user),
        "version": version,
        "case": version.case,
        "may_lead": leads_open_file(request.user, version),
    }
    return render_page(request, "cases/version_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.propose_version", on=Case)
def version_propose(request: SignedInRequest, case: Case) -> HttpResponse:
    """What would be signed and by whom; the button proposes it."""
    if request.method == "POST":
        return proposed(request, case)
    content = sealing.content_of(case, request.user)
    context = {
        "case": case,
        "content": content,
        "sections": comparing.preview(content),
        "parties": [SignOff(case=case, **party) for party in versions.parties(case, content)],
        "left_out": comparing.not_accepted(case, request.user),
    }
    return render_page(request, "cases/version_propose.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.withdraw_version", on=PlanVersion)
def version_withdraw(request: SignedInRequest, version: PlanVersion) -> HttpResponse:
    """Back to the plan, to amend it."""
    if request.method == "POST":
        done = _("The proposal is withdrawn. Amend the plan, then propose it again.")
        return said(request, version.case, lambda: versions.withdraw_version(version, by=request.user), done)
    return render_page(request, "cases/version_withdraw.html", {"version": version, "case": version.case})


@require_http_methods(["GET", "POST"])
@requires("cases.sign_off", on=SignOff)
def sign_off(request: SignedInRequest, sign: SignOff) -> HttpResponse:
    """Read the version, then sign it for one's association, or refuse."""
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        give = versions.sign_off
        return answered(request, sign, lambda: give(sign, by=request.user, **form.cleaned_data))
    context = {"form": form, "sign": sign, "case": sign.case, "version": sign.version}
    context["page"] = comparing.read_version(sign.version, request.user)
    return render_page(request, "cases/sign_off.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.note_sign_off", on=SignOff)
def sign_off_note(request: SignedInRequest, sign: SignOff) -> HttpResponse:
    """The lead notes what somebody signed on paper, or refused."""
    proposed_on = clock.local_day(sign.version.proposed_at)
    form = NoteSignForm(request.POST or None, request.FILES or None, proposed_on=proposed_on)
    if request.method == "POST" and form.is_valid():
        try:
            return answered(request, sign, lambda: scans.note_sign_off(sign, by=request.user, **form.facts()))
        except FileRefused as refusal:
            form.add_error("scan", str(refusal))
    context = {"form": form, "sign": sign, "case": sign.case, "version": sign.version}
    return render_page(request, "cases/sign_off_note.html", context)


@require_POST
@requires("cases.propose_version", on=Case)
def review_begin(request: SignedInRequest, case: Case) -> HttpResponse:
    done = _("The review has begun. Change the plan, then propose the next version.")
    return said(request, case, lambda: versions.begin_review(case, by=request.user), done)


@require_POST
@requires("cases.propose_version", on=Case)
def review_end(request: SignedInRequest, case: Case) -> HttpResponse:
    done = _("The plan stays as it was signed.")
    return said(request, case, lambda: versions.end_review(case, by=request.user), done)


def proposed(request: SignedInRequest, case: Case) -> HttpResponse:
    """To the version that waits for its answers, or to the list with what stands in the way."""
    try:
        version = versions.propose_version(case, by=request.user)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:versions", pk=case.pk)
    messages.success(request, _("The version is proposed. Whoever can sign with an account is told."))
    return redirect("cases:version", pk=version.pk)


def answered(request: SignedInRequest, sign: SignOff, give: Callable[[], object]) -> HttpResponse:
    """Back to the version with what has come of the answer."""
    attempt(request, give, _("The answer is noted."))
    return redirect("cases:version", pk=sign.version_id)


def said(request: SignedInRequest, case: Case, act: Callable[[], object], done: str) -> HttpResponse:
    """Back to the young person's page with what has come of it."""
    attempt(request, act, done)
    return redirect(case)


def attempt(request: SignedInRequest, act: Callable[[], object], done: str) -> None:
    try:
        act()
        messages.success(request, done)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))

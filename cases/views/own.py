"""What somebody concerned does by their link: says a word, asks, objects, signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cases import comparing, concerned, written
from cases.actions import personal, versions, words
from cases.actions.circle import CircleRefusal
from cases.actions.links import TooManyCodes
from cases.forms.own import CorrectionForm, OwnObjectionForm, OwnSignForm, WordForm
from cases.models import CaseLink, Goal, PlanVersion, SignOff, Word
from cases.views.concerned import by_link, is_right, own
from common.forms import Form

if TYPE_CHECKING:
    from uuid import UUID


def did(request: HttpRequest, form: Form, act: Callable[[], object], done: str) -> bool:
    """Whether it was done; why not stands in the form."""
    try:
        act()
    except CircleRefusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, done)
    return True


@require_http_methods(["GET", "POST"])
@by_link("cases.read_own_goal")
def own_goal(request: HttpRequest, link: CaseLink, pk: UUID) -> HttpResponse:
    """The young person adds their words to a goal they read, or says how it goes."""
    if not concerned.is_own(link):
        raise Http404
    goal: Goal = get_object_or_404(Goal.objects.for_link(link).select_related("case"), pk=pk)
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("It is written. Whoever sees this goal reads it.")
        if did(request, form, lambda: words.add_word(goal, by=link, **form.cleaned_data), done):
            return redirect("cases:own_goal", pk)
    said = Word.objects.filter(goal=goal).order_by("-created_at", "pk")
    return own(request, link, "cases/own_goal.html", goal=goal, form=form, words=said)


@require_http_methods(["GET", "POST"])
@by_link("cases.read_own_requests")
def own_requests(request: HttpRequest, link: CaseLink) -> HttpResponse:
    """What I asked and what was answered; one more correction to ask."""
    form = CorrectionForm(request.POST or None, things=written.things_written(link))
    if request.method == "POST" and form.is_valid():
        done = _("Your request is sent. You will find the answer here.")
        if did(request, form, lambda: words.ask_correction(by=link, **form.details()), done):
            return redirect("cases:own_requests")
    return own(request, link, "cases/own_requests.html", form=form, page=concerned.read_requests(link))


@require_http_methods(["GET", "POST"])
@by_link("cases.read_own_agreement")
def own_objection(request: HttpRequest, link: CaseLink, pk: UUID) -> HttpResponse:
    """Object to what one association may know by an agreement."""
    recipient = concerned.agreements_known(link).filter(pk=pk).first()
    if recipient is None:
        return gone(request)
    form = OwnObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("Your objection is noted. The lead professional and the data protection officer are told.")
        if did(request, form, lambda: words.object_by_link(recipient, by=link, **form.cleaned_data), done):
            return redirect("cases:own_requests")
    ends = link.representative or recipient.agreement.capacity in words.OWN_AGREEMENT
    return own(request, link, "cases/own_objection.html", form=form, recipient=recipient, ends=ends)


def gone(request: HttpRequest) -> HttpResponse:
    """Ended already, by them or otherwise: back to what was asked."""
    if request.method == "GET":
        raise Http404
    messages.info(request, _("This association may no longer know anything by this agreement."))
    return redirect("cases:own_requests")


def to_answer(link: CaseLink, version: UUID) -> SignOff:
    """Their own answer to a version of the plan, given or not. Raises Http404."""
    rows = SignOff.objects.of_link(link).select_related("version__case", "version__proposed_by", "version__review")
    found: SignOff = get_object_or_404(rows, version=version)
    return found


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@by_link("cases.read_own_version")
def own_version(request: HttpRequest, link: CaseLink, pk: UUID) -> HttpResponse:
    """The version as they may read it; an answer, a code, a button."""
    sign = to_answer(link, pk)
    waits = not sign.answer and sign.version.status == PlanVersion.Status.PROPOSED
    form = OwnSignForm(request.POST or None, on_paper=link.door.on_paper) if waits else None
    if request.method == "POST" and form is None:
        return redirect("cases:own_version", pk)
    if request.method == "POST" and form and form.is_valid() and is_right(link, form):
        answer = {name: form.cleaned_data[name] for name in ("answer", "reason")}
        return answered(request, sign, lambda: versions.sign_by_link(sign, by=link, **answer))
    page = comparing.read_version_by_link(sign.version, link)
    facts = {"sign": sign, "version": sign.version, "page": page, "form": form}
    return own(request, link, "cases/own_version.html", names_owners=not link.hides_places(), **facts)


def answered(request: HttpRequest, sign: SignOff, give: Callable[[], object]) -> HttpResponse:
    try:
        give()
        messages.success(request, _("Your answer is noted. Thank you."))
    except versions.SigningRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("cases:own_version", sign.version_id)


@require_POST
@by_link("cases.read_own_version")
def own_version_code(request: HttpRequest, link: CaseLink, pk: UUID) -> HttpResponse:
    """A code to sign with, to the address of the link."""
    sign = to_answer(link, pk)
    try:
        if not link.door.on_paper:
            personal.send_code(link)
            messages.success(request, _("The code has just left. Type it below, with your answer."))
    except TooManyCodes as refusal:
        messages.error(request, str(refusal))
    return redirect("cases:own_version", sign.version_id)

"""What whoever answers without an account sees: the link of a letter, a code, then one referral and nothing else.

The link's secret stands in the first address only; from then on the browser's session knows which link it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.actions import record_view
from cases.actions.links import TooManyCodes
from cases.forms.links import CodeForm
from common import clock
from common.access import public
from common.http import render_page
from referrals import policy
from referrals.actions import answering, ending, entering
from referrals.forms import CloseForm, LinkAnswerForm, MeetingForm, MessageForm
from referrals.link_reading import read_by_link
from referrals.models import AnswerLink
from referrals.policy import Side
from referrals.reading import look
from referrals.views.referrals import ANSWERS, attempt, with_forms

if TYPE_CHECKING:
    from uuid import UUID

    from common.forms import Form

ASKED, OPENED = "link_asked", "links_opened"
"""In the session: the link a code was sent for; until when each link is open here."""

WRITTEN = ("question", "word", "text")
"""Fields in which one writes."""

OPEN_FOR = 3600
"""Seconds after its code for which a link is open in a browser."""


@require_http_methods(["GET", "POST"])
@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """One button, and nothing else to read. Opening it changes nothing: a scanner's visit sends no code."""
    answer = AnswerLink.objects.with_token(token).for_page().first()
    if answer is None or not answer.opens():
        return render_page(request, "referrals/link_over.html", {"token": token}, status=404)
    if request.method == "POST":
        try:
            entering.send_code(answer)
        except TooManyCodes as refusal:
            messages.error(request, str(refusal))
        else:
            request.session[ASKED] = str(answer.pk)
            return redirect("referrals:link_code", answer.pk)
    return render_page(request, "referrals/link.html")


@require_POST
@public
def link_again(request: HttpRequest, token: str) -> HttpResponse:
    """A new link to the recorded address. Says the same whether or not there is one."""
    entering.ask_link(token)
    return redirect("referrals:link_asked")


@require_GET
@public
def link_asked(request: HttpRequest) -> HttpResponse:
    return render_page(request, "referrals/link_asked.html")


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@public
def link_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The code that was sent, typed in the browser that asked for it."""
    if request.session.get(ASKED) != str(pk):
        raise Http404
    answer = AnswerLink.objects.for_page().get(pk=pk)
    if not answer.opens():
        return render_page(request, "referrals/link_over.html", status=404)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if entering.enter_code(answer, **form.cleaned_data):
            open_here(request, answer)
            return redirect("referrals:link_page", pk)
        form.add_error(
            "code", _("This is not the code sent last, or its time is over. Open the link again if need be.")
        )
    return render_page(request, "referrals/link_code.html", {"form": form})


def open_here(request: HttpRequest, answer: AnswerLink) -> None:
    """For this browser, for a while, under a session that nobody knew before."""
    request.session.cycle_key()
    until = int(clock.now().timestamp()) + OPEN_FOR
    request.session[OPENED] = request.session.get(OPENED, {}) | {str(answer.pk): until}
    request.session.pop(ASKED, None)


def is_open_here(request: HttpRequest, pk: UUID) -> bool:
    """Raises Http404 in a browser that never opened it."""
    opened = request.session.get(OPENED, {})
    if str(pk) not in opened:
        raise Http404
    return bool(opened[str(pk)] > clock.now().timestamp())


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets in whoever opened this link in this browser; for everybody else it does not exist."""

    @wraps(view)
    def checked(request: HttpRequest, pk: UUID) -> HttpResponse:
        if not is_open_here(request, pk):
            return shut(request)
        answer = AnswerLink.objects.for_page().get(pk=pk)
        if not answer.opens():
            return over(request, answer)
        response = view(request, answer)
        if request.method == "GET" and response.status_code == 200:
            facts = {"organisation_id": answer.referral.to_organisation_id}
            record_view("referrals.read_by_link", answer.referral, by=answer.link, **facts)
        return response

    return public(checked)


def shut(request: HttpRequest) -> HttpResponse:
    """Open for too long: what was being written is shown, not kept."""
    written = [request.POST[name] for name in WRITTEN if request.POST.get(name)]
    return render_page(request, "referrals/link_over.html", {"shut": True, "written": written}, status=404)


def over(request: HttpRequest, answer: AnswerLink, *unsent: Form) -> HttpResponse:
    """The state in which the referral ended, if it has; nothing else of it."""
    row = answer.referral
    context = {"look": look(row) if row.stands() in policy.FINAL else None, "unsent": unsent}
    return render_page(request, "referrals/link_over.html", context)


@require_GET
@by_link
def link_page(request: HttpRequest, answer: AnswerLink) -> HttpResponse:
    return show(request, answer)


def show(request: HttpRequest, answer: AnswerLink, /, **bound: Form) -> HttpResponse:
    """The preview and the thread; once taken on, whom to reach. What was typed in vain is never lost."""
    answer = AnswerLink.objects.for_page().get(pk=answer.pk) if bound else answer
    if not answer.opens():
        return over(request, answer, *(form for form in bound.values() if form.is_bound))
    return render_page(request, "referrals/link_page.html", with_forms(read_by_link(answer), bound))


def move(request: HttpRequest, answer: AnswerLink, done: str, act: Any, **details: Any) -> HttpResponse:
    """A move made by one button."""
    if why := attempt(request, done, act, answer.referral, by=answer.link, **details):
        messages.error(request, why)
    return redirect("referrals:link_page", answer.pk)


def sent(request: HttpRequest, answer: AnswerLink, form: Form, done: str, act: Any, **details: Any) -> bool:
    """Whether the move that a form asks for was made; why not stands in the form."""
    if why := attempt(request, done, act, answer.referral, by=answer.link, **details):
        form.add_error(None, why)
    return not why


@require_POST
@by_link
def link_take_up(request: HttpRequest, answer: AnswerLink) -> HttpResponse:
    return move(request, answer, _("The sender sees that you are looking at it."), answering.take_up_referral)


@require_POST
@by_link
def link_start(request: HttpRequest, answer: AnswerLink) -> HttpResponse:
    return move(request, answer, _("The start is noted."), answering.start_referral)


@require_http_methods(["GET", "POST"])
@by_link
def link_answer(request: HttpRequest, answer: AnswerLink) -> HttpResponse:
    """Accept, put on the waiting list, ask, decline."""
    moves = answer.referral.possible(Side.RECEIVER) or set(LinkAnswerForm.MOVES)
    form = LinkAnswerForm(request.POST or None, moves=moves)
    if request.method == "POST" and form.is_valid():
        act = ANSWERS[form.cleaned_data["move"]]
        if sent(request, answer, form, _("Your answer is sent."), act, **form.details()):
            return redirect("referrals:link_page", answer.pk)
    return show(request, answer, answer=form)


@require_http_methods(["GET", "POST"])
@by_link
def link_write(request: HttpRequest, answer: AnswerLink) -> HttpResponse:
    """A word in the thread, after acceptance."""
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("Your message is sent.")
        if sent(request, answer, form, done, answering.write_message, **form.cleaned_data):
            return redirect("referrals:link_page", answer.pk)
    return show(request, answer, words=form)


@require_http_methods(["GET", "POST"])
@by_link
def link_meeting(request: HttpRequest, answer: AnswerLink) -> HttpResponse:
    """When the first appointment is, once accepted."""
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The first appointment is noted.")
        if sent(request, answer, form, done, answering.set_first_meeting, **form.cleaned_data):
            return redirect("referrals:link_page", answer.pk)
    return show(request, answer, meeting=form)


@require_http_methods(["GET", "POST"])
@by_link
def link_close(request: HttpRequest, answer: AnswerLink) -> HttpResponse:
    """Say how it ended: from then on nothing of it is shown here."""
    form = CloseForm(request.POST or None, reports=False)
    if request.method == "POST" and form.is_valid():
        done = _("The outcome is noted.")
        if sent(request, answer, form, done, ending.close_referral, **form.cleaned_data):
            return redirect("referrals:link_page", answer.pk)
    return render_page(request, "referrals/link_close.html", {"form": form, "answer": answer})

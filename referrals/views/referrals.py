"""The inbox of a team, the page of a referral, its moves as forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.actions.circle import CircleRefusal
from cases.actions.plan import NotReadable
from cases.models import Need
from common.access import requires
from common.forms import Form
from common.history import StaleVersion
from common.http import SignedInRequest, render_page, shows_its_form
from common.moves import IllegalMove
from common.pagination import page_of
from referrals.access import writes_in_file
from referrals.actions import answering, ending, entering, ordering, sending
from referrals.actions.moving import team_members
from referrals.actions.telling import note_told
from referrals.attaching import attached_on
from referrals.chain import chain_of
from referrals.forms import (
    AnswerForm,
    AssignForm,
    ChangeForm,
    CloseForm,
    DraftForm,
    LinkAnswerForm,
    MeetingForm,
    MessageForm,
    ReplyForm,
    ToldForm,
    WithdrawForm,
)
from referrals.gates import GateShut
from referrals.listing import inbox_of
from referrals.models import Referral
from referrals.order_forms import ChangeOrderForm
from referrals.policy import Side
from referrals.questions import after_drafting
from referrals.reading import ReferralPage, read_referral
from referrals.telling import telling_of

type Act = Callable[..., Any]


@require_GET
@requires("referrals.view_inbox")
def inbox(request: SignedInRequest) -> HttpResponse:
    """One inbox a team, the most urgent first. Only codes filter it."""
    found = inbox_of(request.user, request.GET.dict())
    page = page_of(found.rows(request.user), request, count=found.count)
    context = {"inbox": found, "page": page, "rows": [found.row(referral) for referral in page]}
    return render_page(request, "referrals/referral_list.html", context, part="rows")


@require_GET
@requires("referrals.view_referral", on=Referral)
def detail(request: SignedInRequest, referral: Referral) -> HttpResponse:
    return show(request, referral)


def show(request: SignedInRequest, referral: Referral, **bound: Form) -> HttpResponse:
    """The page of a referral, with the form that was sent in vain, if any; what it held is never lost."""
    page = read_referral(referral, request.user)
    chain = chain_of(page.referral, request.user, page.moves) if page.sends else None
    context = {"chain": chain, "attached": attached_on(page, request.user), **with_forms(page, bound)}
    return render_page(request, "referrals/referral_detail.html", context)


def with_forms(page: ReferralPage, bound: dict[str, Form]) -> dict[str, Any]:
    """The page, its forms, and those that were sent too late to be on it."""
    bound = {name: form for name, form in bound.items() if form.is_bound}
    offered = {"answer": "decline" in page.moves, "reply": "reply" in page.moves, "words": page.writes}
    offered["meeting"] = "set_meeting" in page.moves
    telling = telling_of(page.referral) if page.sends and page.shows_file else None
    forms: dict[str, Form] = {
        "answer": (LinkAnswerForm if page.link else AnswerForm)(moves=page.moves),
        "reply": ReplyForm(person=page.referral.person),
        "words": MessageForm(),
        "meeting": MeetingForm(initial={"on": page.referral.first_meeting_on}),
    }
    if telling:
        forms["told"] = ToldForm(initial={"how": page.referral.person.contact_channel, "step": telling.step})
    if page.colleagues is not None:
        forms["assign"] = AssignForm(colleagues=page.colleagues, initial={"to": page.referral.handled_by_id})
    unsent = [form for name, form in bound.items() if not offered.get(name, name in forms)]
    return {"page": page, "forms": forms | bound, "unsent": unsent, "telling": telling}


def attempt(request: HttpRequest, done: str, act: Act, referral: Referral, **details: Any) -> str:
    """Make a move; says what went well, or returns why it could not be made."""
    try:
        act(referral, **{"by": request.user} | details)
    except (IllegalMove, GateShut, NotReadable, CircleRefusal) as refusal:
        return str(refusal)
    messages.success(request, done)
    return ""


def move(request: SignedInRequest, done: str, act: Act, referral: Referral, **details: Any) -> HttpResponse:
    """A move made by one button: back to the referral with what came of it."""
    if why := attempt(request, done, act, referral, **details):
        messages.error(request, why)
    return redirect(referral)


@require_http_methods(["GET", "POST"])
@requires("referrals.create_referral", on=Need)
def create(request: SignedInRequest, need: Need) -> HttpResponse:
    """Prepare a referral of a need. Its page then shows the exact preview, before anything is sent."""
    chosen = {"receiver": request.GET.get("service", "")}
    form = DraftForm(request.POST or None, need=need, sender=request.user, initial=chosen)
    if request.method == "POST" and form.is_valid():
        referral = sending.draft_referral(
            need,
            by=request.user,
            new_id=form.cleaned_data["new_id"],
            **form.addressed_to(),
            **form.what_is_asked(),
        )
        return redirect(after_drafting(referral))
    return render_page(request, "referrals/referral_create.html", {"form": form, "need": need})


@require_http_methods(["GET", "POST"])
@requires("referrals.send_referral", on=Referral)
def again(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """To another partner after an end: what was asked is there, to whom and how is asked anew."""
    form = DraftForm.again(request.POST or None, ended=referral, sender=request.user)
    if request.method == "POST" and form.is_valid():
        draft = {"new_id": form.cleaned_data["new_id"]} | form.addressed_to() | form.what_is_asked()
        try:
            return redirect(after_drafting(sending.refer_again(referral, by=request.user, **draft)))
        except (IllegalMove, NotReadable) as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "need": referral.need, "ended": referral}
    return render_page(request, "referrals/referral_create.html", context)


@require_http_methods(["GET", "POST"])
@requires("referrals.send_referral", on=Referral)
def change(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """Change a draft."""
    form = ChangeForm(request.POST or None, row=referral, sender=request.user)
    if request.method == "POST" and form.is_valid():
        details = form.what_is_asked() | {"version": form.cleaned_data["version"]}
        try:
            why = attempt(request, _("Saved."), sending.change_referral, referral, **details)
        except StaleVersion:
            form.look_again()
        else:
            if not why:
                return redirect(referral)
            form.add_error(None, why)
    return render_page(request, "referrals/referral_change.html", {"form": form, "referral": referral})


@require_POST
@requires("referrals.send_referral", on=Referral)
def send(request: SignedInRequest, referral: Referral) -> HttpResponse:
    done = _("The referral is in the inbox of the team.")
    return move(request, done, sending.send_referral, referral)


@require_http_methods(["GET", "POST"])
@requires("referrals.send_referral", on=Referral)
def order(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """Who is asked next, changed or stopped."""
    form = ChangeOrderForm(request.POST or None, row=referral, sender=request.user)
    if request.method == "POST" and form.is_valid():
        details = {"then": form.then(), "agreed": True, "version": form.cleaned_data["version"]}
        try:
            why = attempt(request, _("The order is noted."), ordering.set_order, referral, **details)
        except StaleVersion:
            form.look_again()
        else:
            if not why:
                return redirect(referral)
            form.add_error(None, why)
    return render_page(request, "referrals/referral_order.html", {"form": form, "referral": referral})


@require_POST
@requires("referrals.send_referral", on=Referral)
def ask_next(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """The sender does not wait for the next one to be asked by itself."""
    try:
        asked = ordering.ask_next(referral, by=request.user)
    except IllegalMove as refusal:
        messages.error(request, str(refusal))
        return redirect(referral)
    if asked is None:
        messages.warning(request, _("Nobody could be asked: the order says what is missing for each."))
        return redirect(referral)
    messages.success(request, _("The referral is in the inbox of the team."))
    return redirect(asked)


@require_POST
@requires("referrals.send_referral", on=Referral)
def renew_link(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """To a team without accounts."""
    done = _("A new link is on its way; the one before opens nothing any more.")
    return move(request, done, entering.renew_link, referral)


@require_http_methods(["GET", "POST"])
@requires("referrals.send_referral", on=Referral)
@shows_its_form
def reply(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """The sender answers a question."""
    form = ReplyForm(request.POST or None, person=referral.person)
    if request.method == "POST" and form.is_valid():
        done = _("Your answer is sent.")
        why = attempt(request, done, answering.reply_to_question, referral, **form.cleaned_data)
        if not why:
            return redirect(referral)
        form.add_error(None, why)
    return show(request, referral, reply=form)


@require_POST
@requires("referrals.answer_referral", on=Referral)
def take_up(request: SignedInRequest, referral: Referral) -> HttpResponse:
    done = _("Your team sees that you are looking at it; anybody of the team may still answer.")
    return move(request, done, answering.take_up_referral, referral)


@require_http_methods(["GET", "POST"])
@requires("referrals.answer_referral", on=Referral)
@shows_its_form
def assign(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """To a colleague, or to oneself."""
    form = AssignForm(request.POST or None, colleagues=team_members(referral))
    if request.method == "POST" and form.is_valid():
        why = attempt(
            request, _("Your team sees who follows it."), answering.assign_referral, referral, **form.cleaned_data
        )
        if not why:
            return redirect(referral)
        form.add_error(None, why)
    return show(request, referral, assign=form)


@require_http_methods(["GET", "POST"])
@requires("referrals.answer_referral", on=Referral)
@shows_its_form
def answer(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """Accept, put on the waiting list, ask, decline."""
    form = AnswerForm(request.POST or None, moves=referral.possible(Side.RECEIVER) or set(AnswerForm.MOVES))
    if request.method == "POST" and form.is_valid():
        why = attempt(
            request, _("Your answer is sent."), ANSWERS[form.cleaned_data["move"]], referral, **form.details()
        )
        if not why:
            return redirect(referral)
        form.add_error(None, why)
    return show(request, referral, answer=form)


ANSWERS: dict[str, Act] = {
    "accept": answering.accept_referral,
    "offer_place": answering.accept_referral,
    "waitlist": answering.waitlist_referral,
    "ask": answering.ask_question,
    "decline": answering.decline_referral,
}


@require_POST
@requires("referrals.answer_referral", on=Referral)
def start(request: SignedInRequest, referral: Referral) -> HttpResponse:
    done = _("The start is noted.")
    return move(request, done, answering.start_referral, referral)


@require_http_methods(["GET", "POST"])
@requires("referrals.answer_referral", on=Referral)
@shows_its_form
def meeting(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """When the first appointment is, once accepted."""
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The first appointment is noted.")
        why = attempt(request, done, answering.set_first_meeting, referral, **form.cleaned_data)
        if not why:
            return redirect(referral)
        form.add_error(None, why)
    return show(request, referral, meeting=form)


@require_http_methods(["GET", "POST"])
@requires("referrals.answer_referral", on=Referral)
def close(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """Say how it ended."""
    form = CloseForm(request.POST or None, reports=writes_in_file(request.user, referral))
    if request.method == "POST" and form.is_valid():
        done = _("The outcome is noted. Your team reads the file for 30 more days.")
        why = attempt(request, done, ending.close_referral, referral, **form.cleaned_data)
        if not why:
            return redirect(referral)
        form.add_error(None, why)
    return render_page(request, "referrals/referral_close.html", {"form": form, "referral": referral})


@require_http_methods(["GET", "POST"])
@requires("referrals.withdraw_referral", on=Referral)
def withdraw(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """Take a referral back, with a reason."""
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("The referral is withdrawn.")
        return move(request, done, ending.withdraw_referral, referral, **form.cleaned_data)
    return render_page(request, "referrals/referral_withdraw.html", {"form": form, "referral": referral})


@require_http_methods(["GET", "POST"])
@requires("referrals.tell_young_person", on=Referral)
@shows_its_form
def told(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """The young person was told how it stands."""
    form = ToldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _("Noted: the young person knows.")
        why = attempt(request, done, note_told, referral, **form.cleaned_data)
        if not why:
            return redirect(referral)
        form.add_error(None, why)
    return show(request, referral, told=form)


@require_http_methods(["GET", "POST"])
@requires("referrals.write_message", on=Referral)
@shows_its_form
def write(request: SignedInRequest, referral: Referral) -> HttpResponse:
    """A word in the thread, after acceptance."""
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = attempt(request, _("Your message is sent."), answering.write_message, referral, **form.cleaned_data)
        if not why:
            return redirect(referral)
        form.add_error(None, why)
    return show(request, referral, words=form)

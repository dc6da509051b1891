"""Reviews of a plan: listed, read, convened; dates answered and fixed; cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import reviews
from cases.actions.circle import CircleRefusal
from cases.actions.plan import NotReadable
from cases.forms import reviews as forms
from cases.models import Case, Participant, Review
from cases.past import history_of
from cases.reviewing import read_review, read_reviews
from common.access import requires
from common.history import StaleVersion
from common.http import SignedInRequest, render_page
from common.moves import IllegalMove

REFUSALS = (reviews.ReviewRefusal, CircleRefusal, NotReadable, IllegalMove)


@require_GET
@requires("cases.list_reviews", on=Case)
def review_list(request: SignedInRequest, case: Case) -> HttpResponse:
    """Every review of the file, and when the next one falls due."""
    return render_page(request, "cases/review_list.html", {"case": case, "page": read_reviews(case, request.user)})


@require_GET
@requires("cases.view_review", on=Review)
def review_detail(request: SignedInRequest, review: Review) -> HttpResponse:
    """One review: when, who, what was prepared, said and decided, each as its reader may see it."""
    page = read_review(review, request.user)
    return render_page(request, "cases/review_detail.html", {"case": review.case, "review": review, "page": page})


@require_GET
@requires("cases.view_review", on=Review)
def review_history(request: SignedInRequest, review: Review) -> HttpResponse:
    """What changed of its date, place and state."""
    context = {"review": review, "case": review.case, "changes": history_of(review, request.user)}
    return render_page(request, "cases/review_history.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.convene_review", on=Case)
def review_convene(request: SignedInRequest, case: Case) -> HttpResponse:
    """Dates, place, and who is invited."""
    form = forms.ConveneForm(request.POST or None, case=case, lead=request.user)
    if request.method == "POST" and form.is_valid():
        new = {"new_id": form.cleaned_data["new_id"], "dates": form.dates(), "invited": form.invited()}
        try:
            review = reviews.convene_review(case, by=request.user, **new, **form.facts())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The review is convened: whoever is invited and has an account is told."))
            return redirect(review)
    return render_page(request, "cases/review_convene.html", {"form": form, "case": case})


@require_http_methods(["GET", "POST"])
@requires("cases.answer_dates", on=Participant)
def review_answer(request: SignedInRequest, participant: Participant) -> HttpResponse:
    """Which dates suit one's team."""
    form = forms.AnswerDatesForm(request.POST or None, participant=participant)
    page = {"title": _("Which dates suit you?"), "submit": _("Send these answers"), "party": participant}
    return filled(
        request,
        participant.review,
        form,
        lambda: reviews.answer_dates(participant, answers=form.answers(), by=request.user),
        page | {"done": _("Your answers are noted. You may change them until the date is fixed.")},
    )


@require_http_methods(["GET", "POST"])
@requires("cases.steer_review", on=Review)
def review_fix(request: SignedInRequest, review: Review) -> HttpResponse:
    """The lead fixes the date, beside what everybody answered."""
    form = forms.FixDateForm(request.POST or None, review=review)
    page = {"title": _("Fix the date"), "submit": _("Fix this date"), "page": read_review(review, request.user)}
    return filled(
        request,
        review,
        form,
        lambda: reviews.fix_date(review, date=form.cleaned_data["date"], by=request.user),
        page | {"done": _("The date is fixed: whoever is invited and has an account is told.")},
    )


@require_http_methods(["GET", "POST"])
@requires("cases.steer_review", on=Review)
def review_dates(request: SignedInRequest, review: Review) -> HttpResponse:
    """Other dates; one that was fixed is given up."""
    form = forms.DatesForm(request.POST or None)
    page = {"title": _("Propose other dates"), "submit": _("Propose these dates")}
    return filled(
        request,
        review,
        form,
        lambda: reviews.propose_dates(review, dates=form.dates(), by=request.user),
        page | {"done": _("These dates are proposed: whoever is invited and has an account is told.")},
    )


@require_http_methods(["GET", "POST"])
@requires("cases.steer_review", on=Review)
def review_change(request: SignedInRequest, review: Review) -> HttpResponse:
    """Why, how and where."""
    now = {name: getattr(review, name) for name in ("purpose", "means", "place")}
    form = forms.ChangeReviewForm(request.POST or None, row=review, initial=now)
    page = {"title": _("Change how and where"), "submit": _("Save the change"), "done": _("The change is saved.")}
    return filled(
        request, review, form, lambda: reviews.change_review(review, by=request.user, **form.cleaned_data), page
    )


@require_http_methods(["GET", "POST"])
@requires("cases.steer_review", on=Review)
def review_invite(request: SignedInRequest, review: Review) -> HttpResponse:
    """Somebody from outside the circle."""
    form = forms.InviteForm(request.POST or None)
    page = {"title": _("Invite somebody from outside"), "submit": _("Add to the review"), "done": _("They are added.")}
    return filled(
        request,
        review,
        form,
        lambda: reviews.invite(review, by=request.user, party=forms.Party.OUTSIDE, **form.cleaned_data),
        page,
    )


@require_http_methods(["GET", "POST"])
@requires("cases.steer_review", on=Review)
def review_cancel(request: SignedInRequest, review: Review) -> HttpResponse:
    """It will not be held."""
    form = forms.CancelForm(request.POST or None)
    page = {"title": _("Cancel the review"), "submit": _("Cancel the review"), "tone": "danger"}
    return filled(
        request,
        review,
        form,
        lambda: reviews.cancel_review(review, by=request.user, **form.cleaned_data),
        page | {"done": _("The review is cancelled: whoever is invited and has an account is told.")},
    )


def filled(
    request: SignedInRequest, review: Review, form: Form, act: Callable[[], object], page: dict[str, Any]
) -> HttpResponse:
    """A form of a review: sent and right, back to the review; what is refused stays typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except StaleVersion:
            form.look_again()  # type: ignore[attr-defined]  # only forms over a row are ever stale
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, page["done"])
            return redirect(review)
    context = {"tone": "", "form": form, "review": review, "case": review.case}
    return render_page(request, "cases/review_form.html", context | page)

"""A review prepared, held and written up."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases.actions import minutes
from cases.deadlines import proposed_next
from cases.forms import reviews as forms
from cases.models import Review, ReviewSection
from cases.reviewing import named_parties
from cases.views.reviews import filled
from common.access import requires
from common.http import SignedInRequest

Kind = ReviewSection.Kind

WRITTEN = {
    Kind.PREPARATION: (
        gettext_lazy("Prepare the review"),
        gettext_lazy("What has moved in your area since the last one, and what you propose."),
    ),
    Kind.MINUTES: (
        gettext_lazy("Write a section of the minutes"),
        gettext_lazy("One area at a time: each section shows to whoever may see that area, at the level you choose."),
    ),
    Kind.CORRECTION: (
        gettext_lazy("Add a correction"),
        gettext_lazy("The minutes stay as they are: the correction stands below, with its date and your name."),
    ),
}
"""The title and what is said above each text."""


@require_http_methods(["GET", "POST"])
@requires("cases.prepare_review", on=Review)
def review_prepare(request: SignedInRequest, review: Review) -> HttpResponse:
    """Before the day, what each brings."""
    return section(request, review, Kind.PREPARATION)


@require_http_methods(["GET", "POST"])
@requires("cases.write_review", on=Review)
def review_minutes(request: SignedInRequest, review: Review) -> HttpResponse:
    """What was said, area by area."""
    return section(request, review, Kind.MINUTES)


@require_http_methods(["GET", "POST"])
@requires("cases.write_review", on=Review)
def review_correct(request: SignedInRequest, review: Review) -> HttpResponse:
    """What was wrong in a documented review."""
    return section(request, review, Kind.CORRECTION)


def section(request: SignedInRequest, review: Review, kind: ReviewSection.Kind) -> HttpResponse:
    """One text, in one area, for one level."""
    form = forms.SectionForm(request.POST or None, case=review.case, writer=request.user)
    title, hint = WRITTEN[kind]
    page = {"title": title, "hint": hint, "submit": _("Save this text"), "done": _("The text is in the review.")}
    return filled(
        request,
        review,
        form,
        lambda: minutes.write_section(review, kind=kind, by=request.user, **form.cleaned_data),
        page,
    )


@require_http_methods(["GET", "POST"])
@requires("cases.write_review", on=Review)
def review_decide(request: SignedInRequest, review: Review) -> HttpResponse:
    """A decision, which may become somebody's action."""
    form = forms.DecisionForm(request.POST or None, case=review.case, writer=request.user)
    page = {"title": _("Note a decision"), "submit": _("Note this decision"), "done": _("The decision is noted.")}
    return filled(request, review, form, lambda: minutes.decide(review, by=request.user, **form.cleaned_data), page)


@require_http_methods(["GET", "POST"])
@requires("cases.steer_review", on=Review)
def review_hold(request: SignedInRequest, review: Review) -> HttpResponse:
    """Who came."""
    form = forms.PresenceForm(request.POST or None, parties=named_parties(review, request.user))
    page = {"title": _("Who was there?"), "submit": _("Note the presence")}
    return filled(
        request,
        review,
        form,
        lambda: minutes.hold_review(review, presence=form.presence(), by=request.user),
        page | {"done": _("The presence is noted. Write the minutes, area by area.")},
    )


@require_http_methods(["GET", "POST"])
@requires("cases.steer_review", on=Review)
def review_opinion(request: SignedInRequest, review: Review) -> HttpResponse:
    """The young person's own words, or why they are missing."""
    form = forms.OpinionForm(request.POST or None, row=review)
    page = {"title": _("What the young person says"), "submit": _("Note this"), "done": _("It is noted.")}
    return filled(
        request, review, form, lambda: minutes.record_opinion(review, by=request.user, **form.cleaned_data), page
    )


@require_http_methods(["GET", "POST"])
@requires("cases.steer_review", on=Review)
def review_document(request: SignedInRequest, review: Review) -> HttpResponse:
    """Written up: nothing changes any more, and the next one has its date."""
    form = forms.DocumentForm(request.POST or None, initial={"next_on": proposed_next(review.case)})
    page = {"title": _("Close the minutes"), "submit": _("Close the minutes")}
    page["hint"] = _(
        "From then on the review changes no more: what was wrong is corrected beside it, dated and signed."
    )
    return filled(
        request,
        review,
        form,
        lambda: minutes.document_review(review, next_on=form.cleaned_data["next_on"], by=request.user),
        page | {"done": _("The review is documented, and the next one has its date.")},
    )

"""Whether another association accompanies the same young person: asked here, answered by its lead or by nobody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions import duplicates
from cases.actions.circle import CircleRefusal
from cases.forms.duplicates import CONTACT, LikenessForm
from cases.models import Case, Likeness
from common.access import requires
from common.http import SignedInRequest, render_page
from common.moves import IllegalMove


@require_http_methods(["GET", "POST"])
@requires("cases.ask_duplicates", on=Case)
def duplicates_ask(request: SignedInRequest, case: Case) -> HttpResponse:
    """What is asked, and that nothing is answered here."""
    if request.method == "POST":
        try:
            duplicates.ask_duplicates(case, by=request.user)
            messages.success(request, _("It is asked. You hear of it only if another lead gets in touch with you."))
        except duplicates.AskedTooOften as refusal:
            messages.error(request, str(refusal))
        return redirect(case)
    context = {"case": case, "last": duplicates.last_question(case)}
    return render_page(request, "cases/duplicates_ask.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.answer_likeness", on=Likeness)
def likeness_answer(request: SignedInRequest, likeness: Likeness) -> HttpResponse:
    """The lead of the file that was found decides; until then nobody else knows."""
    form = LikenessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        try:
            if answer == CONTACT:
                duplicates.get_in_touch(likeness, by=request.user)
                messages.success(request, _("They are told that you wish to talk to them. It is for you to call."))
            else:
                duplicates.let_be(likeness, by=request.user, reason=answer)
                messages.success(request, _("Noted: nobody is told."))
        except (IllegalMove, CircleRefusal) as refusal:
            messages.error(request, str(refusal))
        return redirect(likeness.case)
    return render_page(request, "cases/likeness.html", {"form": form, "likeness": likeness, "case": likeness.case})

"""Sessions on a phone; the directory and its care."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.access import may_change
from cases.actions.plan import NotReadable
from cases.models import CaseLink
from cases.views.concerned import by_link, own
from common.access import requires
from common.history import StaleVersion
from common.http import SignedInRequest, render_page
from common.pagination import page_of
from organisations.access import administered
from organisations.actions.structure import NameTaken
from programs import actions
from programs.forms import (
    CareForm,
    ChangeServiceForm,
    CorrectSessionForm,
    NewServiceForm,
    PlacesForm,
    QuestionForm,
    SessionForm,
)
from programs.listing import DirectoryFilter, carers_of
from programs.models import Attendance, Service, ServiceQuestion
from programs.own_sessions import in_plain_words, sessions_of


@require_http_methods(["GET", "POST"])
@requires("programs.log_session")
def session_create(request: SignedInRequest) -> HttpResponse:
    """One page, under a minute: with whom, did they come, a word."""
    form = SessionForm(request.POST or None, writer=request.user, initial=first_choice(request))
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = dict(form.cleaned_data)
        case = facts.pop("case")
        try:
            actions.log_session(case, by=request.user, **facts)
        except NotReadable as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is saved. You can correct it until tonight."))
            return redirect(case)
    return render_page(request, "programs/session_create.html", {"form": form})


def first_choice(request: SignedInRequest) -> dict[str, Any]:
    """What the page already knows: the young person it was opened from."""
    return {"case": request.GET.get("case")} if request.GET.get("case") else {}


@require_http_methods(["GET", "POST"])
@requires("programs.correct_session", on=Attendance)
def session_correct(request: SignedInRequest, attendance: Attendance) -> HttpResponse:
    """The same day, by whoever logged it."""
    initial = {"status": attendance.status, "reason": attendance.reason, "minutes": attendance.session.minutes}
    form = CorrectSessionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_session(attendance, by=request.user, **form.cleaned_data)
            messages.success(request, _("The session is corrected."))
        except actions.TooLate as refusal:
            messages.error(request, str(refusal))
        return redirect(attendance.case)
    context = {"form": form, "attendance": attendance, "case": attendance.case}
    context["marks"] = may_change(request.user, attendance)
    return render_page(request, "programs/session_correct.html", context)


@require_GET
@by_link("programs.read_own_sessions")
def own_sessions(request: HttpRequest, link: CaseLink) -> HttpResponse:
    """When I was with an association, and for what."""
    page = page_of(sessions_of(link), request)
    return own(request, link, "programs/own_sessions.html", page=page, sessions=in_plain_words(page.object_list, link))


@require_GET
@requires("programs.see_directory")
def service_list(request: SignedInRequest) -> HttpResponse:
    """The services of the network: by need and area, with places and their date."""
    filters = DirectoryFilter(request.GET)
    context = {"page": page_of(filters.apply(request.user), request), "filters": filters}
    return render_page(request, "programs/service_list.html", context)


@require_http_methods(["GET", "POST"])
@requires("programs.add_service")
def service_add(request: SignedInRequest) -> HttpResponse:
    organisation = administered(request.user).order_by("name")[0]
    form = NewServiceForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_service(organisation, by=request.user, **form.cleaned_data)
        except NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The service is in the directory."))
            return redirect("programs:service_list")
    return render_page(request, "programs/service_edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires("programs.change_service", on=Service)
def service_change(request: SignedInRequest, service: Service) -> HttpResponse:
    """What others changed meanwhile is shown beside, and nothing typed is lost."""
    form = ChangeServiceForm(request.POST or None, row=service)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_service(service.organisation, by=request.user, service=service, **form.cleaned_data)
        except NameTaken as refusal:
            form.add_error("name", str(refusal))
        except StaleVersion:
            form.look_again()
        else:
            messages.success(request, _("The service is up to date."))
            return redirect("programs:service_list")
    return render_page(request, "programs/service_edit.html", {"form": form, "service": service})


@require_http_methods(["GET", "POST"])
@requires("programs.change_service", on=Service)
def service_places(request: SignedInRequest, service: Service) -> HttpResponse:
    """How many places are free today."""
    known = getattr(service, "capacity", None)
    initial = {"places": known.places, "free": known.free} if known else {}
    form = PlacesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.say_places(service, by=request.user, **form.cleaned_data)
        messages.success(request, _("The places are up to date."))
        return redirect("programs:service_list")
    return render_page(request, "programs/service_places.html", {"form": form, "service": service})


@require_http_methods(["GET", "POST"])
@requires("programs.change_service", on=Service)
def service_questions(request: SignedInRequest, service: Service) -> HttpResponse:
    """What it asks whoever refers somebody to it, and one question more."""
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_question(service, by=request.user, **form.cleaned_data)
        except actions.QuestionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question is asked from now on."))
            return redirect("programs:service_questions", service.pk)
    context = {"form": form, "service": service, "questions": service.questions.asked()}
    return render_page(request, "programs/service_questions.html", context)


@require_http_methods(["GET", "POST"])
@requires("programs.change_question", on=ServiceQuestion)
def question_replace(request: SignedInRequest, question: ServiceQuestion) -> HttpResponse:
    """Other words, in the same place."""
    terms = {name: getattr(question, name) for name in ("text", "kind", "options", "is_required")}
    form = QuestionForm(request.POST or None, initial=terms)
    if request.method == "POST" and form.is_valid():
        try:
            actions.replace_question(question, by=request.user, **form.cleaned_data)
        except actions.QuestionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question is changed. What was answered before keeps its words."))
            return redirect("programs:service_questions", question.service_id)
    context = {"form": form, "service": question.service}
    return render_page(request, "programs/question_replace.html", context)


@require_POST
@requires("programs.change_question", on=ServiceQuestion)
def question_retire(request: SignedInRequest, question: ServiceQuestion) -> HttpResponse:
    """It is not asked any more."""
    actions.retire_question(question, by=request.user)
    messages.success(request, _("The question is not asked any more. What was answered stays."))
    return redirect("programs:service_questions", question.service_id)


@require_POST
@requires("programs.change_question", on=ServiceQuestion)
def question_up(request: SignedInRequest, question: ServiceQuestion) -> HttpResponse:
    """Before the one that stands above it."""
    actions.move_question_up(question, by=request.user)
    return redirect("programs:service_questions", question.service_id)


@require_http_methods(["GET", "POST"])
@requires("programs.give_care", on=Service)
def service_care(request: SignedInRequest, service: Service) -> HttpResponse:
    """Who keeps this service up to date."""
    form = CareForm(request.POST or None, service=service)
    if request.method == "POST" and form.is_valid():
        actions.give_care(service, by=request.user, **form.cleaned_data)
        messages.success(request, _("The care is given."))
        return redirect("programs:service_care", service.pk)
    context = {"form": form, "service": service, "carers": carers_of(service)}
    return render_page(request, "programs/service_care.html", context)


@require_POST
@requires("programs.give_care", on=Service)
def care_withdraw(request: SignedInRequest, service: Service) -> HttpResponse:
    """Take the care back from a member, or from the team."""
    named = request.POST.get("user", "")
    user = next((carer for carer in carers_of(service) if str(carer.pk) == named), None)
    if named and user is None:
        raise Http404
    actions.withdraw_care(service, by=request.user, user=user)
    messages.success(request, _("The care is taken back."))
    return redirect("programs:service_care", service.pk)

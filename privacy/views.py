"""The record, for data protection officers: by reference, never a list of names."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.concerned import is_own
from cases.models import Case, CaseLink
from cases.views.concerned import by_link, own
from common import clock
from common.access import requires
from common.http import SignedInRequest, render_page
from common.pagination import page_of
from documents.actions import start_job
from privacy.access import recorded
from privacy.actions import TooManyNames, look_up_name
from privacy.days import readers_on
from privacy.forms import DayForm, NameForm, ReferenceForm, TrailForm
from privacy.jobs import PROOF, TRAIL_TABLE
from privacy.own_trail import emergencies_of, looks_at
from privacy.proofs import last_proofs, unsealed
from privacy.trail import actors_of, lines_of, rows_of


@require_http_methods(["GET", "POST"])
@requires("privacy.find_file")
def record(request: SignedInRequest) -> HttpResponse:
    """One file by its reference. Hidden and absent answer alike."""
    form = ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = recorded(request.user).filter(reference=form.cleaned_data["reference"]).first()
        if case is not None:
            return redirect("privacy:who_saw", pk=case.pk)
        form.refuse_unknown()
    return render_page(request, "privacy/record.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires("privacy.look_up_name")
def name_look_up(request: SignedInRequest) -> HttpResponse:
    """References of the files of an exact name. The page says that looking is recorded before it is done."""
    form = NameForm(request.POST or None)
    found: list[Case] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            found = look_up_name(by=request.user, **form.cleaned_data)
        except TooManyNames as refusal:
            form.add_error(None, str(refusal))
    return render_page(request, "privacy/name_look_up.html", {"form": form, "found": found})


@require_GET
@requires("privacy.see_readers", on=Case)
def on_day(request: SignedInRequest, case: Case) -> HttpResponse:
    """Who could open this file on a given day, how far, and by which facts."""
    form = DayForm(request.GET if "day" in request.GET else None, case=case, initial={"day": clock.today()})
    day = form.cleaned_data["day"] if form.is_valid() else None
    readers = readers_on(case, day, request.user) if day else []
    return render_page(request, "privacy/on_day.html", {"case": case, "form": form, "day": day, "readers": readers})


@require_GET
@requires("privacy.read_trail", on=Case)
def who_saw(request: SignedInRequest, case: Case) -> HttpResponse:
    """Who did and saw what on one file, newest first: no name of the young person, no content."""
    form = TrailForm(request.GET, people=actors_of(case, request.user))
    wanted = form.wanted()
    page = page_of(rows_of(case, request.user, wanted), request)
    context = {"case": case, "form": form, "wanted": wanted, "page": page, "lines": lines_of(page.object_list)}
    return render_page(request, "privacy/who_saw.html", context, part="rows")


@require_GET
@by_link("privacy.read_own_trail")
def own_trail(request: HttpRequest, link: CaseLink) -> HttpResponse:
    """Who looked, day by day: for the young person. To a representative it does not exist."""
    if not is_own(link):
        raise Http404
    page = page_of(looks_at(link), request)
    context = {"page": page, "lines": lines_of(page.object_list), "emergencies": emergencies_of(link)}
    return own(request, link, "privacy/own_trail.html", **context)


@require_POST
@requires("privacy.export_trail", on=Case)
def export(request: SignedInRequest, case: Case) -> HttpResponse:
    """The trail as a table, with the filters of the page; the export is itself in the record."""
    wanted = TrailForm(request.POST, people=actors_of(case, request.user)).wanted()
    job = start_job(TRAIL_TABLE, by=request.user, case=case, **wanted.params())
    return redirect("documents:job", pk=job.pk)


@require_http_methods(["GET", "POST"])
@requires("privacy.prove_log")
def log(request: SignedInRequest) -> HttpResponse:
    """Whether the record is whole: the last proofs in plain words; a new one is a button away."""
    if request.method == "POST":
        return redirect("documents:job", pk=start_job(PROOF, by=request.user).pk)
    proofs = last_proofs()
    context = {"proofs": proofs, "last": proofs[0] if proofs else None, "unsealed": unsealed()}
    return render_page(request, "privacy/log.html", context)

"""What one's teams wrote in files that may be open to them no more."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from cases.archive import read_archive
from cases.models import Case, Document
from cases.views.documents import served
from common.access import requires
from common.http import SignedInRequest, render_page
from common.pagination import page_of


@require_GET
@requires("cases.list_archive")
def archive_list(request: SignedInRequest) -> HttpResponse:
    """By reference alone; a file still open is read on its own page."""
    rows = Case.objects.archive_for(request.user).not_visible_to(request.user).order_by("reference")
    return render_page(request, "cases/archive_list.html", {"page": page_of(rows, request)})


@require_GET
@requires("cases.read_archive", on=Case)
def archive_detail(request: SignedInRequest, case: Case) -> HttpResponse:
    """Read-only, without identity: what these teams wrote themselves."""
    context = {"case": case, "found": read_archive(case, request.user)}
    return render_page(request, "cases/archive_detail.html", context)


@require_GET
@requires("cases.read_archived_document", on=Document)
def archive_file(request: SignedInRequest, document: Document) -> HttpResponse:
    """The file of a document that one's own team added."""
    stored = document.stored
    return served(stored.content, stored.content_type, name=stored.name)

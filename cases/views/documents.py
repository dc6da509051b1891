"""Documents of a file: listed, sent in, read, downloaded."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.access import case_is_open, may_change
from cases.actions.circle import CircleRefusal
from cases.actions.documents import add_document
from cases.actions.plan import NotReadable
from cases.forms.documents import DocumentForm
from cases.models import Case, Document
from cases.reading import read_documents
from common.access import requires
from common.http import SignedInRequest, render_page
from documents.intake import FileRefused
from documents.serving import file_response
from vault.fields import Erased


@require_GET
@requires("cases.list_documents", on=Case)
def document_list(request: SignedInRequest, case: Case) -> HttpResponse:
    """Those this reader sees, the newest first."""
    context = {
        "case": case,
        "documents": read_documents(case, request.user),
        "may_add": case_is_open(request.user, case),
    }
    return render_page(request, "cases/document_list.html", context)


@require_http_methods(["GET", "POST"])
@requires("cases.add_item", on=Case)
def document_add(request: SignedInRequest, case: Case) -> HttpResponse:
    """A file that is refused says why beside its field; what was said of it stays typed."""
    form = DocumentForm(request.POST or None, request.FILES or None, case=case, writer=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            document = add_document(case, by=request.user, **form.facts())
        except FileRefused as refusal:
            form.add_error("content", str(refusal))
        except (NotReadable, CircleRefusal) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The document is in the file."))
            return redirect(document.where())
    return render_page(request, "cases/document_add.html", {"form": form, "case": case})


@require_GET
@requires("cases.read_document", on=Document)
def document_detail(request: SignedInRequest, document: Document) -> HttpResponse:
    """What it is, from whom, for whom, and what it looks like."""
    context = {
        "document": document,
        "case": document.case,
        "may_change": may_change(request.user, document),
        "is_gone": isinstance(document.title, Erased),
    }
    return render_page(request, "cases/document_detail.html", context)


@require_GET
@requires("cases.download_document", on=Document)
def document_file(request: SignedInRequest, document: Document) -> HttpResponse:
    """The file itself, to keep on one's device."""
    stored = document.stored
    return served(stored.content, stored.content_type, name=stored.name)


@require_GET
@requires("cases.read_document", on=Document)
def document_preview(request: SignedInRequest, document: Document) -> HttpResponse:
    """Its first page as a picture, for its page."""
    return served(document.stored.preview, "image/jpeg")


def served(content: bytes | None, content_type: str, name: str = "") -> HttpResponse:
    """Absent once the young person's key is destroyed."""
    if content is None:
        raise Http404
    return file_response(content, content_type, name=name)

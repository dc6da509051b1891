"""The page of long work: progress, then the file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from common.access import refused, requires
from common.http import SignedInRequest, render_page
from documents.jobs import KINDS
from documents.models import Job
from documents.reading import is_open_to, result_for
from documents.serving import file_response


@require_GET
@requires("documents.view_job", on=Job)
def job_detail(request: SignedInRequest, job: Job) -> HttpResponse:
    """htmx asks again every second and gets 204 while nothing moved; without JavaScript a link does it."""
    if not is_open_to(request.user, job):
        raise Http404
    if request.htmx and not job.is_finished() and request.GET.get("seen") == str(job.progress):
        return HttpResponse(status=204)
    kind = KINDS[job.kind]
    result = result_for(request.user, job) if job.status == Job.Status.DONE else None
    context = {"job": job, "kind": kind, "back": kind.back(job), "result": result}
    return render_page(request, "documents/job_detail.html", context, part="state")


@require_GET
@requires("documents.download_job", on=Job)
def job_download(request: SignedInRequest, job: Job) -> HttpResponse:
    """The file, if it is still the reader's to have and still true; else it is absent."""
    found = result_for(request.user, job) if is_open_to(request.user, job) else None
    if found is None or found.content is None:
        refused.send(Job, request=request, verb="documents.download_job", pk=job.pk, found=None)
        raise Http404
    return file_response(found.content, found.content_type, name=found.name)

"""What the young person reads of referrals by their personal link."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from cases.concerned import is_own
from cases.models import CaseLink
from cases.views.concerned import by_link, own
from referrals.telling import told_by_link


@require_GET
@by_link("referrals.read_own_answers")
def answers(request: HttpRequest, link: CaseLink) -> HttpResponse:
    """What somebody has told them already, in the same words. To a representative it does not exist."""
    if not is_own(link):
        raise Http404
    return own(request, link, "referrals/own_answers.html", told=told_by_link(link))

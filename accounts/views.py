"""Pages about one's own account that allauth does not have."""

from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.mfa.base import views as mfa
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.forms import DraftForm
from accounts.models import Draft
from common.access import public, signed_in
from common.http import SignedInRequest


@public
def closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up: accounts come from invitations."""
    raise Http404


@require_http_methods(["GET", "POST"])
@public
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code asked for after the password. Whoever waits here while theirs is reset begins again."""
    pending = get_pending_stage(request)
    if pending is not None and not is_mfa_enabled(pending.login.user):
        clear_login(request)
        return redirect("account_login")
    answer: HttpResponse = mfa.authenticate(request)
    return answer


@require_POST
@signed_in
def session_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign out one of one's own devices."""
    actions.end_session(get_object_or_404(UserSession, pk=pk, user=request.user))
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


@require_http_methods(["GET", "POST"])
@signed_in
def draft(request: SignedInRequest) -> HttpResponse:
    """What one was writing on a page: read when it opens, kept while one writes. Nobody else's is ever answered."""
    if request.method == "GET":
        drafts = Draft.objects.filter(user=request.user, page=request.GET.get("page", ""))
        return JsonResponse({"drafts": {row.name: row.text for row in drafts}})
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    found = form.cleaned_data
    actions.keep_draft(
        request.user, page=found["page"], name=found["name"], text=found["text"], person_id=found["person"]
    )
    return HttpResponse(status=204)

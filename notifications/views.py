"""The reader's news, and how they want to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import clock
from common.access import requires, signed_in
from common.http import SignedInRequest, render_page
from notifications import actions
from notifications.forms import PreferenceForm, SeenForm
from notifications.models import Notice, Preference
from notifications.reading import news_of
from notifications.registry import resolve


@require_GET
@signed_in
def notice_list(request: SignedInRequest) -> HttpResponse:
    """Unread first, then what was read."""
    return render_page(
        request, "notifications/notice_list.html", {"found": news_of(request.user), "drawn_at": clock.now().isoformat()}
    )


@require_POST
@requires("notifications.open_notice", on=Notice)
def notice_open(request: SignedInRequest, notice: Notice) -> HttpResponse:
    """Lead to what it is about, if the reader may still see it."""
    for found, line in resolve(request.user, [notice]):
        actions.mark_read([found])
        return redirect(line.url)
    raise Http404


@require_POST
@signed_in
def mark_all_read(request: SignedInRequest) -> HttpResponse:
    form = SeenForm(request.POST)
    if form.is_valid():
        shown = news_of(request.user).unread
        actions.mark_read([notice for notice, _line in shown if notice.created_at <= form.cleaned_data["until"]])
    return redirect("notifications:list")


@require_http_methods(["GET", "POST"])
@signed_in
def preference_change(request: SignedInRequest) -> HttpResponse:
    chosen = Preference.objects.of([request.user.pk])[request.user.pk]
    form = PreferenceForm(request.POST or None, initial={"mail": chosen})
    if request.method == "POST" and form.is_valid():
        actions.choose_mail(request.user, mail=form.cleaned_data["mail"])
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:list")
    return render_page(request, "notifications/preference_change.html", {"form": form})

"""Time-outs that lose nothing: idle and absolute limits, what was typed kept and given back; drafts thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import actions, typed
from accounts.sessions import BEGAN, SEEN, begin
from common import clock

if TYPE_CHECKING:
    from accounts.models import User

type Response = Callable[[HttpRequest], HttpResponse]

PRECISION = 60
"""Seconds between two notes of the last request: reading pages does not write the session each time."""


class TimeOuts:
    """Signs out whoever was idle for too long; a form they then send waits for them behind the sign-in page."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.timed_out = None  # type: ignore[attr-defined]
        request.typed = request.person_id = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            if is_over(request):
                request.timed_out = request.user  # type: ignore[attr-defined]
                logout(request)
            else:
                note(request)
                return_typed(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """After the check of the form's token: nobody else's site can have us keep a text."""
        user = request.timed_out  # type: ignore[attr-defined]
        if user is None or not getattr(view, "login_required", True):
            return None
        if request.method == "POST" and typed.keep(request, user, view):
            messages.info(
                request, _("You were signed out after a while without activity. What you typed waits for you.")
            )
        else:
            messages.info(request, _("You were signed out after a while without activity."))
        return to_sign_in(request, view)


def is_over(request: HttpRequest) -> bool:
    """Idle for too long, or signed in for too long."""
    now = clock.now().timestamp()
    idle = now - request.session.get(SEEN, now)
    return bool(
        idle > settings.SESSION_IDLE_SECONDS
        or now - request.session.get(BEGAN, now) > settings.SESSION_ABSOLUTE_SECONDS
    )


def note(request: HttpRequest) -> None:
    now = int(clock.now().timestamp())
    if BEGAN not in request.session:
        begin(request.session)
    elif now - request.session.get(SEEN, 0) >= PRECISION:
        request.session[SEEN] = now


def return_typed(request: HttpRequest) -> None:
    """On the page where it was typed, as if it had been sent just now and needed a second look.

    Every page shows a form that was sent and not yet saved; so none needs to know of time-outs. Nothing is saved:
    the method is still GET.
    """
    user: User = request.user  # type: ignore[assignment]
    if request.method == "POST" and request.session.get(typed.PAGE) == request.path:
        typed.forget(request)
    elif request.method == "GET" and (kept := typed.give_back(request, user)) is not None:
        request.typed = request.POST = kept  # type: ignore[attr-defined, misc, assignment]
        messages.info(request, _("What you had typed is back. It is not saved yet."))


def to_sign_in(request: HttpRequest, view: Any) -> HttpResponse:
    """And back to the same page; htmx is told to leave the page rather than put the sign-in form inside it."""
    answer = redirect_to_login(typed.kept_at(request, view) if request.method == "POST" else request.get_full_path())
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


def saved_drafts(get_response: Response) -> Response:
    """A form that was saved (it led elsewhere) needs its drafts no longer; the page names them as it sends."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            actions.forget_drafts(request.user, names=request.POST.getlist("draft"), page=typed.page_of(request))
        return response

    return middleware

"""Home, search, help and the pages for when something cannot be shown."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import clock, navigation, panels, todo
from common.access import public, signed_in
from common.http import SignedInRequest, render_page

RETRY_AFTER = 5
"""Seconds after which a busy database is worth another try."""


@require_GET
@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """What awaits the reader, gathered from every app."""
    context = {
        "today": clock.today(),
        "shortcuts": navigation.shortcuts(request),
        "todos": todo.awaiting(request),
        "panels": panels.rendered("home", request),
    }
    return render_page(request, "common/home.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def search(request: SignedInRequest) -> HttpResponse:
    """Names travel in the body of a POST, never in an address."""
    text = request.POST.get("q", "").strip()[:100]
    found = panels.rendered("search", request, text) if text else []
    return render_page(request, "common/search.html", {"text": text, "panels": found})


@require_POST
@public
def language(request: HttpRequest) -> HttpResponse:
    """Switch the interface between French and English."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


@require_GET
@public
def danger(request: HttpRequest) -> HttpResponse:
    """Whom to call when somebody is in danger."""
    return render(request, "common/danger.html")


@require_GET
@public
def about(request: HttpRequest, topic: str) -> HttpResponse:
    """Accessibility, your data, sources."""
    return render(request, f"common/about_{topic}.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "common/error.html", {"kind": "bad_request"}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "common/error.html", {"kind": getattr(exception, "kind", "forbidden")}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Hidden and absent: the same page."""
    return render(request, "common/error.html", {"kind": "not_found"}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what failed."""
    if is_busy(sys.exc_info()[1]):
        return busy(request)
    return HttpResponse(render_to_string("common/error_server.html"), status=500)


def is_busy(error: BaseException | None) -> bool:
    """Held by somebody else for longer than we wait, or away for a moment: worth trying again."""
    if connection.vendor == "sqlite":
        return isinstance(error, OperationalError) and "locked" in str(error)
    return isinstance(error, (OperationalError, InterfaceError))


def busy(request: HttpRequest) -> HttpResponse:
    """What was typed waits in the page, to be sent again as it was; a password is typed anew."""
    fields = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    typed = [] if any("password" in name for name, _value in fields) else fields
    context = {"path": request.get_full_path(), "typed": typed}
    return HttpResponse(
        render_to_string("common/error_busy.html", context), status=503, headers={"Retry-After": str(RETRY_AFTER)}
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "common/error.html", {"kind": "stale_page"}, status=403)

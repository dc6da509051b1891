"""What a young person or a representative sees: their link, a code, then their pages under /moi/.

The link's secret stands in the first address only; from then on the browser's session knows which link it holds, until
the browser is closed, the button is pressed, or nothing was opened for half an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.actions import record_view
from cases import concerned, written
from cases.actions import personal
from cases.actions.links import TooManyCodes
from cases.forms.links import CodeForm, SheetCodeForm
from cases.models import CaseLink
from common import clock
from common.access import public
from common.forms import Form
from common.http import render_page

ASKED, HELD = "personal_link_asked", "personal_link"
"""In the session: the link whose code is awaited; the link that is open, since when, and until when."""

IDLE = 1800
"""Seconds without a page after which it is shut."""

IN_BAR = 5
"""How many ways the bar of a phone holds: when there are more pages, the last of them leads to the others."""


def code_form(link: CaseLink, *given: Any) -> CodeForm:
    return (SheetCodeForm if link.door.on_paper else CodeForm)(*given)


@require_http_methods(["GET", "POST"])
@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """One button, and nothing else to read. Opening it changes nothing: a scanner's visit sends no code."""
    tokens = (token, token.upper())  # on paper it may be typed in small letters
    held = next((one for text in tokens if (one := CaseLink.objects.concerned().with_token(text).first())), None)
    if held is None or not held.opens():
        return render_page(request, "cases/link_over.html", status=404)
    if request.method == "POST":
        try:
            if not held.door.on_paper:
                personal.send_code(held)
        except TooManyCodes as refusal:
            messages.error(request, str(refusal))
        else:
            request.session[ASKED] = str(held.pk)
            return redirect("cases:link_code")
    return render_page(request, "cases/link.html", {"on_paper": held.door.on_paper})


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@public
def link_code(request: HttpRequest) -> HttpResponse:
    """The code, typed in the browser that asked for it."""
    if ASKED not in request.session:
        raise Http404
    held = CaseLink.objects.concerned().get(pk=request.session[ASKED])
    if not held.opens():
        return render_page(request, "cases/link_over.html", status=404)
    form = code_form(held, request.POST or None)
    if request.method == "POST" and form.is_valid() and is_right(held, form):
        open_here(request, held)
        return redirect("cases:own_plan")
    return render_page(request, "cases/link_code.html", {"form": form, "on_paper": held.door.on_paper})


def is_right(held: CaseLink, form: Form) -> bool:
    """Whether the code opens; why not stands in the form."""
    try:
        if personal.enter_code(held, code=form.cleaned_data["code"]):
            return True
        form.add_error("code", _("This code does not open: check it, or take another one."))
    except personal.TooManyTries as refusal:
        form.add_error("code", str(refusal))
    return False


def open_here(request: HttpRequest, held: CaseLink) -> None:
    """In this browser until it is closed, under a session that nobody knew before."""
    now = clock.now().timestamp()
    request.session.cycle_key()
    request.session.set_expiry(0)
    request.session.pop(ASKED, None)
    request.session[HELD] = {"link": str(held.pk), "since": now, "until": now + IDLE}


def by_link(verb: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Lets in whoever holds a link in this browser, and records the reading; for everybody else it does not exist."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            held = request.session.get(HELD)
            if held is None:
                raise Http404
            link = CaseLink.objects.concerned().get(pk=held["link"])
            if not is_open_here(held, link):
                return shut(request)
            request.session[HELD] = held | {"until": clock.now().timestamp() + IDLE}
            response = view(request, link, *args, **kwargs)
            if request.method == "GET" and response.status_code == 200:
                record_view(verb, link.case, by=link)
            return response

        return public(checked)

    return decorate


def is_open_here(held: dict[str, Any], link: CaseLink) -> bool:
    """Looked at lately, with the secret of today."""
    lately = clock.now().timestamp() < held["until"] and held["since"] >= link.valid_from.timestamp()
    return lately and link.opens()


def shut(request: HttpRequest) -> HttpResponse:
    """What was being written is shown, not kept."""
    request.session.pop(HELD)
    written = [text for name, text in request.POST.items() if name in ("text", "reason") and text]
    return render_page(request, "cases/link_over.html", {"written": written, "shut": True}, status=404)


@require_POST
@public
def link_leave(request: HttpRequest) -> HttpResponse:
    """Nothing of it stays in this browser."""
    if request.session.pop(HELD, None) and not request.user.is_authenticated:
        request.session.flush()
    return render_page(request, "cases/link_left.html")


def own(request: HttpRequest, link: CaseLink, template: str, **context: Any) -> HttpResponse:
    """One of the pages under /moi/, with the way to the others."""
    pages = concerned.pages_of(link)
    in_bar = len(pages) if len(pages) <= IN_BAR else IN_BAR - 1
    ways = {"pages": pages[:in_bar], "more_pages": pages[in_bar:]}
    return render_page(request, template, context | {"link": link} | ways)


@require_GET
@by_link("cases.read_own_plan")
def own_plan(request: HttpRequest, link: CaseLink) -> HttpResponse:
    """My goals, what is next."""
    return own(request, link, "cases/own_plan.html", page=concerned.read_plan(link))


@require_GET
@by_link("cases.read_own_written")
def own_written(request: HttpRequest, link: CaseLink) -> HttpResponse:
    """Strengths, needs, notes: what others have written of me, and they let me read."""
    return own(request, link, "cases/own_written.html", page=written.read_written(link))


@require_GET
@by_link("cases.read_own_circle")
def own_circle(request: HttpRequest, link: CaseLink) -> HttpResponse:
    """Who is in my circle and what each may see; what was agreed."""
    return own(request, link, "cases/own_circle.html", page=concerned.read_circle(link))

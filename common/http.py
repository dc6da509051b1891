"""The request a signed-in page receives, and how it answers: whole page or the part htmx asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import User


class SignedInRequest(HttpRequest):
    """What every page behind sign-in receives."""

    user: User
    htmx: HtmxDetails


def shows_its_form[V: Callable[..., HttpResponse]](view: V) -> V:
    """For a form that stands on another page: its own address, read, shows that page.

    After a time-out what was typed comes back there.
    """
    view.shows_its_form = True  # type: ignore[attr-defined]  # read by the time-outs
    return view


def waiting_page(request: HttpRequest) -> str:
    """The page of ours that led to this form and waits for it (`next`); "" when none does."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}) else ""


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, part: str = "", status: int = 200
) -> HttpResponse:
    """The page; for htmx only its named partial `part`, when one is given."""
    wanted = f"{template}#{part}" if part and getattr(request, "htmx", None) else template
    return render(request, wanted, context, status=status)

"""The second factor, compulsory for whoever reads coordination or restricted items or holds a role over others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from organisations.standing import standing

if TYPE_CHECKING:
    from accounts.models import User

SET_UP = "second_factor"
"""In the session: this account has one. Removed with the authenticator app."""

OWN_PAGES = ("account_", "mfa_")
"""Names of the pages through which one signs in and out and sets the second factor up."""


class SecondFactor:
    """No page before it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_COMPULSORY or not request.user.is_authenticated or is_open(request, view):
            return None
        return None if has_second_factor(request, request.user) else redirect("mfa_activate_totp")


def is_open(request: HttpRequest, view: Any) -> bool:
    """A page for everybody, or one that leads to the second factor."""
    name = request.resolver_match.url_name if request.resolver_match else None
    return not getattr(view, "login_required", True) or (name or "").startswith(OWN_PAGES)


def has_second_factor(request: HttpRequest, user: User) -> bool:
    """Set up, or not needed."""
    if request.session.get(SET_UP) or not standing(request).needs_second_factor:
        return True
    if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        request.session[SET_UP] = True
        return True
    return False

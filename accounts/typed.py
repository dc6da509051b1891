"""What an expired session was sending: kept sealed in the browser's next session, for the same person and page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken, MultiFernet
from django.http import HttpRequest, QueryDict

from common import clock
from vault.purposes import cipher

if TYPE_CHECKING:
    from accounts.models import User

KEPT_SECONDS = 30 * 60
LONGEST = 500_000
"""Characters of a form that are still kept."""

NEVER = ("csrfmiddlewaretoken", "password")
"""Fields whose name holds one of these are left out."""

SIGN_IN = ("account_", "mfa_")
"""Pages of which nothing is kept."""

TOKEN, PAGE = "typed", "typed_page"


def kept_at(request: HttpRequest, view: Any) -> str:
    """Where a form is given back: the page it was filled in on, or its own address when that shows this page too."""
    return request.path if getattr(view, "shows_its_form", False) else page_of(request)


def page_of(request: HttpRequest) -> str:
    """The page on which the form was filled in: where it came from, for a button that posts elsewhere."""
    came_from = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else request.path


def keep(request: HttpRequest, user: User, view: Any) -> bool:
    """Seal the form that this expired request sent. Files are not kept, nor a button that posts to another page."""
    if request.resolver_match and str(request.resolver_match.view_name).startswith(SIGN_IN):
        return False
    fields = request.POST.copy()
    for name in [name for name in fields if any(part in name for part in NEVER)]:
        del fields[name]
    body = fields.urlencode()
    if not body or len(body) > LONGEST or kept_at(request, view) != request.path:
        return False
    text = json.dumps({"page": request.path, "body": body})
    request.session[TOKEN] = purpose(user).encrypt_at_time(text.encode(), now()).decode()
    request.session[PAGE] = request.path
    return True


def give_back(request: HttpRequest, user: User) -> QueryDict | None:
    """What this person typed on this page, unless half an hour has passed. Another person's is thrown away."""
    if request.session.get(PAGE) != request.path:
        return None
    try:
        text = purpose(user).decrypt_at_time(request.session[TOKEN].encode(), KEPT_SECONDS, now())
    except InvalidToken:
        forget(request)
        return None
    return QueryDict(json.loads(text)["body"])


def forget(request: HttpRequest) -> None:
    request.session.pop(TOKEN, None)
    request.session.pop(PAGE, None)


def purpose(user: User) -> MultiFernet:
    return cipher(f"typed|{user.pk}")


def now() -> int:
    return int(clock.now().timestamp())

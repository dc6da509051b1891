"""Who may do what: verbs declared by each app's `access.py`, asked by pages, actions and templates alike.

A page gets its object through `@requires`, never by itself: hidden and absent are the same 404,
visible but not allowed is 403.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.dispatch import Signal
from django.http import Http404, HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User

type Who = Callable[[User, Any], bool]
type Rows = Callable[[User], QuerySet[Any]]

ROLES = ("member", "lead", "manager", "org_admin", "dpo", "network_admin")
"""The columns of PRODUCT's table "Who does what", in its order."""

viewed = Signal()
"""Somebody was shown something: `request`, `verb`, `found` (the object, or None)."""

refused = Signal()
"""Somebody was refused: `request`, `verb`, `pk` (what was asked for), `found` (None when hidden or absent)."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One line of an access table: from which rows the object is fetched, and who may do it."""

    name: str
    label: _StrPromise | str
    rows: Rows | None = None
    who: dict[str, Who] = field(default_factory=dict)

    def allows(self, user: User, found: Any = None) -> bool:
        """Whether one of the roles holds. `found` must already come from `rows`."""
        return user.is_active and any(holds(user, found) for holds in self.who.values())


VERBS: dict[str, Verb] = {}
"""Every verb of the product by name, as `app.verb_noun`."""


def verb(name: str, label: _StrPromise | str, *, rows: Rows | None = None, **who: Who) -> Verb:
    """Declare a verb. `who` names a column of PRODUCT's table and the rule that fills it.

    Raises ValueError for an unknown column or a verb declared twice.
    """
    if name in VERBS or not who or set(who) - set(ROLES):
        message = f"{name}: declared twice, for nobody, or for an unknown role"
        raise ValueError(message)
    VERBS[name] = Verb(name, label, rows, who)
    return VERBS[name]


def anybody(user: User, found: Any) -> bool:
    """whoever may see it"""
    return True


def allowed(user: User, name: str, found: Model | None = None) -> bool:
    """What `User.has_perm` answers: the same rows and the same rule as the page. Unknown verbs are refused."""
    asked = VERBS.get(name)
    if asked is None or not user.is_active or (asked.rows is None) != (found is None):
        return False
    if asked.rows is not None and found is not None:
        return asked.rows(user).filter(pk=found.pk).exists() and asked.allows(user, found)
    return asked.allows(user)


def requires(name: str, *, on: type[Model] | None = None) -> Callable[..., Callable[..., HttpResponse]]:
    """Let a page in only to whoever may do the verb; with `on`, hand it the object named by the URL's `pk`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            found = fetch(request, name, on, kwargs)
            request.person_id = getattr(found, "person_id", None)  # type: ignore[attr-defined]  # for drafts
            response = view(request, *([found] if on else []), *args, **kwargs)
            if request.method == "GET" and response.status_code == 200:
                viewed.send(on or HttpRequest, request=request, verb=name, found=found)
            return response

        checked.verb = name  # type: ignore[attr-defined]  # read by the access tests
        return checked

    return decorate


def fetch(request: HttpRequest, name: str, on: type[Model] | None, kwargs: dict[str, Any]) -> Model | None:
    """The object from the verb's own rows. Raises Http404 when hidden or absent, PermissionDenied when refused."""
    asked, user, found = VERBS[name], request.user, None
    pk = kwargs.pop("pk") if on else None
    if on is not None:
        if asked.rows is None:
            message = f"{name} declares no rows"
            raise TypeError(message)
        found = asked.rows(user).filter(pk=pk).first()  # type: ignore[arg-type]  # signed in: the middleware saw to it
        if found is None:
            refused.send(on, request=request, verb=name, pk=pk, found=None)
            raise Http404
    if not asked.allows(user, found):  # type: ignore[arg-type]
        refused.send(on or HttpRequest, request=request, verb=name, pk=pk, found=found)
        raise PermissionDenied
    return found


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for everybody, signed in or not."""
    open_view = login_not_required(view)
    open_view.verb = "public"  # type: ignore[attr-defined]
    return open_view


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about the reader's own things: signing in is enough."""
    view.verb = "signed_in"  # type: ignore[attr-defined]
    return view

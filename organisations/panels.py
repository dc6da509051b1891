"""Associations in the menu; what one administers on the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from common import navigation, panels
from organisations.standing import standing

if TYPE_CHECKING:
    from common.http import SignedInRequest


def own(request: SignedInRequest, found: Any) -> str:
    """One line an association administered, or team managed."""
    known = standing(request)
    context = {
        "associations": [tie for tie in known.roles if tie.kind == "admin"],
        "teams": [tie for tie in known.memberships if tie.kind == "manager"],
    }
    return render_to_string("organisations/panel_own.html", context) if any(context.values()) else ""


panels.register(panels.Panel("home", "own-teams", _("What you administer"), own, 60))
navigation.register(
    navigation.Entry(
        "organisations:organisations",
        _("Association"),
        "people",
        33,
        shown=lambda request: standing(request).is_admin or standing(request).is_manager,
    )
)
navigation.register(
    navigation.Entry(
        "organisations:partnerships",
        _("Agreements"),
        "sign",
        36,
        shown=lambda request: standing(request).is_admin or standing(request).is_dpo,
    )
)
navigation.register(
    navigation.Entry(
        "organisations:network", _("Network"), "door", 34, shown=lambda request: standing(request).is_network_admin
    )
)

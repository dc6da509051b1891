"""News on the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from common.panels import Panel, register
from notifications.reading import unread

if TYPE_CHECKING:
    from common.http import SignedInRequest

FIRST = 5


def news_panel(request: SignedInRequest, found: Any) -> str:
    lines = unread(request)[:FIRST]
    return render_to_string("notifications/notice_panel.html", {"lines": lines}, request) if lines else ""


register(Panel("home", "news", _("News"), news_panel, order=80))

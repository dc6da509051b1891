"""The plan in plain words on paper: what somebody concerned reads by their link, to hand over to them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.template.loader import render_to_string

from cases.concerned import is_own, read_circle, read_plan
from cases.opened import opened_links
from cases.written import read_strengths_and_needs
from common import clock

if TYPE_CHECKING:
    from accounts.models import User


def own_plan_html(link_id: UUID, reader: User) -> str:
    """The document's source, by the same querysets as the pages of the link. The same day gives the same text."""
    link = opened_links(reader).get(pk=link_id)
    context = {
        "link": link,
        "is_own": is_own(link),
        "page": read_plan(link),
        "written": read_strengths_and_needs(link),
        "circle": read_circle(link),
        "case": link.case,
        "person": link.person,
        "today": clock.today(),
    }
    return render_to_string("cases/pdf/own_plan.html", context)

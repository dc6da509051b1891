"""Sessions on the page of a young person; entries of the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cases.concerned import OwnPage, register_page
from common import navigation, panels
from organisations.standing import standing
from programs.models import Attendance

if TYPE_CHECKING:
    from common.http import SignedInRequest

SHOWN = 5


def sessions(request: SignedInRequest, page: Any) -> str:
    """The newest sessions this reader may see."""
    rows = Attendance.objects.visible_to(request.user).filter(case=page.case)
    rows = rows.select_related("session", "author").order_by("-session__held_on", "-created_at")[:SHOWN]
    context = {"attendances": rows, "case": page.case, "reader": request.user}
    return render_to_string("programs/panel_sessions.html", context)


def log(request: SignedInRequest, page: Any) -> str:
    """What volunteers and teachers come for; professionals bound by secrecy keep the plan."""
    is_bound = standing(request).is_bound
    return "" if is_bound else render_to_string("programs/parts/log.html", {"case": page.case})


panels.register(panels.Panel("case", "sessions", _("Sessions"), sessions, 30))
panels.register(panels.Panel("case_head", "log", _("Log a session"), log))


def reads_files(request: SignedInRequest) -> bool:
    return standing(request).reads_files


def may_see_directory(request: SignedInRequest) -> bool:
    return standing(request).is_member or standing(request).is_admin


navigation.register(navigation.Entry("programs:session_create", _("Session"), "calendar", 30, reads_files))
navigation.register(navigation.Entry("programs:service_list", _("Services"), "flag", 40, may_see_directory))
navigation.shortcut(navigation.Entry("programs:session_create", _("Log a session"), "pen", 10, reads_files))
register_page(OwnPage("programs:own_sessions", _("The sessions"), "calendar", 22))

"""Files on the home page and in search; their entry in the menu; the way to the plan on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cases.concerned import words_of
from cases.listing import for_list, search_cases, searched_too_often
from cases.models import Case, Goal
from common import navigation, panels
from organisations.standing import standing

if TYPE_CHECKING:
    from cases.reading import CasePage
    from common.http import SignedInRequest

SHOWN = 8


def files(request: SignedInRequest, found: Any) -> str:
    """The first files of one's list."""
    cases = for_list(Case.objects.visible_to(request.user).open(), request.user)[:SHOWN]
    return shown(cases=list(cases))


def found_files(request: SignedInRequest, text: Any) -> str:
    found = list(search_cases(request.user, text)[:25])
    return shown(cases=found, too_often=not found and searched_too_often(request.user))


def on_paper(request: SignedInRequest, page: CasePage) -> str:
    return render_to_string("cases/parts/print.html", {"case": page.case})


def said(request: SignedInRequest, item: Any) -> str:
    """What the young person says of a goal by their link."""
    words = words_of(item, request.user) if isinstance(item, Goal) else []
    return render_to_string("cases/parts/words.html", {"words": words}) if words else ""


def shown(**parts: Any) -> str:
    """Nothing when all is empty: a panel without lines stays away."""
    return render_to_string("cases/panel_cases.html", parts) if any(parts.values()) else ""


def has_files(request: SignedInRequest) -> bool:
    return standing(request).reads_files


panels.register(panels.Panel("home", "files", _("Your young people"), files, 40))
panels.register(panels.Panel("search", "files", _("Young people"), found_files, 10))
panels.register(panels.Panel("item", "said", _("What the young person says"), said, 10))
panels.register(panels.Panel("case_side", "on-paper", _("On paper"), on_paper, 90))
navigation.register(navigation.Entry("home", _("Home"), "home", 0))
navigation.register(navigation.Entry("cases:list", _("Young people"), "people", 10, has_files, section="cases"))
navigation.shortcut(
    navigation.Entry("cases:open", _("Open a file"), "plus", 90, lambda request: standing(request).may_open_files)
)

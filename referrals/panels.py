"""Referrals on other apps' pages: the file's panel, the home panel, the menu."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.concerned import OwnPage, is_own, register_page
from cases.models import Action, Case, Goal
from common import navigation, panels
from common.http import SignedInRequest
from organisations.standing import standing
from referrals import policy
from referrals.gates import may_be_referred
from referrals.listing import awaiting
from referrals.models import Referral
from referrals.reading import look, news_of, waiting_for


def on_file(request: SignedInRequest, page: Any) -> SafeString | str:
    """The referrals of this file that its reader sees, and the needs they may refer."""
    found = Referral.objects.visible_to(request.user).filter(case=page.case)
    rows = found.select_related("need", "to_team__organisation", "author_team__organisation").order_by("-created_at")
    lines = [(row, look(row), news_of(row) or waiting_for(row)) for row in rows]
    asked = {row.need_id for row, _look, _waits in lines if row.stands() in policy.OPEN}
    may_refer = page.sight.is_bound and page.case.status == Case.Status.OPEN
    needs = [need for need in page.needs if may_refer and may_be_referred(need) and need.pk not in asked]
    if not lines and not needs:
        return ""
    return render_to_string("referrals/parts/on_file.html", {"lines": lines, "needs": needs}, request)


def on_item(request: SignedInRequest, item: Any) -> SafeString | str:
    """From a goal or an action to the need that a referral is about."""
    begins = isinstance(item, (Goal, Action)) and item.case.status == Case.Status.OPEN
    if not begins or not request.user.has_perm("referrals.refer_from_file", item.case):
        return ""
    return render_to_string("referrals/parts/on_item.html", {"case": item.case})


def to_transfer(request: SignedInRequest, page: Any) -> SafeString | str:
    """The lead's way to have another association lead; it costs nothing to say so."""
    if not page.reader_leads or page.case.status != Case.Status.OPEN:
        return ""
    return render_to_string("referrals/parts/to_transfer.html", {"case": page.case}, request)


def waiting(request: SignedInRequest) -> int:
    """How many await this reader: counted already where the page lists them, see `referrals.todo`."""
    counted: int | None = getattr(request, "_awaiting", None)
    return awaiting(request.user, standing(request)).count() if counted is None else counted


panels.register(panels.Panel("case", "referrals", _("Referrals"), on_file, order=20))
panels.register(panels.Panel("item", "refer", _("Refer to a partner"), on_item))
panels.register(panels.Panel("case_side", "transfer", _("Who leads"), to_transfer, order=80))
navigation.register(
    navigation.Entry(
        "referrals:inbox",
        _("Referrals"),
        "inbox",
        25,
        shown=lambda request: standing(request).is_member,
        count=waiting,
        section="referrals",
    )
)
register_page(OwnPage("referrals:own_answers", _("Asked for you"), "inbox", 25, is_own))

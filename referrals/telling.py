"""What the young person is told of a referral at each step, in plain words, and whether somebody has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from common.templatetags.ui import full_day
from referrals.choices import DeclineReason
from referrals.models import Referral
from referrals.policy import Status
from referrals.reading import LOOKS, last_day

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from cases.models import CaseLink

SAID: dict[str, _StrPromise] = {
    "sent": _("We have asked %(association)s about: %(need)s. They answer by %(by)s at the latest."),
    "waitlisted": _("%(association)s says yes but has no place yet: you are on their waiting list for: %(need)s."),
    "accepted": _("%(association)s says yes, for: %(need)s. They are going to get in touch with you."),
    "meeting": _("%(association)s says yes, for: %(need)s. Your first appointment is on %(on)s."),
    "in_progress": _("%(association)s is now with you, for: %(need)s."),
    "closed": _("What you did with %(association)s, for: %(need)s, has come to its end. Let us see what comes next."),
    "declined": _("%(association)s cannot help, for: %(need)s. Let us look for something else together."),
    "no_place": _(
        "%(association)s has no place at the moment, for: %(need)s. Let us look for something else together."
    ),
    "withdrawn": _("We no longer ask %(association)s, for: %(need)s."),
    "expired": _("%(association)s has not answered, for: %(need)s. Let us look for something else together."),
}
"""To the young person: “you” is theirs."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the young person was told last of one referral."""

    words: str
    at: dt.datetime | None
    look: tuple[str, str]
    """tone and icon"""


def told_by_link(link: CaseLink) -> list[Said]:
    """The newest first, and of each the step somebody has told them: not what they are still to hear."""
    rows = Referral.objects.for_link(link).filter(case=link.case_id).exclude(told="").order_by("-told_at", "pk")
    known = rows.select_related("need", "to_organisation")
    return [Said(words_for(one, Status(one.told)), one.told_at, LOOKS[Status(one.told)]) for one in known]


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be told now, or was."""

    step: str
    words: str
    is_told: bool


def telling_of(referral: Referral) -> Telling | None:
    """None for a referral that never left."""
    step = referral.step()
    return Telling(step, words_for(referral, step), is_told=referral.told == step) if step else None


def words_for(referral: Referral, step: Status) -> str:
    text: str = step
    if step == Status.ACCEPTED and referral.first_meeting_on:
        text = "meeting"
    elif step == Status.DECLINED and referral.decline_reason == DeclineReason.NO_PLACE:
        text = "no_place"
    facts = {"association": referral.to_organisation, "need": referral.need.coded.plain}
    if referral.expires_at:
        facts["by"] = full_day(last_day(referral.expires_at, referral.calendar()))
    if referral.first_meeting_on:
        facts["on"] = full_day(referral.first_meeting_on)
    return str(SAID[text] % facts)

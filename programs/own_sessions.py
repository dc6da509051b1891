"""Sessions as a personal link reads them: on which day, with which association, whether the young person came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.concerned import is_own
from cases.models import Goal
from programs.models import Attendance

if TYPE_CHECKING:
    from uuid import UUID

    from django.utils.functional import _StrPromise

    from cases.models import CaseLink, ItemQuerySet

Status = Attendance.Status
TO_THEM: dict[str, _StrPromise] = {
    Status.PRESENT: _("you were there"),
    Status.LATE: _("you were there, a little late"),
    Status.EXCUSED: _("you could not come, and it was said beforehand"),
    Status.ABSENT: _("you did not come"),
    Status.CANCELLED: _("cancelled by the association"),
}
OF_THEM = TO_THEM | {
    Status.PRESENT: _("was there"),
    Status.LATE: _("was there, a little late"),
    Status.EXCUSED: _("could not come, and it was said beforehand"),
    Status.ABSENT: _("was not there"),
}


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One session, whether they came in plain words, and the goal it served where that shows too."""

    attendance: Attendance
    presence: str
    goal: str


def sessions_of(link: CaseLink) -> ItemQuerySet[Attendance]:
    """The newest first."""
    rows = Attendance.objects.for_link(link).filter(case=link.case_id)
    return rows.select_related("session__team__organisation").order_by("-session__held_on", "-created_at", "pk")


def in_plain_words(attendances: Iterable[Attendance], link: CaseLink) -> list[OwnSession]:
    goals: dict[UUID | None, str] = {
        goal.pk: goal.words for goal in Goal.objects.for_link(link).filter(case=link.case_id)
    }
    said = TO_THEM if is_own(link) else OF_THEM
    return [OwnSession(one, str(said[one.status]), goals.get(one.goal_id, "")) for one in attendances]

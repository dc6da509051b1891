"""The rules of a referral, pure: its states and who moves them, what the two gates ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.areas import NAMED


class Status(models.TextChoices):
    """Where a referral stands."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    UNDER_REVIEW = "under_review", _("Under review")
    INFO_REQUESTED = "info_requested", _("Question asked")
    WAITLISTED = "waitlisted", _("On the waiting list")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in_progress", _("In progress")
    CLOSED = "closed", _("Completed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Out of time")


class Side(StrEnum):
    """Who makes a move."""

    SENDER = "sender"
    RECEIVER = "receiver"
    CLOCK = "clock"
    SYSTEM = "system"


UNANSWERED = frozenset({Status.SENT, Status.UNDER_REVIEW, Status.INFO_REQUESTED})
"""The clock runs: reminder, escalation, expiry."""

PREVIEWED = UNANSWERED | {Status.WAITLISTED}
"""Sent and not accepted: the receiving team sees the preview."""

TAKEN_ON = frozenset({Status.ACCEPTED, Status.IN_PROGRESS})
"""The receiving team has its seat."""

OPEN = PREVIEWED | TAKEN_ON | {Status.DRAFT}
FINAL = frozenset(Status) - OPEN


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from these states, to that one, by that side."""

    name: str
    sources: frozenset[Status]
    target: Status
    side: Side


def line(name: str, side: Side, target: Status, *sources: Status) -> Move:
    return Move(name, frozenset(sources), target, side)


TABLE = (
    line("send", Side.SENDER, Status.SENT, Status.DRAFT),
    line("take_up", Side.RECEIVER, Status.UNDER_REVIEW, Status.SENT),
    line("ask", Side.RECEIVER, Status.INFO_REQUESTED, Status.UNDER_REVIEW),
    line("reply", Side.SENDER, Status.UNDER_REVIEW, Status.INFO_REQUESTED),
    line("decline", Side.RECEIVER, Status.DECLINED, *PREVIEWED),
    line("accept", Side.RECEIVER, Status.ACCEPTED, Status.SENT, Status.UNDER_REVIEW),
    line("waitlist", Side.RECEIVER, Status.WAITLISTED, Status.SENT, Status.UNDER_REVIEW),
    line("offer_place", Side.RECEIVER, Status.ACCEPTED, Status.WAITLISTED),
    line("start", Side.RECEIVER, Status.IN_PROGRESS, Status.ACCEPTED),
    line("close", Side.RECEIVER, Status.CLOSED, *TAKEN_ON),
    line("withdraw", Side.SENDER, Status.WITHDRAWN, *OPEN),
    line("expire", Side.CLOCK, Status.EXPIRED, *UNANSWERED),
    line("cancel", Side.SYSTEM, Status.WITHDRAWN, *OPEN),
)
"""PRODUCT's table, line by line. `reply` answers a question; `cancel` is the system's withdrawal."""

MOVE_BY_NAME = {move.name: move for move in TABLE}

MOVES: dict[str, set[str]] = {
    status: {move.target for move in TABLE if status in move.sources} for status in Status if status in OPEN
}


@dataclass(frozen=True, slots=True)
class Act:
    """What one side may do in these states, the state staying as it is."""

    name: str
    sources: frozenset[Status]
    side: Side


BESIDE = (
    Act("order", frozenset({Status.DRAFT}) | PREVIEWED, Side.SENDER),
    Act("answer_service", frozenset({Status.DRAFT}) | PREVIEWED, Side.SENDER),
    Act("attach", frozenset({Status.DRAFT}), Side.SENDER),
    Act("ask_next", frozenset({Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED}), Side.SENDER),
    Act("refer_again", FINAL, Side.SENDER),
    Act("set_meeting", frozenset({Status.ACCEPTED}), Side.RECEIVER),
)
"""Beside the table: say who is asked next should this one not take it on; answer the questions of the services asked;
choose the documents that open on acceptance; ask the next one now; try again elsewhere; say when the first appointment
is."""

ACT_BY_NAME = {act.name: act for act in BESIDE}


@dataclass(frozen=True, slots=True)
class Ask:
    """What a referral asks for, and the facts that may let it: masks of areas, already read."""

    areas: int
    seen: int
    """what the sender sees at the level to be given"""
    to_own_team: bool
    both_open: bool
    """the file is open and the team asked is not dissolved"""
    within_leading: bool
    """the receiving team belongs to the organisation that leads the file"""
    agreed: int
    """areas for which a recipient row or legal ground names the receiving organisation"""
    covered: int
    """areas of the partnerships in force between the two organisations"""


class Gap(StrEnum):
    """What keeps a referral from going out, or from being accepted."""

    CLOSED = "closed"
    OWN_TEAM = "own_team"
    NOT_SEEN = "not_seen"
    CONSENT = "consent"
    PARTNERSHIP = "partnership"
    QUESTIONS = "questions"
    """what the service asks has no answer"""
    DOCUMENTS = "documents"
    """acceptance would not open one that was chosen"""
    ALREADY = "already"
    """only of an order: this team already has a referral for the need"""


def sender_gaps(ask: Ask) -> dict[Gap, int]:
    """What keeps the sender from asking: nobody asks their own team, nobody gives what they do not see."""
    found = {
        Gap.CLOSED: 0 if ask.both_open else ask.areas & NAMED,
        Gap.OWN_TEAM: ask.areas & NAMED if ask.to_own_team else 0,
        Gap.NOT_SEEN: ask.areas & ~ask.seen & NAMED,
    }
    return {gap: areas for gap, areas in found.items() if areas}


def gate_gaps(ask: Ask) -> dict[Gap, int]:
    """The consent gate and the partnership gate: the areas each leaves out. Inside one organisation, none."""
    if ask.within_leading:
        return {}
    found = {Gap.CONSENT: ask.areas & ~ask.agreed & NAMED, Gap.PARTNERSHIP: ask.areas & ~ask.covered & NAMED}
    return {gap: areas for gap, areas in found.items() if areas}


AGE_BANDS = ((11, "0-10"), (15, "11-14"), (18, "15-17"), (22, "18-21"), (26, "22-25"))
OLDEST = "26+"


def age_band(age: int) -> str:
    """The only thing a preview says of an age."""
    return next((band for limit, band in AGE_BANDS if age < limit), OLDEST)

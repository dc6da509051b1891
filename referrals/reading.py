"""What one reader sees of a referral: the file's side, the preview, or the bare record. Nothing else leaves here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import Note
from common import clock, workdays
from common.areas import NAMED, Area
from organisations.models import Absence
from organisations.reading import away
from referrals import access, policy
from referrals.actions.moving import team_members
from referrals.actions.ordering import over
from referrals.addresses import Addresses
from referrals.gates import administrators, agreement_address, missing_to_send, sentences
from referrals.models import EXPIRE_AFTER, AnswerLink, Message, Referral, ReferralPreview, preview_of
from referrals.policy import Side, Status
from referrals.questions import asks

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from accounts.models import User
    from programs.models import Capacity

LOOKS = {
    Status.DRAFT: ("calm", "pen"),
    Status.SENT: ("wait", "send"),
    Status.UNDER_REVIEW: ("info", "eye"),
    Status.INFO_REQUESTED: ("wait", "talk"),
    Status.WAITLISTED: ("wait", "hourglass"),
    Status.ACCEPTED: ("ok", "check"),
    Status.IN_PROGRESS: ("run", "run"),
    Status.CLOSED: ("calm", "done"),
    Status.DECLINED: ("late", "no"),
    Status.WITHDRAWN: ("calm", "left"),
    Status.EXPIRED: ("late", "clock"),
}
"""Tone and icon of a state."""


def look(referral: Referral) -> tuple[str, str, str]:
    """Tone, icon and word of the state, out of time included."""
    stands = referral.stands()
    return *LOOKS[stands], str(stands.label)


def reason_of(referral: Referral) -> str:
    """The coded word beside an end."""
    words = (
        referral.get_decline_reason_display(),
        referral.get_withdraw_reason_display(),
        referral.get_outcome_display(),
    )
    return next((str(word) for word in words if word), "")


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the three delays stand, in working days."""

    days: int
    text: str
    tone: str


def clock_of(referral: Referral) -> Clock | None:
    """None when no delay runs."""
    if referral.stands() not in policy.UNANSWERED or referral.sent_at is None:
        return None
    there = referral.calendar()
    today = workdays.day_of(clock.now(), there)
    days = workdays.between(workdays.day_of(referral.sent_at, there), today, there)
    left = workdays.between(today, last_day(referral.remind_at, there), there) if referral.remind_at else 0
    if referral.escalate_at and today >= last_day(referral.escalate_at, there):
        text, tone = _("%(days)s days, managers told"), "late"
    elif left == 0:
        text, tone = _("%(days)s days, reminded"), "wait"
    else:
        text, tone = ngettext("%(left)s day before the reminder", "%(left)s days before the reminder", left), "run"
    return Clock(min(days, EXPIRE_AFTER), text % {"days": days, "left": left}, tone)


def news_of(referral: Referral) -> str:
    """Said to both sides when nothing is heard after acceptance."""
    return _("No news") if referral.lacks_news() else ""


@dataclass(frozen=True, slots=True)
class Delay:
    """One of the three dates: its last day, and how many working days are left."""

    on: dt.date
    text: str
    icon: str
    tone: str
    left: int


def delays_of(referral: Referral) -> list[Delay]:
    if referral.stands() not in policy.UNANSWERED:
        return []
    lines = (
        (referral.remind_at, _("reminder to whoever must move"), "bell", "wait"),
        (referral.escalate_at, _("their managers are told"), "person", ""),
        (referral.expires_at, _("automatic end"), "hourglass", ""),
    )
    there = referral.calendar()
    today = workdays.day_of(clock.now(), there)
    end = referral.expires_at or clock.FOREVER
    days = [(last_day(at, there), text, icon, tone) for at, text, icon, tone in lines if at is not None and at <= end]
    return [
        Delay(on, text, icon, tone, workdays.between(today, on, there)) for on, text, icon, tone in days if on >= today
    ]


def last_day(at: dt.datetime, there: workdays.Calendar) -> dt.date:
    """A deadline is the first instant after its last day, where the receiver is."""
    return workdays.day_of(at - dt.timedelta(seconds=1), there)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five steps at the top of the page."""

    label: str
    done: bool
    current: bool
    at: dt.datetime | None


REACHED = {
    Status.DRAFT: 0,
    Status.SENT: 1,
    Status.UNDER_REVIEW: 1,
    Status.INFO_REQUESTED: 1,
    Status.WAITLISTED: 2,
    Status.ACCEPTED: 3,
    Status.IN_PROGRESS: 4,
}
"""The index of the step a referral is at; the end is the last one."""


def steps_of(referral: Referral) -> list[Step]:
    """All five; of one that was cut short, those that happened."""
    stands = referral.stands()
    at, over = REACHED.get(stands, 4), stands in policy.FINAL
    labels: list[tuple[str, dt.datetime | None]] = [
        (_("Sent") if referral.sent_at else _("To send"), referral.sent_at),
        (_("Under review"), None),
        (_("Answer"), referral.answered_at),
        (_("Beginning"), None),
        (str(stands.label) if over else _("Outcome"), referral.ended_at),
    ]
    if over and stands != policy.Status.CLOSED:
        labels = [(label, when) for label, when in labels if when]
    return [Step(label, n < at or over, n == at and not over, when) for n, (label, when) in enumerate(labels)]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the thread: a move, or words."""

    at: dt.datetime
    text: str
    words: str
    who: str
    organisation: str
    icon: str
    tone: str


MOVED: dict[str, tuple[_StrPromise, str, str, Side]] = {
    "sent": (gettext_lazy("Sent, agreement checked"), "send", "run", Side.SENDER),
    "taken_up": (gettext_lazy("Taken up"), "eye", "info", Side.RECEIVER),
    "accepted": (gettext_lazy("Accepted"), "check", "ok", Side.RECEIVER),
    "waitlisted": (gettext_lazy("On the waiting list"), "hourglass", "wait", Side.RECEIVER),
    "declined": (gettext_lazy("Declined"), "no", "late", Side.RECEIVER),
    "started": (gettext_lazy("Started"), "run", "run", Side.RECEIVER),
    "told": (gettext_lazy("The young person was told"), "talk", "calm", Side.SENDER),
    "meeting_set": (gettext_lazy("First appointment set"), "calendar", "info", Side.RECEIVER),
    "closed": (gettext_lazy("Completed"), "done", "calm", Side.RECEIVER),
    "withdrawn": (gettext_lazy("Withdrawn"), "left", "calm", Side.SENDER),
    "expired": (gettext_lazy("Out of time"), "clock", "late", Side.RECEIVER),
}
SPOKEN = {
    Message.Kind.QUESTION: (gettext_lazy("Question"), "help", "wait"),
    Message.Kind.ANSWER: (gettext_lazy("Answer"), "talk", "info"),
    Message.Kind.WORD: (gettext_lazy("Message"), "talk", "calm"),
}


def thread_of(referral: Referral, *, sends: bool) -> list[Entry]:
    """Moves and words together, newest first. `sends`: for a reader of the sending side."""
    entries = []
    for past in referral.history.select_related("history_user").order_by("-history_date"):
        if past.history_change_reason in MOVED:
            text, icon, tone, side = MOVED[past.history_change_reason]
            team = referral.to_team if side is Side.RECEIVER else referral.author_team
            who = whose(past, referral, sends=sends)
            entries.append(Entry(past.history_date, str(text), "", who, str(team.organisation), icon, tone))
    for said in referral.messages.select_related("author", "author_team__organisation").order_by("-at"):
        label, icon, tone = SPOKEN[Message.Kind(said.kind)]
        organisation = str(said.author_team.organisation)
        who = str(said.author or _("By link"))
        entries.append(Entry(said.at, str(label), said.text, who, organisation, icon, tone))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def whose(past: Any, referral: Referral, *, sends: bool) -> str:
    """Who made a move. A receiver reads who asks: that the clock sent it would tell that others were asked before."""
    if past.moved_by_link_id:
        return _("By link")
    if past.history_change_reason == "sent" and not sends:
        return str(past.history_user or referral.author)
    return str(past.history_user or "")


@dataclass(slots=True)
class ReferralPage:
    """A referral as one reader sees it. `referral` is for the template's reference, teams, dates and state only."""

    referral: Referral
    shows_file: bool
    """the file's side, by the access rule: identity, areas, need as it is today"""
    sends: bool
    """of the sending team, or the lead: sees the whole order of preference"""
    preview: ReferralPreview | None
    """before acceptance, for the receiving team and for the sender who checks it"""
    thread: list[Entry]
    moves: set[str]
    writes: bool
    at: Addresses
    missing: list[str] = field(default_factory=list)
    """why it cannot be sent, in words"""
    record_at: str = ""
    """an agreement to share is what is missing, and this reader may record it: where"""
    administrators: list[str] = field(default_factory=list)
    """a partnership is what is missing: who of one's own association can prepare it"""
    report: Note | None = None
    """what was written beside the outcome, for whoever sees notes of that area and level"""
    colleagues: QuerySet[User] | None = None
    """the receiving team, for its own members as long as it is open"""
    by_link: bool = False
    """nobody of the receiving team has an account; for the sending side, as long as it is open"""
    links: list[AnswerLink] = field(default_factory=list)
    """for the sending side: those that were sent, the newest first"""
    link: AnswerLink | None = None
    """by which this page is read"""
    asks: bool = False
    """the service, or one that is asked next, has questions that this reader may answer now"""
    lacks_answers: bool = False
    """one of them keeps it from being sent"""
    away: list[str] = field(default_factory=list)
    """when the team asked is not there, until the referral would end"""

    @property
    def news(self) -> str:
        return news_of(self.referral)

    @property
    def look(self) -> tuple[str, str, str]:
        return look(self.referral)

    @property
    def steps(self) -> list[Step]:
        return steps_of(self.referral)

    @property
    def delays(self) -> list[Delay]:
        return delays_of(self.referral)

    @property
    def areas(self) -> list[Area]:
        """The areas asked, `general` left out."""
        return [area for area in Area if self.referral.areas & area & NAMED]

    @property
    def seat_until(self) -> dt.datetime | None:
        """When the seat it gave ends, once that is known."""
        seat = self.referral.seat
        return seat.valid_until if seat and seat.valid_until != clock.FOREVER else None

    @property
    def follows(self) -> Referral | None:
        """The one before it, for whoever may know of both: a receiver knows of none sent to another team."""
        before = self.referral.previous
        return before if before and (self.sends or before.to_team_id == self.referral.to_team_id) else None

    @property
    def may_refer_again(self) -> bool:
        """To another partner, once it has ended, for a need that still waits in an open file."""
        return "refer_again" in self.moves and not over(self.referral, self.referral.need)

    @property
    def prepares(self) -> bool:
        """Still to be sent, by this reader: what the service says of itself is worth reading."""
        return "send" in self.moves and self.referral.service is not None

    @property
    def capacity(self) -> Capacity | None:
        """The places of the service, once somebody has said them."""
        return getattr(self.referral.service, "capacity", None)

    @property
    def next_move(self) -> str:
        """Who must move now, in words."""
        return waiting_for(self.referral)


def waiting_for(referral: Referral) -> str:
    side = referral.waits_for()
    if side is None:
        return ""
    team = referral.to_team if side is Side.RECEIVER else referral.author_team
    return _("It is for %(team)s to move") % {"team": team.organisation}


def read_referral(found: Referral, reader: User) -> ReferralPage:
    """Everything this reader may see of a referral they know of."""
    rows = Referral.objects.select_related(
        "case__leading_organisation", "person__commune__epci", "person__commune__department", "need", "preview",
        "to_team__organisation", "author_team__organisation", "author", "previous", "to_organisation", "seat",
        "service__capacity", "handled_by",
    )  # fmt: skip
    referral = rows.annotate(shows_file=Referral.objects.shown_to(reader)).get(pk=found.pk)
    shows_file: bool = referral.shows_file  # type: ignore[attr-defined]  # annotated
    previewed = Referral.objects.previewed_by(reader).filter(pk=referral.pk).exists()
    moves = moves_of(referral, reader)
    sends = any(rule(reader, referral) for rule in access.SENDERS.values())
    by_link = sends and referral.stands() in policy.OPEN and referral.is_answered_by_link()
    draft = referral.status == Status.DRAFT
    preview = preview_of(referral) if draft and shows_file else getattr(referral, "preview", None)
    gaps = missing_to_send(referral, sender=reader) if draft and "send" in moves else {}
    return ReferralPage(
        referral=referral,
        shows_file=shows_file,
        sends=sends,
        preview=preview if draft or previewed or shows_file else None,
        thread=thread_of(referral, sends=sends) if shows_file or previewed else [],
        moves=moves,
        writes=shows_file and referral.status in policy.TAKEN_ON and reader.has_perm(WRITE, referral),
        at=Addresses(referral.pk),
        missing=sentences(referral, gaps),
        record_at=record_at(referral, reader, gaps),
        administrators=administrators(referral) if policy.Gap.PARTNERSHIP in gaps else [],
        report=Note.objects.visible_to(reader).filter(pk=referral.report_id).select_related("author").first()
        if referral.report_id
        else None,
        colleagues=colleagues_of(referral, reader),
        by_link=by_link,
        links=list(AnswerLink.objects.of(referral)[:SHOWN]) if by_link else [],
        asks="answer_service" in moves and asks(referral),
        lacks_answers=policy.Gap.QUESTIONS in gaps,
        away=away_of(referral) if draft or referral.stands() in policy.UNANSWERED else [],
    )


WRITE = "referrals.write_message"
SHOWN = 5
"""Links told to the sender; a reminder sends another."""


def record_at(referral: Referral, reader: User, gaps: dict[policy.Gap, int]) -> str:
    """Where this reader records the agreement that is missing, here and now; "" when it is for somebody else."""
    missing = gaps.get(policy.Gap.CONSENT)
    may = missing and reader.has_perm("cases.manage_circle", referral.case)
    return agreement_address(referral, referral.to_organisation, missing) if may and missing else ""


def away_of(referral: Referral) -> list[str]:
    """When the team asked is not there, from today to the end of the time to answer."""
    there = referral.calendar()
    end = referral.expires_at or workdays.deadline(clock.now(), EXPIRE_AFTER, there)
    return [away(one) for one in Absence.objects.of(referral.to_team).to_come(until=last_day(end, there))]


def colleagues_of(referral: Referral, reader: User) -> QuerySet[User] | None:
    """To whom this reader may hand it: the receiving team, as long as it is open."""
    receives = any(rule(reader, referral) for rule in access.RECEIVERS.values())
    return team_members(referral) if receives and referral.stands() in policy.OPEN else None


def moves_of(referral: Referral, reader: User) -> set[str]:
    """The moves this reader may make now, by the access table's own rules."""
    moves: set[str] = set()
    if any(rule(reader, referral) for rule in access.RECEIVERS.values()):
        moves |= referral.possible(Side.RECEIVER)
    if any(rule(reader, referral) for rule in access.SENDERS.values()):
        moves |= referral.possible(Side.SENDER)
    elif access.manages_sending_team(reader, referral):
        moves |= referral.possible(Side.SENDER) & {"withdraw"}
    return moves

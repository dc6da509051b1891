"""The inbox of a team: what it was sent, by state, and what it sent itself. Each row holds only what may be shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from common import clock
from common.areas import NAMED_AREA_CHOICES
from organisations.models import Team, TeamMembership
from referrals import policy
from referrals.choices import AgeBand, Asked
from referrals.models import Referral, ReferralQuerySet
from referrals.policy import Status
from referrals.reading import Clock, clock_of, look, news_of, reason_of, waiting_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from accounts.models import User
    from organisations.standing import Standing

LATE = Q(status__in=policy.UNANSWERED, expires_at__lte=clock.DbNow())
"""Unanswered past its last instant: it has ended, whether or not the clock has said so."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One state of the inbox."""

    slug: str
    label: _StrPromise | str
    which: Q
    counted: bool = True


TABS = (
    Tab("new", _("To take up"), Q(status=Status.SENT) & ~LATE),
    Tab("review", _("Under review"), Q(status=Status.UNDER_REVIEW) & ~LATE),
    Tab("asked", _("Question asked"), Q(status=Status.INFO_REQUESTED) & ~LATE),
    Tab("waiting", _("Waiting list"), Q(status=Status.WAITLISTED)),
    Tab("accepted", _("Taken on"), Q(status__in=policy.TAKEN_ON), counted=False),
    Tab("ended", _("Ended"), Q(status__in=policy.FINAL) | LATE, counted=False),
)
SENT_TAB = Tab("outbox", _("Sent by us"), Q(), counted=False)
TAB_BY_SLUG = {tab.slug: tab for tab in (*TABS, SENT_TAB)}
AREAS = {str(int(area)) for area, _label in NAMED_AREA_CHOICES}


@dataclass(frozen=True, slots=True)
class Row:
    """What a list may show of a referral. Before acceptance and after its end, no more than the preview or less."""

    pk: UUID
    reference: str
    look: tuple[str, str, str]
    clock: Clock | None
    waits_for: str
    other: str
    """the association on the other side"""
    team: str
    sent_at: dt.datetime | None
    ended_at: dt.datetime | None
    may_take_up: bool
    area: int | None = None
    need: str = ""
    asked: str = ""
    age: str = ""
    place: str = ""
    name: str = ""
    reason: str = ""
    news: str = ""
    """said when nothing is heard after acceptance"""
    followed_by: str = ""
    """the colleague who looks after it, for the receiving team"""


@dataclass(slots=True)
class Inbox:
    """One team's referrals in one state, filtered by codes only."""

    team: Team
    teams: list[Team]
    tab: Tab
    counts: dict[str, int]
    area: str
    age: str
    mine: bool
    """only what the reader follows"""

    @property
    def tabs(self) -> list[tuple[Tab, int]]:
        return [(tab, self.counts[tab.slug]) for tab in TABS] + [(SENT_TAB, 0)]

    @property
    def count(self) -> int | None:
        """How many rows the tab has, where that is known."""
        return None if self.is_filtered else self.counts.get(self.tab.slug)

    @property
    def is_outbox(self) -> bool:
        return self.tab is SENT_TAB

    @property
    def is_filtered(self) -> bool:
        return bool(self.area or self.age or self.mine)

    area_choices = [(str(int(area)), label) for area, label in NAMED_AREA_CHOICES]
    age_choices = AgeBand.choices

    def rows(self, reader: User) -> ReferralQuerySet:
        """The referrals of this tab, the most urgent first, marked with whether the file shows them to the reader."""
        if self.is_outbox:
            found = Referral.objects.known_to(reader).filter(author_team=self.team)
        else:
            found = Referral.objects.received_by(reader).filter(self.tab.which, to_team=self.team)
        found = found.annotate(shows_file=Referral.objects.shown_to(reader))
        if self.is_filtered:  # only over what the rows show
            previewed = Q(pk=None) if self.is_outbox else Q(status__in=policy.PREVIEWED) & ~LATE
            found = found.filter(Q(shows_file=True) | previewed)
        if self.mine:
            found = found.filter(handled_by=reader)
        if self.area:
            found = found.filter(area=int(self.area))
        if self.age:
            found = found.filter(preview__age_band=self.age)
        related = ("preview", "person", "need", "author_team__organisation", "to_team__organisation", "handled_by")
        soonest = (F("ended_at").desc(nulls_first=True), F("expires_at").asc(nulls_first=True), "pk")
        return found.select_related(*related).order_by(*soonest)

    def row(self, referral: Referral) -> Row:
        """The allow-list of a row, by what its reader may see now."""
        other = referral.to_team if self.is_outbox else referral.author_team
        shows_file = referral.shows_file  # type: ignore[attr-defined]  # annotated by rows()
        previewed = not self.is_outbox and referral.stands() in policy.PREVIEWED
        return Row(
            pk=referral.pk,
            reference=referral.reference,
            look=look(referral),
            clock=clock_of(referral),
            waits_for=waiting_for(referral),
            other=str(other.organisation),
            team=other.name,
            sent_at=referral.sent_at,
            ended_at=referral.ended_at,
            may_take_up=previewed and referral.status == Status.SENT,
            reason=reason_of(referral),
            news=news_of(referral),
            **(previewed_columns(referral) if previewed or shows_file else {}),
            name=referral.person.name if shows_file else "",
            followed_by="" if self.is_outbox or referral.ended_at else str(referral.handled_by or ""),
        )


def previewed_columns(referral: Referral) -> dict[str, Any]:
    """What the stored preview says; for a draft, what its sender has typed."""
    preview = getattr(referral, "preview", None)
    facts: dict[str, Any] = {
        "area": referral.area,
        "need": str(referral.need.coded if preview is None else preview.need),
        "asked": str(Asked(referral.asked).label),
    }
    if preview is not None:
        facts |= {"age": preview.get_age_band_display(), "place": preview.place}
    return facts


def inbox_of(reader: User, asked: Mapping[str, str]) -> Inbox:
    """The inbox the query string asks for: a team of the reader's, a state, codes to filter by."""
    held = TeamMembership.objects.of(reader).select_related("team__organisation").order_by("valid_from", "pk")
    teams = [membership.team for membership in held]
    team = next((team for team in teams if str(team.pk) == asked.get("team")), teams[0])
    counts = counts_of(reader, team)
    tab = TAB_BY_SLUG.get(asked.get("state", ""), TABS[0])
    area, age = asked.get("area", ""), asked.get("age", "")
    area, age = area if area in AREAS else "", age if age in AgeBand else ""
    return Inbox(team, teams, tab, counts, area, age, asked.get("who") == "me")


def counts_of(reader: User, team: Team) -> dict[str, int]:
    """How many in each state, in one query."""
    each = {tab.slug: Count("pk", filter=tab.which) for tab in TABS}
    return Referral.objects.received_by(reader).filter(to_team=team).aggregate(**each)


def awaiting(reader: User, known: Standing) -> ReferralQuerySet:
    """Those that await a move of a team of theirs: to answer, or a question to answer."""
    teams = [tie.of for tie in known.memberships]
    bound = [tie.of for tie in known.memberships if tie.is_bound]
    to_answer = Q(to_team__in=teams, status__in=[Status.SENT, Status.UNDER_REVIEW])
    to_specify = Q(author_team__in=bound, status=Status.INFO_REQUESTED)
    blocked = Referral.objects.blocked(reader)
    return Referral.objects.unanswered().filter(~blocked, to_answer | to_specify)

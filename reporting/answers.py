"""How referrals are answered, in numbers: one's own association's answers are true, those of others hide below five.

Others are counted over the months that have ended only: each association sees its own figures first.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common import clock, workdays
from common.areas import Area
from organisations.models import OrganisationRole, TeamMembership
from referrals import policy
from referrals.choices import DeclineReason
from referrals.models import Referral
from reporting.counting import group_of
from reporting.groups import GROUPS
from reporting.models import SMALLEST_SHOWN

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from accounts.models import User

COUNTED = (
    _("Referrals"),
    pgettext_lazy("referrals counted", "Accepted"),
    pgettext_lazy("referrals counted", "Declined"),
    _("Out of time"),
)
TIMED = (_("Half answered within (working days)"), _("Nine in ten within (working days)"))

type Spread = tuple[float | None, int | None]
"""Median and 90th percentile; None where there is nothing to show."""


class Sent(NamedTuple):
    """All that is read of a referral: no identity, no word."""

    status: str
    reason: str
    sent_at: dt.datetime
    answered_at: dt.datetime | None
    expires_at: dt.datetime
    counted_in: str
    seat: UUID | None
    need: str
    partner: tuple[str, UUID]

    @property
    def was_accepted(self) -> bool:
        """Whatever became of it since."""
        return self.seat is not None

    @property
    def was_declined(self) -> bool:
        return self.status == policy.Status.DECLINED

    @property
    def is_out_of_time(self) -> bool:
        """Whether or not the nightly job has said so."""
        late = self.status in policy.UNANSWERED and self.expires_at <= clock.now()
        return late or self.status == policy.Status.EXPIRED

    def days(self) -> Iterable[int]:
        """Working days until the first answer, where the receiver is; none without one."""
        if self.answered_at is not None:
            there = workdays.of_department(self.counted_in)
            yield workdays.between(
                workdays.day_of(self.sent_at, there), workdays.day_of(self.answered_at, there), there
            )


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of a group of needs, or of a partner."""

    label: Promise | str
    counts: list[int | None]
    delays: Spread
    area: Area | None = None

    def counted(self) -> list[tuple[Promise | str, int | None]]:
        return list(zip(COUNTED, self.counts, strict=True))

    def timed(self) -> list[tuple[Promise | str, float | None]]:
        return list(zip(TIMED, self.delays, strict=True))


@dataclass(frozen=True, slots=True)
class Answers:
    """The page: what one's teams received since a day, what partners were sent until another."""

    since: dt.date
    until: dt.date
    received: list[Line]
    sent: list[Line]
    reasons: list[tuple[Promise | str, int, int | None]]
    """a reason, how often one's own teams gave it, how often others did"""
    tries: Spread


def answers_for(user: User) -> Answers:
    """Over the twelve months that have ended; one's own, until now."""
    month = clock.today().replace(day=1)
    since, until = month.replace(year=month.year - 1), month - clock.DAY
    own = associations_of(user)
    known = Referral.objects.filter(~Referral.objects.blocked(user), sent_at__gte=clock.end_of(since - clock.DAY))
    received = read(known.filter(to_organisation__in=own))
    sent = known.filter(author_team__organisation__in=own, sent_at__lt=clock.end_of(until))
    outside = read(sent.exclude(to_organisation=F("author_team__organisation")))
    return Answers(since, until, by_group(received), by_partner(outside), reasons(received, outside), tries(sent, own))


def associations_of(user: User) -> QuerySet[OrganisationRole]:
    """Those whose steering this person sees: managers of a team, and DPO."""
    managed = TeamMembership.objects.of(user).managers().values("team__organisation")
    return managed.union(OrganisationRole.objects.protecting(user).values("organisation"))  # type: ignore[return-value]


def read(rows: QuerySet[Referral]) -> list[Sent]:
    """The few columns that are counted, in one query."""
    columns = ("status", "decline_reason", "sent_at", "answered_at", "expires_at", "counted_in", "seat", "need__code")
    found = rows.values_list(*columns, "to_organisation__name", "to_organisation")
    return [Sent._make((*facts, (name, pk))) for *facts, name, pk in found]


def by_group(rows: list[Sent]) -> list[Line]:
    """True figures of each group of needs that was asked for, then of all."""
    lines = [
        line(group.label, asked, area=group.first_area)
        for group in GROUPS.values()
        if (asked := [row for row in rows if group_of(row.need) == group.key])
    ]
    return [*lines, line(_("All needs"), rows)] if rows else []


def by_partner(rows: list[Sent]) -> list[Line]:
    """No total: it would give away what is hidden."""
    partners = sorted({row.partner for row in rows})
    return [line(name, asked_of((name, pk), rows), least=SMALLEST_SHOWN) for name, pk in partners]


def asked_of(partner: tuple[str, UUID], rows: list[Sent]) -> list[Sent]:
    return [row for row in rows if row.partner == partner]


def line(label: Promise | str, rows: list[Sent], *, area: Area | None = None, least: int = 0) -> Line:
    """The figures of these referrals; those below the least are hidden."""
    counts = (
        len(rows),
        sum(row.was_accepted for row in rows),
        sum(row.was_declined for row in rows),
        sum(row.is_out_of_time for row in rows),
    )
    days = [day for row in rows for day in row.days()]
    return Line(label, [shown(count, least) for count in counts], spread(days, least), area)


def shown(count: int, least: int) -> int | None:
    return count if count >= least else None


def spread(values: list[int], least: int) -> Spread:
    """The median, and what nine in ten do not exceed (the nearest rank)."""
    if len(values) < max(least, 1):
        return None, None
    return median(values), sorted(values)[math.ceil(0.9 * len(values)) - 1]


def reasons(received: list[Sent], sent: list[Sent]) -> list[tuple[Promise | str, int, int | None]]:
    """Every reason, so that a missing line says nothing; of others, where the number of their refusals is shown."""
    ours = Counter(row.reason for row in received if row.was_declined)
    refused = [row for row in sent if row.was_declined]
    often = {who for who, count in Counter(row.partner for row in refused).items() if count >= SMALLEST_SHOWN}
    theirs = Counter(row.reason for row in refused if row.partner in often)
    return [(label, ours[code], shown(theirs[code], SMALLEST_SHOWN)) for code, label in DeclineReason.choices]


def tries(sent: QuerySet[Referral], own: QuerySet[OrganisationRole]) -> Spread:
    """How many teams one's own association asked, one after the other, for each place found."""
    found = sent.filter(seat__isnull=False)
    asked = Referral.objects.filter(author_team__organisation__in=own, need__in=found.values("need"))
    links = {pk: facts for pk, *facts in asked.values_list("pk", "previous", "sent_at", "seat")}
    return spread([length(pk, links) for pk in found.values_list("pk", flat=True)], SMALLEST_SHOWN)


def length(last: UUID, links: dict[UUID, list[Any]]) -> int:
    """The tries of a chain up to this place, back to where it began or to the place before; a draft is none."""
    count, at = 0, last
    while at in links:
        previous, sent_at, seat = links[at]
        if seat is not None and at != last:
            break
        count += sent_at is not None
        at = previous
    return count

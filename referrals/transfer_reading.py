"""What the pages of transfers show: each side its own, nothing of a name before acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper

from cases.actions.circle import LEADING_SEAT
from cases.facts import facts_of
from cases.models import CircleMembership, Lead
from cases.models.sharing import agreement_address
from common import clock
from common.access import allowed
from common.workdays import day_of
from referrals.forecast import Forecast, Gap, forecast_of, gaps_of
from referrals.models import Transfer
from referrals.policy import Side
from referrals.transfer_policy import PENDING, Status

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from accounts.models import User
    from cases.models import Case
    from people.models import YoungPerson

LOOKS = {
    Status.PROPOSED: ("wait", "send"),
    Status.TO_CONFIRM: ("wait", "alert"),
    Status.ACCEPTED: ("ok", "check"),
    Status.DECLINED: ("late", "no"),
    Status.WITHDRAWN: ("calm", "left"),
    Status.EXPIRED: ("late", "clock"),
}


def look(transfer: Transfer) -> tuple[str, str, str]:
    """Tone, icon, words of its state."""
    stands = transfer.stands()
    return (*LOOKS[stands], str(stands.label))


def last_day(transfer: Transfer) -> dt.date:
    """A deadline is the first instant after its last day."""
    return day_of(transfer.expires_at - clock.DAY / 86400)


@dataclass(frozen=True, slots=True)
class TransferPage:
    """A transfer, as one reader may see it now."""

    transfer: Transfer
    sends: bool
    """on the side of whoever proposed it"""
    moves: set[str]
    asked: CircleMembership | None
    """the seat that acceptance would give, for the team asked"""
    partners: int
    forecast: Forecast | None
    gaps: list[tuple[Gap, str]]
    """once accepted, what its lead still has to see to, and where"""
    opens: bool
    """whether the file is open to the reader"""

    @property
    def look(self) -> tuple[str, str, str]:
        return look(self.transfer)

    @property
    def last_day(self) -> dt.date | None:
        return last_day(self.transfer) if self.transfer.stands() in PENDING else None

    @property
    def overlap_until(self) -> dt.datetime | None:
        """Once accepted."""
        since = self.transfer.ended_at if self.transfer.status == Status.ACCEPTED else None
        return since + self.transfer.overlap if since else None


def read_transfer(transfer: Transfer, reader: User) -> TransferPage:
    """`transfer` must come from `known_to(reader)`."""
    receives = Transfer.objects.received_by(reader).filter(pk=transfer.pk).exists()
    sends = not receives or Transfer.objects.sent_by(reader).filter(pk=transfer.pk).exists()
    pending = transfer.stands() in PENDING
    return TransferPage(
        transfer=transfer,
        sends=sends,
        moves=moves_of(transfer, reader),
        asked=CircleMembership(**LEADING_SEAT) if receives and pending else None,
        partners=partners_of(transfer.case),
        forecast=forecast_of(transfer) if sends and pending else None,
        gaps=[(gap, address_of(gap, transfer)) for gap in gaps_left(transfer, reader)],
        opens=transfer.case.is_visible_to(reader),
    )


def moves_of(transfer: Transfer, reader: User) -> set[str]:
    """What this person may do with it now."""
    sides = {
        Side.SENDER: allowed(reader, "referrals.withdraw_transfer", transfer),
        Side.RECEIVER: allowed(reader, "referrals.answer_transfer", transfer),
    }
    return {name for side, may in sides.items() if may for name in transfer.possible(side)}


def partners_of(case: Case) -> int:
    """How many associations have a seat today, beside the one that leads."""
    seats = CircleMembership.objects.in_force().filter(case=case, team__isnull=False)
    others = seats.exclude(team__organisation=case.leading_organisation_id)
    return others.values("team__organisation").distinct().count()


def gaps_left(transfer: Transfer, reader: User) -> list[Gap]:
    """For the lead of today, while the team before still has its seat or a partner lacks something."""
    if transfer.status != Status.ACCEPTED:
        return []
    if not Lead.objects.in_force().filter(case=transfer.case_id, user=reader).exists():
        return []
    return gaps_of(transfer.case, facts_of([transfer.case_id])[transfer.case_id], transfer.change(clock.now()))


def address_of(gap: Gap, transfer: Transfer) -> str:
    """Where the agreement is recorded; it leads back to the transfer."""
    back = transfer.get_absolute_url()
    return agreement_address(transfer.case_id, gap.organisation.pk, gap.areas, next=back) if gap.areas else ""


def pending_of(case: Case, reader: User) -> Transfer | None:
    """The one that is proposed already, if the reader may know of it."""
    return Transfer.objects.known_to(reader).in_time().filter(case=case).first()


def named_to(case: Case, reader: User) -> YoungPerson | None:
    """The young person, for whoever may open the file."""
    return case.person if case.is_visible_to(reader) else None


def transfers_of(reader: User) -> QuerySet[Transfer]:
    """What awaits an answer first, then the newest."""
    rows = Transfer.objects.known_to(reader)
    received = ExpressionWrapper(Transfer.objects.asked(reader), output_field=BooleanField())
    rows = rows.annotate(is_received=received).select_related("case", "from_organisation", "to_team__organisation")
    return rows.order_by("-proposed_at", "pk")

"""Several partners in order of preference: who is asked next, and asking them when the one before says no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit import actions as audit
from cases.models import Case, Need
from common.areas import Level
from common.history import StaleVersion, remember
from common.moves import IllegalMove
from notifications.actions import notify
from organisations.models import Team
from programs.models import Service
from referrals.actions.attaching import carry_documents
from referrals.actions.moving import go_out, keep, lock, people_of
from referrals.choices import PERSON_REASONS
from referrals.gates import may_be_referred, missing_to_send
from referrals.models import NextPartner, Referral, ServiceAnswer
from referrals.policy import Gap, Side

if TYPE_CHECKING:
    from accounts.models import User

Status = NextPartner.Status

KEPT = (
    "case", "person_id", "need", "area", "level", "author", "author_team",
    "areas", "seat_level", "asked", "constraints", "sector", "urgency", "prepared_with_young_person",
)  # fmt: skip
"""What the next partner is asked is what the one before was asked: nothing that one wrote is among it."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who may be asked: a team, maybe through one of its services."""

    to_team: Team
    service: Service | None = None


class OrderRefused(IllegalMove):
    """An order that cannot be, or whose next cannot be asked now. Its text says why."""

    def __init__(self, referral: Referral, why: str) -> None:
        Exception.__init__(self, why)
        self.row, self.wanted = referral, referral.status


@transaction.atomic
def set_order(
    referral: Referral, *, by: User, then: Sequence[Receiver], agreed: bool, version: int | None = None
) -> Referral:
    """Say who is asked after this one, first to last, in place of what was said before; nobody stops the order.

    Raises OrderRefused unless the young person agreed to it, StaleVersion when somebody changed it meanwhile.
    """
    referral = lock(referral)
    if version not in (None, referral.version):
        raise StaleVersion(referral)
    referral.allow("order")
    write_order(referral, by=by, then=then, agreed=agreed)
    keep(referral, by=by, reason="ordered")
    audit.record("referrals.ordered", referral, by=by, detail={"teams": [str(one.to_team.pk) for one in then]})
    return referral


def write_order(referral: Referral, *, by: User, then: Sequence[Receiver], agreed: bool) -> None:
    """Replace whoever still waits for their turn. Whoever has had it keeps it."""
    if then and not agreed:
        raise OrderRefused(referral, _("Only partners that the young person agreed to are asked one after the other."))
    asked = [Receiver(referral.to_team, referral.service), *then]
    if len(set(asked)) < len(asked) or any(one.to_team.pk == referral.author_team_id for one in then):
        raise OrderRefused(referral, _("Each partner is asked once, and never the team that sends."))
    order = NextPartner.objects.of(referral)
    beginning = order.values_list("beginning", flat=True).first() or referral.pk
    order.waiting().delete()
    last = order.aggregate(last=Max("rank"))["last"] or 0
    for rank, one in enumerate(then, last + 1):
        NextPartner.objects.create(
            beginning_id=beginning, rank=rank, team=one.to_team, service=one.service, recorded_by=by
        )


def pass_on(ended: Referral) -> None:
    """One did not take it on: the next is asked at once, in the same transaction.

    Not when the young person no longer wishes it, has moved or is not reached: then the sender decides.
    """
    wished = ended.decline_reason not in PERSON_REASONS
    if wished and NextPartner.objects.of(ended).exists() and not held(ended, locked_need(ended)):
        ask_in_turn(ended)


@transaction.atomic
def ask_next(referral: Referral, *, by: User) -> Referral | None:
    """The sender asks the next one now. None when something was missing for each. Raises OrderRefused."""
    referral = lock(referral)
    referral.allow("ask_next")
    if why := held(referral, locked_need(referral)):
        raise OrderRefused(referral, why)
    audit.record("referrals.next_wanted", referral, by=by)
    return ask_in_turn(referral)


def locked_need(ended: Referral) -> Need:
    """Nothing goes out for a need that closes at that moment."""
    return Need.objects.select_for_update(of=("self",)).get(pk=ended.need_id)


def held(ended: Referral, need: Need) -> str:
    """Why nothing more goes out after this one, in words; "" when something may."""
    latest = NextPartner.objects.of(ended).exclude(referral=None).last()
    if why := over(ended, need):
        return why
    if ended.author_team.dissolved_at is not None:
        return _("The team that sent it was dissolved.")
    if latest is not None and latest.referral_id != ended.pk:
        return _("The next partner has already been asked.")
    return ""


def over(ended: Referral, need: Need) -> str:
    """Why nobody is asked any more for this need, in words."""
    if ended.case.status != Case.Status.OPEN:
        return _("The file is closed.")
    return "" if may_be_referred(need) else _("The need is covered or closed: nobody else is asked.")


def ask_in_turn(ended: Referral) -> Referral | None:
    """The first one of the order that both gates let be asked; the sender hears of each that they do not."""
    order = list(NextPartner.objects.of(ended).select_related("team__organisation", "service", "recorded_by"))
    waiting = [partner for partner in order if partner.status == Status.WAITING]
    for partner in waiting:
        row = prepared(ended, partner)
        gaps = missing_to_ask(row, partner)
        if not gaps:
            return send_to_next(row, partner)
        skip(ended, partner, gaps)
    if order:
        tell_sender("referrals.order_ended", ended)
    return None


def prepared(ended: Referral, partner: NextPartner) -> Referral:
    """The same request to another team, not yet saved."""
    kept = {name: getattr(ended, name) for name in KEPT}
    service, team = partner.service, partner.team
    row = Referral(**kept, to_team=team, to_organisation=team.organisation, service=service, previous=ended)
    row.area, row.level = ended.need.area, max(ended.need.level, Level.COORDINATION)
    return row


def missing_to_ask(row: Referral, partner: NextPartner) -> dict[Gap, int]:
    """Both gates and the sender's right, asked at this moment; nobody is asked twice at a time for one need."""
    given = ServiceAnswer.objects.filter(beginning=partner.beginning_id)
    gaps = missing_to_send(row, sender=partner.recorded_by, given=given)
    if Referral.objects.open().filter(need=row.need, to_team=row.to_team, sent_at__isnull=False).exists():
        gaps[Gap.ALREADY] = row.areas
    return gaps


def send_to_next(row: Referral, partner: NextPartner) -> Referral:
    """Nobody's hand but the clock's: the sender is told, with a time to answer of its own."""
    remember(row, by=None, reason="drafted")
    if row.previous:
        carry_documents(row.previous, row)
    row.make("send")
    partner.status, partner.referral = Status.ASKED, row
    partner.save()  # before it goes out: its preview reads the answers kept at the beginning of the order
    go_out(row, by=None)
    tell_sender("referrals.next_asked", row)
    return row


def skip(ended: Referral, partner: NextPartner, gaps: dict[Gap, int]) -> None:
    """Its turn came and something was missing: that is kept, and the sender told where to read it."""
    partner.status, partner.gaps = Status.SKIPPED, {gap.value: int(areas) for gap, areas in gaps.items()}
    partner.save()
    detail = {"team": str(partner.team_id), "gaps": sorted(partner.gaps)}
    audit.record("referrals.next_skipped", ended, by=None, detail=detail)
    tell_sender("referrals.next_skipped", ended)


def tell_sender(kind: str, referral: Referral) -> None:
    notify(kind, to=people_of(referral, Side.SENDER), about=referral.pk, case_id=referral.case_id)

"""Referrals and transfers that wait for a team of the reader's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.templatetags.ui import due
from common.todo import Todo, register
from organisations.standing import standing
from referrals.listing import awaiting
from referrals.models import Referral, Transfer
from referrals.policy import Side, Status
from referrals.reading import clock_of, last_day
from referrals.transfer_policy import Status as Stage
from referrals.transfer_reading import last_day as last_day_of

if TYPE_CHECKING:
    from common.http import SignedInRequest
    from organisations.standing import Standing


@register
def referrals(request: SignedInRequest) -> Iterator[Todo]:
    """To answer, or a question to answer, which the menu of the same page counts without asking again.

    After these, what a young person is still to hear: a question is answered first.
    """
    known = standing(request)
    found = awaiting(request.user, known) | Referral.objects.to_tell(request.user)
    rows = found.select_related("to_team__organisation", "author_team__organisation").order_by("expires_at", "pk")
    to_answer: list[Referral] = []
    behind: list[Referral] = []
    for referral in rows:
        (to_answer if awaits(referral, known) else behind).append(referral)
    request._awaiting = len(to_answer)  # type: ignore[attr-defined]
    yield from (to_move(referral) for referral in to_answer)
    yield from (to_tell(referral) for referral in behind)


def awaits(referral: Referral, known: Standing) -> bool:
    """Whether it is for a team of the reader's to move, of a list that holds all of those."""
    side = referral.waits_for()
    if side is Side.RECEIVER:
        waits = referral.status in (Status.SENT, Status.UNDER_REVIEW)
        return waits and any(tie.of == referral.to_team_id for tie in known.memberships)
    asked = side is Side.SENDER and referral.status == Status.INFO_REQUESTED
    return asked and any(tie.of == referral.author_team_id and tie.is_bound for tie in known.memberships)


@register
def transfers(request: SignedInRequest) -> Iterator[Todo]:
    """To answer, to confirm again; once accepted, what lets the team before stay for the overlap."""
    known = standing(request)
    if not (known.is_bound or known.is_manager):
        return
    rows = Transfer.objects.awaiting(request.user).select_related("from_organisation", "to_organisation")
    for transfer in rows.order_by("expires_at", "pk"):
        yield to_see_to(transfer)


def to_see_to(transfer: Transfer) -> Todo:
    words = {"association": transfer.from_organisation, "other": transfer.to_organisation}
    if transfer.status == Stage.ACCEPTED:
        text, verb = _("Agreement to share to take, so that %(association)s can hand over"), _("See the transfer")
        return Todo("sign", text % words, transfer.reference, transfer.get_absolute_url(), verb)
    to_confirm = transfer.status == Stage.TO_CONFIRM
    text = _("Transfer to %(other)s to confirm again") if to_confirm else _("Transfer proposed by %(association)s")
    verb = _("Read the list") if to_confirm else _("Give an answer")
    on = last_day_of(transfer)
    return Todo("flag", text % words, transfer.reference, transfer.get_absolute_url(), verb, due(on), on)


def to_move(referral: Referral) -> Todo:
    """Late once a reminder was due: whoever waits longest comes first."""
    clock = clock_of(referral)
    return Todo(
        "inbox",
        said_of(referral),
        referral.reference,
        referral.get_absolute_url(),
        _("Give an answer"),
        clock.text if clock else "",
        last_day(referral.remind_at, referral.calendar()) if referral.remind_at else None,
    )


def to_tell(referral: Referral) -> Todo:
    """The young person is to hear from somebody they know what came of it."""
    words = {"association": referral.to_team.organisation, "state": Status(referral.step() or referral.status).label}
    text = _("To tell the young person: %(association)s, %(state)s")
    return Todo("talk", text % words, referral.reference, referral.get_absolute_url(), _("See what to say"))


def said_of(referral: Referral) -> str:
    if referral.status == Status.INFO_REQUESTED:
        return _("%(team)s asks a question") % {"team": referral.to_team.organisation}
    return _("Referral from %(team)s") % {"team": referral.author_team.organisation}

"""The order of preference as the sending side reads it: who was asked, what each answered, who is next and why not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.models import Organisation
from programs.models import Service
from referrals import policy
from referrals.actions.ordering import held, missing_to_ask, prepared
from referrals.gates import agreement_address, sentence
from referrals.models import NextPartner, Referral
from referrals.policy import Gap
from referrals.reading import look, reason_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User
    from organisations.models import Team

ASKED_LATER: dict[Gap, _StrPromise] = {
    Gap.OWN_TEAM: gettext_lazy("Whoever put it in the order belongs to this team."),
    Gap.QUESTIONS: gettext_lazy("Its service asks questions that must be answered, and nobody answered them."),
    Gap.NOT_SEEN: gettext_lazy("Whoever put it in the order does not see all that acceptance would open."),
}
"""What a gap says of somebody whose turn is not now, where the words for the sender do not fit."""

LOOKS = {
    NextPartner.Status.WAITING: ("calm", "hourglass"),
    NextPartner.Status.SKIPPED: ("late", "no"),
}


@dataclass(slots=True)
class Link:
    """One partner of the order."""

    organisation: Organisation
    team: Team
    service: Service | None
    look: tuple[str, str, str]
    referral: Referral | None = None
    at: dt.datetime | None = None
    reason: str = ""
    missing: list[str] = field(default_factory=list)
    """what keeps it from being asked, or kept it"""
    unagreed: int = 0
    """areas for which an agreement to share is missing before its turn comes"""
    record_at: str = ""
    """where this reader records that agreement"""


@dataclass(slots=True)
class Chain:
    """The whole order around one referral."""

    links: list[Link]
    has_next: bool
    goes_on: bool
    """the next one is asked by itself"""
    may_ask: bool
    """the sender may ask the next one now"""
    held: str
    """why nobody else is asked, though somebody is left"""


def chain_of(referral: Referral, reader: User, moves: set[str]) -> Chain | None:
    """None when one partner alone was thought of."""
    related = ("beginning", "team__organisation", "service", "recorded_by", "referral")
    order = list(NextPartner.objects.of(referral).select_related(*related))
    if not order:
        return None
    waiting = [partner for partner in order if partner.status == NextPartner.Status.WAITING]
    stands = referral.stands()
    why = why_over(referral) if waiting else ""
    beginning = Referral.objects.select_related("to_team__organisation", "service").get(pk=order[0].beginning_id)
    links = [answered(beginning), *(link_of(referral, partner, over=bool(why)) for partner in order)]
    lacking = [link for link in links if link.unagreed]
    if lacking and reader.has_perm("cases.manage_circle", referral.case):
        for link in lacking:
            link.record_at = agreement_address(referral, link.organisation, link.unagreed)
    return Chain(
        links=links,
        has_next=bool(waiting),
        goes_on=bool(waiting) and stands in policy.PREVIEWED | {policy.Status.DRAFT},
        may_ask=bool(waiting) and not why and "ask_next" in moves,
        held=why,
    )


def why_over(referral: Referral) -> str:
    """Why whoever is left is not asked; "" as long as they may be."""
    stands = referral.stands()
    if stands in policy.TAKEN_ON or stands == policy.Status.CLOSED:
        return _("Taken on by %(team)s: nobody else is asked.") % {"team": referral.to_team.organisation}
    return held(referral, referral.need) if stands in policy.FINAL else ""


def link_of(referral: Referral, partner: NextPartner, *, over: bool) -> Link:
    """An answer, what was missing when its turn came, or what would be missing if it came now."""
    if partner.referral is not None:
        return answered(partner.referral, partner)
    gaps = {Gap(name): areas for name, areas in partner.gaps.items()}
    waits = partner.status == NextPartner.Status.WAITING and not over
    if waits:
        gaps = missing_to_ask(prepared(referral, partner), partner)
    tone, icon = LOOKS[NextPartner.Status(partner.status)]
    team = partner.team
    said = (tone, icon, str(NextPartner.Status(partner.status).label))
    missing = [said_of(referral, team.organisation, gap, areas) for gap, areas in gaps.items()]
    unagreed = gaps.get(Gap.CONSENT, 0) if waits else 0
    return Link(team.organisation, team, partner.service, said, missing=missing, unagreed=unagreed)


def answered(row: Referral, partner: NextPartner | None = None) -> Link:
    """One that was asked, as it stands now."""
    team = partner.team if partner else row.to_team
    service = partner.service if partner else row.service
    return Link(team.organisation, team, service, look(row), row, row.sent_at, reason_of(row))


def said_of(referral: Referral, organisation: Organisation, gap: Gap, areas: int) -> str:
    return str(ASKED_LATER.get(gap) or sentence(referral.case, organisation, gap, areas))

"""The association without an account: it joins, and is asked for a place, when somebody opens its card."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404

from accounts.models import User
from cases.actions import sharing
from cases.models import Need
from common import clock
from common.areas import with_general
from demo.cast import PLAN
from organisations.actions import partnerships, structure
from organisations.models import Network, Organisation
from referrals.actions import sending
from referrals.choices import Asked
from referrals.models import AnswerLink

GUEST: dict[str, Any] = PLAN["guest"]


@transaction.atomic
def ask_guest() -> AnswerLink:
    """Every act is the product's own. 404 where the demo's people are not."""
    worker, network_admin, org_admin = (
        get_object_or_404(User, email=f"{slug}@demo.invalid")
        for slug in ("social-worker", "network-admin", "org-admin")
    )
    need = Need.objects.visible_to(worker).get(code=GUEST["need"])
    guest = bring_in(need.case.leading_organisation, network_admin, org_admin, areas=need.area)
    agree(need, guest, by=worker)
    return AnswerLink.objects.for_page().get(referral=refer(need, guest, by=worker))


def bring_in(host: Organisation, network_admin: User, org_admin: User, areas: int) -> Organisation:
    """Recorded by the network; an agreement with the host, which signs, and notes the other signature, on paper."""
    terms = {name: GUEST[name] for name in ("name", "team", "email")}
    guest = structure.record_association(network=Network.objects.get(), by=network_admin, **terms)
    agreement = partnerships.propose_partnership(
        title=GUEST["partnership"], areas=areas, organisations=[host, guest], ends_on=None, by=org_admin
    )
    partnerships.sign_partnership(agreement=agreement, organisation=host, by=org_admin)
    paper = agreement.parties.get(organisation=guest)
    partnerships.note_signature(party=paper, by=org_admin, signatory=GUEST["signatory"], on=clock.today())
    return guest


def agree(need: Need, guest: Organisation, by: User) -> None:
    """The young person agrees that it knows."""
    named = [sharing.Recipient(guest, with_general(need.area), None)]
    terms: dict[str, Any] = {"capacity": "young_person", "means": "signed", "information_given": True}
    sharing.record_agreement(need.case, recipients=named, by=by, agreed_on=clock.today(), **terms)


def refer(need: Need, guest: Organisation, by: User) -> Any:
    """A place is asked for: its letter leaves."""
    draft = sending.draft_referral(
        need,
        by=by,
        to_team=guest.teams.get(),
        service=None,
        asked=Asked.PLACE,
        areas=int(need.area),
        seat_level=1,
        prepared_with_young_person=True,
    )
    return sending.send_referral(draft, by=by)

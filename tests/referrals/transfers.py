"""One transfer of the shared file: Cap Ouvert asks Toit Partagé to lead. Whoever sees the file then, by partnership.

Toit Partagé has one with Cap Ouvert and one with La Maison du Lien, none with Voisins du Lycée nor Binômes du Val.
"""

from dataclasses import dataclass
from typing import Any

from cases.models import Access
from common import clock
from referrals.actions import transferring
from referrals.choices import Informed, TransferDecline, TransferReason, WithdrawReason
from referrals.forecast import foreseen
from referrals.models import Transfer
from tests.factories.cases import share
from tests.factories.organisations import MembershipFactory, UserFactory, partnership

REASONS = {"reason": TransferReason.MOVED, "informed": Informed.AGREES}


@dataclass
class TransferScene:
    """The shared file and the people on both sides."""

    world: Any
    lead: Any
    manager: Any
    receiver: Any
    receiving_manager: Any
    third: Any

    @property
    def case(self):
        return self.world.case

    @property
    def team(self):
        return self.world.teams["toit"]

    def foreseen(self, days=30):
        return foreseen(self.case, self.team, days)

    def proposed(self, *, by=None, days=30, **terms) -> Transfer:
        return transferring.propose_transfer(
            self.case,
            by=by or self.lead,
            to_team=self.team,
            confirmed=terms.pop("confirmed", self.foreseen(days).losing_ids),
            overlap_days=days,
            **REASONS | terms,
        )

    def accepted(self, **terms) -> Transfer:
        return self.accept(self.proposed(**terms))

    def accept(self, row, by=None) -> Transfer:
        return transferring.accept_transfer(row, by=by or self.receiver, lead=self.receiver)

    def keeps(self):
        """An agreement to share names Cap Ouvert: its team may use the seat it keeps for a while."""
        return share(self.case, self.world.organisations["cap"], by=self.receiver)

    def newcomer(self):
        """Somebody joins the mentors' team: one more who would lose access."""
        return MembershipFactory(team=self.world.teams["binomes"]).user

    def openers(self):
        """Who may open the file now."""
        return set(Access.objects.filter(case=self.case).values_list("user", flat=True))

    def in_state(self, status: str) -> Transfer:
        """Brought to a state by the product's own moves."""
        row = self.proposed()
        return STEPS[status](row, self) if status in STEPS else row


def recounted(row, scene):
    scene.newcomer()
    return scene.accept(row)


def expired(row, scene):
    with clock.at(row.expires_at):
        return transferring.expire_transfer(row)


STEPS = {
    "to_confirm": recounted,
    "accepted": lambda row, scene: scene.accept(row),
    "declined": lambda row, scene: transferring.decline_transfer(
        row, by=scene.receiver, reason=TransferDecline.NO_PLACE
    ),
    "withdrawn": lambda row, scene: transferring.withdraw_transfer(row, by=scene.lead, reason=WithdrawReason.MISTAKE),
    "expired": expired,
}


def stage_transfer(world) -> TransferScene:
    cap, toit, lien = (world.organisations[short] for short in ("cap", "toit", "lien"))
    partnership(cap, toit)
    partnership(toit, lien)
    manager = MembershipFactory(team=world.teams["toit"], manager=True).user
    return TransferScene(world, world.social_worker, world.manager, world.stranger, manager, UserFactory())

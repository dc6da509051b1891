"""One referral of the shared file: Cap Ouvert asks Toit Partagé, for housing, with everything in order."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from cases.models import Need
from common import clock
from common.areas import Area, Level, with_general
from referrals.actions.answering import (
    accept_referral,
    ask_question,
    decline_referral,
    start_referral,
    take_up_referral,
    waitlist_referral,
)
from referrals.actions.ending import close_referral, expire_referral, withdraw_referral
from referrals.actions.ordering import Receiver
from referrals.actions.sending import draft_referral, send_referral
from referrals.choices import Asked, DeclineReason, Outcome, WithdrawReason
from referrals.models import Referral
from tests import personas
from tests.factories.cases import NeedFactory, share
from tests.factories.organisations import MembershipFactory, TeamFactory, UserFactory, partnership
from tests.referrals.transfers import stage_transfer

HOUSING = with_general(Area.HOUSING)


@dataclass
class Scene:
    """The shared file, a need in it, and the people on both sides of a referral."""

    world: Any
    need: Need
    sender: Any
    sending_manager: Any
    receiver: Any
    receiving_manager: Any
    third: Any

    def draft(self, **asked: Any) -> Referral:
        asked = {"areas": HOUSING, "seat_level": Level.COORDINATION, "asked": Asked.ACCOMMODATION} | asked
        return draft_referral(
            self.need,
            by=self.sender,
            to_team=asked.pop("to_team", self.world.teams["toit"]),
            **asked,
        )

    def sent(self, **asked: Any) -> Referral:
        return send_referral(self.draft(**asked), by=self.sender)

    def partner(self, *, agreed: bool = True) -> Any:
        """One more team that may be asked: a partner of the leading association, maybe without an agreement yet."""
        team = TeamFactory()
        MembershipFactory(team=team, bound=True)
        partnership(self.world.organisations["cap"], team.organisation)
        if agreed:
            share(self.world.case, team.organisation, areas=HOUSING, by=self.world.social_worker)
        return team

    def in_order(self, *teams: Any, **asked: Any) -> Referral:
        """Sent to Toit Partagé, these teams next."""
        return self.sent(then=[Receiver(team) for team in teams], **asked)

    def in_state(self, status: str) -> Referral:
        """A referral brought to a state by the product's own moves."""
        row = self.draft()
        if status != "draft":
            row = send_referral(row, by=self.sender)
        for step in STEPS.get(status, ()):
            row = step(row, self)
        return row


def expire(row, scene):
    with clock.at(row.expires_at):
        return expire_referral(row)


def by_receiver(action, **details):
    return lambda row, scene: action(row, by=scene.receiver, **details)


TAKE_UP, ACCEPT = by_receiver(take_up_referral), by_receiver(accept_referral)
STEPS = {
    "under_review": [TAKE_UP],
    "info_requested": [TAKE_UP, by_receiver(ask_question, text="Le soir ?")],
    "waitlisted": [by_receiver(waitlist_referral)],
    "accepted": [ACCEPT],
    "in_progress": [ACCEPT, by_receiver(start_referral)],
    "closed": [ACCEPT, by_receiver(close_referral, outcome=Outcome.PARTLY)],
    "declined": [by_receiver(decline_referral, reason=DeclineReason.CRITERIA)],
    "withdrawn": [lambda row, scene: withdraw_referral(row, by=scene.sender, reason=WithdrawReason.MISTAKE)],
    "expired": [expire],
}


SENT = dt.datetime(2026, 11, 19, 15, 40, tzinfo=dt.UTC)
"""A Thursday afternoon."""


@pytest.fixture
def scene(db, at):
    """Everything is in order: partnership, agreement, people. The clock stands still at SENT."""
    with at(SENT):
        yield stage(personas.build())


@pytest.fixture
def moving(db, at):
    """The file may be transferred. The clock stands still at SENT."""
    with at(SENT):
        yield stage_transfer(personas.build())


def stage(world):
    partnership(world.organisations["cap"], world.organisations["toit"])
    share(world.case, world.organisations["toit"], areas=HOUSING, by=world.social_worker)
    need = NeedFactory(case=world.case, area=Area.HOUSING, code="housing.first_home", author=world.social_worker)
    receiving_manager = UserFactory()
    MembershipFactory(user=receiving_manager, team=world.teams["toit"], manager=True)
    return Scene(
        world=world,
        need=need,
        sender=world.social_worker,
        sending_manager=world.manager,
        receiver=world.stranger,
        receiving_manager=receiving_manager,
        third=UserFactory(),
    )

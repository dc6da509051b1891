"""Referrals over their whole life, between two associations and the clock: one truth, its access, its notices."""

import datetime as dt
import os
from collections import Counter
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cases.actions.closing import close_case
from cases.actions.sharing import withdraw_recipient
from cases.models import Case, Need, SharingRecipient
from common import clock
from common.moves import IllegalMove
from notifications.models import Notice
from organisations.actions.partnerships import end_partnership
from organisations.models import PartnershipAgreement
from referrals.gates import GateShut
from referrals.models import Referral
from referrals.tasks import run_clock
from tests import personas
from tests.factories.cases import share
from tests.factories.organisations import partnership
from tests.referrals.conftest import HOUSING, SENT, stage
from tests.referrals.test_moves import ACTIONS, SAME_ACTION
from tests.referrals.test_states import SIDES, SPECIFIED

RARELY = st.sampled_from([True, False, False])
PARIS = ZoneInfo("Europe/Paris")
ANSWERED_BY_CLOCK = {"sent", "under_review", "info_requested"}
TAKEN_ON = {"accepted", "in_progress"}
NAMES = sorted(set(ACTIONS) - {"cancel"})
SIDE = {name: side for side, names in SIDES.items() for name in names}
TOLD = {
    "send": ("sent", "receiver"),
    "take_up": ("taken_up", "sender"),
    "ask": ("question_asked", "sender"),
    "reply": ("question_answered", "receiver"),
    "decline": ("declined", "sender"),
    "accept": ("accepted", "sender"),
    "offer_place": ("accepted", "sender"),
    "waitlist": ("waitlisted", "sender"),
    "start": ("started", "sender"),
    "close": ("closed", "sender"),
    "withdraw": ("withdrawn", "sender", "receiver"),
    "expire": ("expired", "sender", "receiver"),
}
"""What each move tells, and which sides."""


def end_of_working_day(since, count):
    """The first instant after so many working days from that one, which is day 0: counted one by one, by hand."""
    day, free = clock.local_day(since), holidays.country_holidays("FR")
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5 and day not in free
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), PARIS)


@dataclass
class Expected:
    """What one referral should be by now."""

    pk: UUID
    status: str = "draft"
    sent_at: dt.datetime | None = None
    reminded: bool = False
    escalated: bool = False
    seat_ends: dt.datetime | None = None

    def after(self, count):
        return end_of_working_day(self.sent_at, count)

    def is_late(self, now):
        """Whether only the clock may still move it."""
        return self.status in ANSWERED_BY_CLOCK and now >= self.after(30)

    def waits_for(self):
        return "sender" if self.status == "info_requested" else "receiver"

    def next_status(self, name, now):
        """Where a move leads, or None: the specification's table, and only the clock once it is late."""
        if self.is_late(now):
            return "expired" if name == "expire" else None
        found = SPECIFIED[self.status]
        return None if name == "expire" else found.get(name) or found.get(SAME_ACTION.get(name, ""))


class Machine(RuleBasedStateMachine):
    @initialize()
    def start(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.move_to(SENT)
        self.scene = scene = stage(personas.build())
        self.case, self.partner = scene.world.case, scene.world.organisations["toit"]
        self.people = {"sender": [scene.sender], "receiver": [scene.receiver, scene.receiving_manager]}
        self.managers = {"sender": [scene.sending_manager], "receiver": [scene.receiving_manager]}
        self.need, self.rows, self.notices = "open", [Expected(scene.draft().pk) for _ in range(3)], Counter()
        for row in self.rows[:2]:
            self.try_to(row, "send")
        SharingRecipient.objects.filter(organisation=self.partner).update(valid_until=SENT + dt.timedelta(days=9))

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
        clock.set_to(None)

    def move_to(self, instant):
        self.now = instant
        clock.set_to(instant)

    # The clock goes on only.

    @rule(hours=st.integers(1, 24 * 9))
    def time_passes(self, hours):
        self.move_to(self.now + dt.timedelta(hours=hours))

    @rule(n=st.integers(0, 20), early=st.booleans())
    def it_lands_on_an_edge_or_just_before(self, n, early):
        edges = [row.after(count) for row in self.rows if row.sent_at for count in (5, 10, 30)]
        edges += [row.seat_ends for row in self.rows if row.seat_ends]
        ahead = sorted(edge for edge in edges if self.now < edge < clock.FOREVER)
        if ahead:
            self.move_to(ahead[n % len(ahead)] - dt.timedelta(microseconds=1 if early else 0))

    @rule()
    def its_job_runs(self):
        for row in self.rows:
            if row.is_late(self.now):
                self.made(row, "expire", "expired", actor=None)
            elif row.status in ANSWERED_BY_CLOCK:
                self.warned(row)
        run_clock()

    def warned(self, row):
        side = row.waits_for()
        if not row.escalated and self.now >= row.after(10):
            row.escalated = True
            self.tell(row, "escalation", self.managers[side])
        if not row.reminded and self.now >= row.after(5):
            row.reminded = True
            self.tell(row, "reminder", self.people[side])

    # What people do.

    @rule(n=st.integers(0, 2), which=st.lists(st.integers(0, 20), min_size=1, max_size=4))
    def it_moves_on(self, n, which):
        row = self.rows[n]
        for k in which:
            possible = [name for name in NAMES if row.next_status(name, self.now) and name != "withdraw"]
            if possible:
                self.try_to(row, possible[k % len(possible)])
                self.everything_holds()

    @rule(n=st.integers(0, 2), name=st.sampled_from(NAMES))
    def somebody_tries_anything(self, n, name):
        self.try_to(self.rows[n], name)

    def try_to(self, row, name):
        actor = self.scene.sender if SIDE[name] == "sender" else self.scene.receiver
        target = row.next_status(name, self.now)
        gated = name == "send" or target == "accepted"
        if target is None:
            wrong = IllegalMove
        elif gated and not (self.recipients() and self.partnerships()):
            wrong = GateShut
        else:
            ACTIONS[name](Referral.objects.get(pk=row.pk), actor)
            self.made(row, name, target, actor=None if name == "expire" else actor)
            return
        with pytest.raises(wrong), transaction.atomic():
            ACTIONS[name](Referral.objects.get(pk=row.pk), actor)

    def made(self, row, name, target, *, actor):
        was_sent, was_taken_on = row.sent_at is not None, row.status in TAKEN_ON
        row.status = target
        if name == "send":
            row.sent_at = self.now
        if target == "accepted":
            row.seat_ends = clock.FOREVER
        if was_taken_on and target in ("closed", "withdrawn"):
            row.seat_ends = self.now + dt.timedelta(days=30 if target == "closed" else 0)
        if any(row.status in TAKEN_ON for row in self.rows):
            self.need = "covered" if self.need != "closed" else self.need
        elif was_taken_on and self.need == "covered":
            self.need = "closed" if name == "close" else "open"
        kind, *sides = TOLD[name]
        if was_sent or name == "send":
            for side in sides:
                self.tell(row, kind, self.people[side], actor)

    def tell(self, row, kind, people, actor=None):
        self.notices.update((row.pk, f"referrals.{kind}", person.pk) for person in people if person != actor)

    # What it rests on ends, and comes back.

    @rule(days=st.sampled_from([3, 20, 4000]))
    def the_young_person_agrees(self, days):
        until = self.now + dt.timedelta(days=days)
        share(self.case, self.partner, areas=HOUSING, by=self.scene.sender, valid_from=self.now, valid_until=until)

    @rule(really=RARELY)
    def the_young_person_takes_it_back(self, really):
        for recipient in self.recipients() if really else ():
            self.system_withdraws(self.scene.sender, last=len(self.recipients()) == 1)
            withdraw_recipient(recipient, by=self.scene.sender)

    @rule(really=RARELY)
    def the_associations_part(self, really):
        for agreement in self.partnerships() if really else ():
            self.system_withdraws(self.scene.sending_manager, last=len(self.partnerships()) == 1)
            end_partnership(agreement=agreement, by=self.scene.sending_manager)

    @rule()
    def they_sign_again(self):
        partnership(self.scene.world.organisations["cap"], self.partner)

    @precondition(lambda self: Case.objects.filter(pk=self.case.pk, status="open").exists())
    @rule(chance=st.integers(0, 9))
    def the_file_closes(self, chance):
        if chance:
            return
        seats = {row.pk: row.seat_ends for row in self.rows if row.seat_ends}
        self.system_withdraws(self.scene.sender, drafts=True)
        close_case(Case.objects.get(pk=self.case.pk), reason="moved", by=self.scene.sender)
        for row in self.rows:
            if row.pk in seats:
                row.seat_ends = min(seats[row.pk], self.now + dt.timedelta(days=30))

    def system_withdraws(self, actor, *, last=True, drafts=False):
        """Once the last thing it rests on is gone; late, it has expired instead."""
        for row in self.rows if last else ():
            if row.is_late(self.now):
                self.made(row, "expire", "expired", actor=None)
            elif "cancel" in SPECIFIED[row.status] and (drafts or row.sent_at):
                self.made(row, "withdraw", "withdrawn", actor=actor)

    def recipients(self):
        rows = SharingRecipient.objects.filter(case=self.case, organisation=self.partner)
        return [row for row in rows if row.valid_from <= self.now < row.valid_until]

    def partnerships(self):
        rows = PartnershipAgreement.objects.filter(parties__organisation=self.partner)
        return [row for row in rows if row.valid_from <= self.now < row.valid_until]

    # What must hold after each step.

    @invariant()
    def everything_holds(self):
        if hasattr(self, "rows"):
            self.there_is_one_truth()
            self.access_is_what_the_facts_say()
            self.nothing_is_told_twice_or_not_at_all()

    def there_is_one_truth(self):
        found = {row.pk: row for row in Referral.objects.filter(case=self.case)}
        assert {pk: row.status for pk, row in found.items()} == {row.pk: row.status for row in self.rows}
        for row in self.rows:
            kept = found[row.pk]
            assert kept.history.first().status == row.status
            if row.sent_at:
                assert [kept.remind_at, kept.escalate_at, kept.expires_at] == [row.after(n) for n in (5, 10, 30)]
        assert Need.objects.get(pk=self.scene.need.pk).status == self.need

    def access_is_what_the_facts_say(self):
        seated = any(row.seat_ends and self.now < row.seat_ends for row in self.rows)
        scene, opened = self.scene, seated and bool(self.recipients() and self.partnerships())
        assert Case.objects.visible_to(scene.receiver).filter(pk=self.case.pk).exists() == opened
        assert not Case.objects.visible_to(scene.receiving_manager).filter(pk=self.case.pk).exists()
        asked = {row.pk for row in self.rows if row.status in ANSWERED_BY_CLOCK and not row.is_late(self.now)}
        asked |= {row.pk for row in self.rows if row.status == "waitlisted"}
        for person in self.people["receiver"]:
            assert set(Referral.objects.previewed_by(person).values_list("pk", flat=True)) == asked
        assert not Referral.objects.known_to(scene.third).exists()

    def nothing_is_told_twice_or_not_at_all(self):
        told = Notice.objects.filter(kind__startswith="referrals.", object_id__in=[row.pk for row in self.rows])
        assert Counter(told.values_list("object_id", "kind", "reader")) == self.notices
        told.filter(read_at=None).update(read_at=self.now)  # read: the same fact, should it come again, is told again


@pytest.mark.machine
class TestLife(TestCase, Machine.TestCase):
    settings = settings(
        max_examples=int(os.environ.get("MACHINE_EXAMPLES", "12")),
        stateful_step_count=int(os.environ.get("MACHINE_STEPS", "40")),
        deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink] if os.environ.get("MACHINE_SHRINK") else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

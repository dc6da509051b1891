"""A transfer nobody answers: whoever must move is reminded, then their managers, each once and in order."""

import datetime as dt

import pytest

from common import clock
from notifications.models import Notice
from notifications.registry import resolve
from organisations.actions.absences import declare_absence
from referrals.actions import transferring
from referrals.models import Transfer
from referrals.tasks import run_transfer_clock
from tests import personas
from tests.referrals.conftest import SENT
from tests.referrals.transfers import stage_transfer

BEFORE = dt.timedelta(microseconds=1)
NOTHING = {"expired": 0, "reminded": 0, "escalated": 0}


@pytest.fixture
def scene(db, at):
    with at(SENT):
        return stage_transfer(personas.build())


@pytest.fixture
def row(scene, at):
    with at(SENT):
        return scene.proposed()


def told(kind):
    """Who is shown it, by the rights they have now."""
    notices = Notice.objects.filter(kind=f"referrals.transfer_{kind}").select_related("reader")
    return {notice.reader for notice in notices if resolve(notice.reader, [notice])}


def test_the_team_asked_is_reminded_then_its_managers_each_once(row, scene, at):
    with at(row.remind_at - BEFORE):
        assert run_transfer_clock() == NOTHING
    for instant, done in ((row.remind_at, "reminded"), (row.escalate_at, "escalated")):
        with at(instant):
            assert run_transfer_clock() == NOTHING | {done: 1}
            assert run_transfer_clock() == NOTHING
    assert told("reminder") == {scene.receiver, scene.receiving_manager}
    assert told("escalation") == {scene.receiving_manager}


def test_five_and_ten_working_days_from_the_day_it_was_proposed(row):
    days = [clock.local_day(instant - BEFORE) for instant in (row.remind_at, row.escalate_at)]
    assert days == [dt.date(2026, 11, 26), dt.date(2026, 12, 3)]


def test_a_clock_that_ran_late_says_each_once_and_the_reminder_first(row, scene, at):
    with at(row.escalate_at + 5 * clock.DAY):
        assert run_transfer_clock() == NOTHING | {"reminded": 1, "escalated": 1}
        assert run_transfer_clock() == NOTHING
    reasons = list(row.history.order_by("history_id").values_list("history_change_reason", flat=True))
    assert reasons == ["transfer_proposed", "transfer_reminder", "transfer_escalation"]


def test_out_of_time_it_ends_and_nobody_is_reminded(row, at):
    with at(row.expires_at):
        assert run_transfer_clock() == NOTHING | {"expired": 1}
    assert not told("reminder") | told("escalation")


def test_to_confirm_again_it_is_for_whoever_proposed_it(row, scene, at):
    with at(SENT + dt.timedelta(hours=1)):
        scene.newcomer()
        assert scene.accept(row).status == "to_confirm"
    with at(row.escalate_at):
        run_transfer_clock()
        assert told("reminder") == {scene.lead, scene.manager}
        assert told("escalation") == {scene.manager}


def test_answered_meanwhile_nobody_is_reminded(row, scene, at):
    with at(SENT + dt.timedelta(hours=1)):
        transferring.decline_transfer(row, by=scene.receiver, reason="no_place")
    with at(row.escalate_at):
        assert run_transfer_clock() == NOTHING


def test_a_team_that_said_it_is_away_is_reminded_when_it_is_back(scene, at):
    with at(SENT):
        days = {"first_on": dt.date(2026, 11, 25), "last_on": dt.date(2026, 11, 29)}
        declare_absence(scene.team, by=scene.receiving_manager, **days)
        row = scene.proposed()
    assert clock.local_day(row.remind_at - BEFORE) == dt.date(2026, 11, 30)
    assert Transfer.objects.get().expires_at == row.expires_at

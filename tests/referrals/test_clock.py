"""Reminder, escalation, expiry: at the very instant, once, to whoever must move."""

import datetime as dt

import pytest

from common import clock
from common.access import allowed
from common.moves import IllegalMove
from notifications.models import Notice
from places.models import Commune, Department, Territory
from programs.models import Service
from referrals.actions.answering import accept_referral, ask_question, take_up_referral, waitlist_referral
from referrals.actions.ending import cancel_referral, expire_referral, withdraw_referral
from referrals.choices import WithdrawReason
from referrals.models import OutOfTime, Referral
from referrals.reading import clock_of, delays_of
from referrals.tasks import run_clock
from tests.referrals.conftest import SENT

BEFORE = dt.timedelta(microseconds=1)


@pytest.fixture
def row(scene):
    return scene.sent()


def told(kind):
    return set(Notice.objects.filter(kind=f"referrals.{kind}").values_list("reader__email", flat=True))


def test_the_three_dates_are_those_of_the_calendar(row):
    days = [instant.astimezone(dt.UTC).isoformat() for instant in (row.remind_at, row.escalate_at, row.expires_at)]
    assert days == ["2026-11-26T23:00:00+00:00", "2026-12-03T23:00:00+00:00", "2027-01-04T23:00:00+00:00"]


def test_the_team_is_reminded_once_then_its_managers(row, scene, at):
    with at(row.remind_at - BEFORE):
        assert run_clock() == {"expired": 0, "escalated": 0, "reminded": 0}
    with at(row.remind_at):
        assert run_clock()["reminded"] == 1
        assert run_clock()["reminded"] == 0
    assert told("reminder") == {scene.receiver.email, scene.receiving_manager.email}
    with at(row.escalate_at):
        assert run_clock() == {"expired": 0, "escalated": 1, "reminded": 0}
    assert told("escalation") == {scene.receiving_manager.email}


def test_a_question_turns_the_reminder_to_the_sender_and_pauses_nothing(row, scene, at):
    with at(SENT + dt.timedelta(hours=1)):
        ask_question(take_up_referral(row, by=scene.receiver), by=scene.receiver, text="Le soir ?")
    with at(row.escalate_at):
        run_clock()
    assert told("reminder") == {scene.sender.email}
    assert told("escalation") == {scene.sending_manager.email}
    assert Referral.objects.get(pk=row.pk).expires_at == row.expires_at


def test_at_its_last_instant_only_the_clock_may_move_it(row, scene, at):
    with at(row.expires_at - BEFORE):
        assert Referral.objects.previewed_by(scene.receiver).exists()
        assert take_up_referral(row, by=scene.receiver).status == "under_review"
    with at(row.expires_at):
        assert not Referral.objects.previewed_by(scene.receiver).exists()
        for action in (accept_referral, waitlist_referral):
            with pytest.raises(OutOfTime):
                action(row, by=scene.receiver)
        with pytest.raises(OutOfTime):
            withdraw_referral(row, by=scene.sender, reason=WithdrawReason.MISTAKE)
        assert Referral.objects.get(pk=row.pk).stands() == "expired"
        assert cancel_referral(row, by=None, reason=WithdrawReason.CASE_CLOSED).status == "expired"


def test_the_nightly_run_expires_it_and_tells_both_sides(row, scene, at):
    with at(row.expires_at):
        assert run_clock() == {"expired": 1, "escalated": 0, "reminded": 0}
        found = Referral.objects.get(pk=row.pk)
        assert (found.status, found.ended_at) == ("expired", clock.now())
    assert {scene.sender.email, scene.receiver.email} <= told("expired")
    assert found.history.latest("history_date").history_user is None


def test_the_waiting_list_has_no_delay(row, scene, at):
    with at(SENT + dt.timedelta(hours=1)):
        waitlist_referral(row, by=scene.receiver)
    with at(row.expires_at + dt.timedelta(days=90)):
        assert set(run_clock().values()) == {0}
        assert Referral.objects.previewed_by(scene.receiver).exists()
        assert allowed(scene.receiver, "referrals.answer_referral", row)


def test_the_clock_does_not_expire_what_is_in_time(row, at):
    with at(row.expires_at - BEFORE), pytest.raises(IllegalMove):
        expire_referral(row)


def test_a_service_overseas_counts_its_own_days(scene):
    department, _made = Department.objects.get_or_create(code="974", defaults={"name": "La Réunion"})
    territory = Territory.objects.create(name="Ouest")
    territory.communes.add(
        Commune.objects.create(insee_code="97415", name="Saint-Paul", search_name="saint paul", department=department)
    )
    team = scene.world.teams["toit"]
    service = Service.objects.create(organisation=team.organisation, team=team, name="Lointain", territory=territory)
    assert scene.sent(service=service).remind_at == dt.datetime(2026, 11, 26, 20, 0, tzinfo=dt.UTC)


@pytest.fixture
def in_guadeloupe(scene, at):
    """Sent on the Tuesday before the island's own holiday, Thursday 27 May."""
    department, _made = Department.objects.get_or_create(code="971", defaults={"name": "Guadeloupe"})
    territory = Territory.objects.create(name="Nord")
    territory.communes.add(
        Commune.objects.create(insee_code="97102", name="Au nord", search_name="au nord", department=department)
    )
    team = scene.world.teams["toit"]
    service = Service.objects.create(organisation=team.organisation, team=team, name="Au loin", territory=territory)
    with at(dt.datetime(2027, 5, 25, 15, 0, tzinfo=dt.UTC)):
        yield scene.sent(service=service)


def test_its_days_are_shown_as_its_receivers_calendar_counts_them(in_guadeloupe, at):
    first, *_others = delays_of(in_guadeloupe)
    assert (first.on, first.left) == (dt.date(2027, 6, 2), 5)
    with at(dt.datetime(2027, 5, 31, 15, 0, tzinfo=dt.UTC)):
        assert clock_of(in_guadeloupe).days == 3


def test_their_evening_is_not_our_next_day(in_guadeloupe, at):
    with at(dt.datetime(2027, 6, 1, 3, 0, tzinfo=dt.UTC)):  # eleven in the evening there, five in the morning here
        assert clock_of(in_guadeloupe).days == 3
        assert delays_of(in_guadeloupe)[0].left == 2

"""The team asked says when it is away: reminder and escalation wait for its return, the end of the time does not."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import Event
from organisations.actions.absences import declare_absence, end_absence
from referrals.actions.answering import accept_referral
from referrals.models import Referral
from referrals.reading import clock_of, delays_of
from referrals.tasks import run_clock
from tests.factories.organisations import TeamFactory
from tests.referrals.conftest import SENT
from tests.referrals.test_clock import BEFORE, told
from tests.referrals.test_order import asked_after, decline

EXPIRES = "2027-01-04"
SPRING = dt.datetime(2027, 3, 18, 10, 0, tzinfo=dt.UTC)
AUTUMN = dt.datetime(2027, 10, 22, 10, 0, tzinfo=dt.UTC)
DECEMBER = dt.datetime(2026, 12, 17, 10, 0, tzinfo=dt.UTC)


def date(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def away(scene):
    """`away("2026-11-26", "2026-12-02")`: the team asked declares it."""

    def away(first, last, of=None):
        of = of or scene.world.teams["toit"]
        return declare_absence(of, by=scene.receiving_manager, first_on=date(first), last_on=date(last))

    return away


def last_days(row):
    """The last day of each delay, in Paris."""
    return [f"{at - BEFORE:%Y-%m-%d}" for at in (row.remind_at, row.escalate_at, row.expires_at)]


ABSENCES = [
    ((), "2026-11-26", "2026-12-03"),
    ((("2026-11-20", "2026-11-25"),), "2026-11-26", "2026-12-03"),
    ((("2026-11-26", "2026-11-26"),), "2026-11-27", "2026-12-03"),
    ((("2026-11-26", "2026-11-27"),), "2026-11-30", "2026-12-03"),
    ((("2026-11-27", "2026-12-02"),), "2026-11-26", "2026-12-03"),
    ((("2026-11-26", "2026-12-02"),), "2026-12-03", "2026-12-03"),
    ((("2026-11-26", "2026-12-03"),), "2026-12-04", "2026-12-04"),
    ((("2026-12-03", "2026-12-04"),), "2026-11-26", "2026-12-07"),
    ((("2026-11-26", "2026-11-27"), ("2026-11-30", "2026-12-01")), "2026-12-02", "2026-12-03"),
    ((("2026-11-25", "2026-11-26"), ("2026-11-20", "2026-11-30")), "2026-12-01", "2026-12-03"),
    ((("2026-11-20", "2027-02-15"),), "2027-02-16", "2027-02-16"),
]


@pytest.mark.parametrize("declared_first", [True, False])
@pytest.mark.parametrize(("absences", "remind", "escalate"), ABSENCES)
def test_what_falls_in_an_absence_comes_on_the_first_working_day_after(
    scene, away, absences, remind, escalate, declared_first
):
    row = None if declared_first else scene.sent()
    for days in absences:
        away(*days)
    row = scene.sent() if row is None else Referral.objects.get(pk=row.pk)
    assert last_days(row) == [remind, escalate, EXPIRES]


@pytest.mark.parametrize(
    ("sent", "days", "moved"),
    [
        (DECEMBER, ("2026-12-24", "2027-01-03"), ["2027-01-04T23:00", "2027-01-04T23:00"]),
        (DECEMBER, ("2026-12-24", "2026-12-31"), ["2027-01-04T23:00", "2027-01-04T23:00"]),
        (DECEMBER, ("2026-12-28", "2027-01-03"), ["2026-12-24T23:00", "2027-01-04T23:00"]),
        (SPRING, ("2027-03-25", "2027-03-26"), ["2027-03-30T22:00", "2027-04-02T22:00"]),
        (AUTUMN, ("2027-10-29", "2027-10-31"), ["2027-11-02T23:00", "2027-11-08T23:00"]),
    ],
)
def test_over_the_new_year_holidays_and_a_change_of_hour(scene, away, at, sent, days, moved):
    """Easter Monday is the day after clocks go forward in 2027; All Saints’ the day after they go back."""
    with at(sent):
        away(*days)
        row = scene.sent()
    assert [f"{instant:%Y-%m-%dT%H:%M}" for instant in (row.remind_at, row.escalate_at)] == moved


def test_declared_after_sending_it_moves_what_is_still_to_come(scene, away, at):
    row = scene.sent()
    with at(row.remind_at):
        run_clock()
        away("2026-11-20", "2026-12-04")
    moved = Referral.objects.get(pk=row.pk)
    assert last_days(moved) == ["2026-11-26", "2026-12-07", EXPIRES]
    assert moved.history.filter(history_change_reason="delays_moved").count() == 1
    assert Event.objects.filter(verb="referrals.delays_moved", object_id=row.pk).count() == 1


@pytest.mark.parametrize(("before", "remind"), [(BEFORE, "2026-12-01"), (BEFORE * 0, "2026-11-26")])
def test_at_its_very_instant_a_reminder_is_past(scene, away, at, before, remind):
    row = scene.sent()
    with at(row.remind_at - before):
        away("2026-11-26", "2026-11-30")
    assert last_days(Referral.objects.get(pk=row.pk))[0] == remind


def test_nobody_is_reminded_while_they_are_away_then_they_are(scene, away, at):
    away("2026-11-26", "2026-12-04")
    row = scene.sent()
    with at(row.remind_at - BEFORE):
        assert set(run_clock().values()) == {0}
    with at(dt.datetime(2026, 12, 4, 9, 0, tzinfo=dt.UTC)):
        assert (clock_of(row).days, clock_of(row).text) == (11, "1 j ouvré avant relance")
    with at(row.remind_at):
        assert run_clock() == {"expired": 0, "escalated": 1, "reminded": 1}
    assert told("escalation") == {scene.receiving_manager.email}


def test_away_or_not_it_ends_at_its_time_and_no_reminder_comes_after(scene, away, at):
    away("2026-11-20", "2027-02-15")
    row = scene.sent()
    assert len(delays_of(row)) == 1
    with at(row.expires_at):
        assert run_clock() == {"expired": 1, "escalated": 0, "reminded": 0}
    with at(row.remind_at):
        assert set(run_clock().values()) == {0}


def test_whoever_is_back_earlier_is_reminded_as_if_they_had_said_so(scene, away, at):
    absence = away("2026-11-20", "2026-12-04")
    row = scene.sent()
    with at(dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)):
        end_absence(absence, by=scene.receiving_manager)
        absence.refresh_from_db()
        assert absence.last_on == date("2026-11-26")
    assert last_days(Referral.objects.get(pk=row.pk)) == ["2026-11-27", "2026-12-03", EXPIRES]


def test_an_absence_taken_back_before_it_begins_leaves_nothing(scene, away):
    absence = away("2026-11-26", "2026-12-04")
    row = scene.sent()
    end_absence(absence, by=scene.receiving_manager)
    end_absence(absence, by=scene.receiving_manager)
    assert last_days(Referral.objects.get(pk=row.pk)) == ["2026-11-26", "2026-12-03", EXPIRES]


def test_the_whole_associations_absence_is_each_teams_and_a_teams_is_its_own(scene, away):
    toit = scene.world.organisations["toit"]
    row = scene.sent()
    away("2026-11-26", "2026-11-26", of=TeamFactory(organisation=toit))
    away("2026-11-26", "2026-11-26", of=scene.world.organisations["lien"])
    assert last_days(Referral.objects.get(pk=row.pk))[0] == "2026-11-26"
    away("2026-11-26", "2026-11-26", of=toit)
    assert last_days(Referral.objects.get(pk=row.pk))[0] == "2026-11-27"


@pytest.mark.parametrize("status", ["draft", "waitlisted", "accepted", "declined"])
def test_what_waits_for_no_answer_does_not_move(scene, away, status):
    row = scene.in_state(status)
    away("2026-11-26", "2026-12-04")
    assert Referral.objects.get(pk=row.pk).version == row.version


def test_the_next_of_an_order_is_asked_with_its_own_absences(scene, away):
    second = scene.partner()
    away("2026-11-26", "2026-11-26", of=second)
    row = scene.in_order(second)
    (new,) = asked_after(decline(row))
    assert (last_days(row)[0], last_days(new)[0]) == ("2026-11-26", "2026-11-27")


SAID = "absente du 26 nov. au 4 déc."


def page(as_, user, row):
    return as_(user).get(row.get_absolute_url()).content.decode()


def test_it_is_read_in_the_form_before_sending_and_once_sent(scene, away, as_):
    away("2026-11-26", "2026-12-04")
    form = as_(scene.sender).get(reverse("referrals:create", args=[scene.need.pk])).content.decode()
    assert f"Équipe Toit Partagé (Toit Partagé) – {SAID}" in form
    assert SAID in page(as_, scene.sender, scene.draft())
    row = scene.sent()
    for reader in (scene.sender, scene.receiver):
        assert SAID in page(as_, reader, row)
    accept_referral(row, by=scene.receiver)
    assert SAID not in page(as_, scene.sender, row)


@pytest.mark.parametrize("days", [("2026-11-10", "2026-11-18"), ("2027-01-05", "2027-01-09")])
def test_what_is_over_or_comes_after_the_end_is_not_read(scene, away, as_, days):
    away(*days)
    assert "absente" not in page(as_, scene.sender, scene.sent())


def test_today_counts_in_full(scene, away, as_):
    away(f"{SENT:%Y-%m-%d}", f"{SENT:%Y-%m-%d}")
    assert "absente le 19 nov." in page(as_, scene.sender, scene.draft())

"""After acceptance: the first appointment, news asked for once, a report beside the outcome."""

import datetime as dt

import pytest

from cases.actions.plan import NotReadable
from cases.models import Note
from common import clock
from common.areas import Area, Level, with_general
from notifications.models import Notice
from referrals.actions.answering import accept_referral, set_first_meeting, start_referral, waitlist_referral
from referrals.actions.ending import close_referral
from referrals.choices import Outcome
from referrals.models import Referral
from referrals.tasks import ask_for_news
from tests.factories.cases import seat
from tests.factories.organisations import MembershipFactory

BEFORE = dt.timedelta(microseconds=1)
SILENCE = "Sans nouvelles"


@pytest.fixture
def accepted(scene):
    return accept_referral(scene.sent(), by=scene.receiver)


def page(as_, user, row):
    return as_(user).get(row.get_absolute_url()).content.decode()


def told(kind):
    return set(Notice.objects.filter(kind=f"referrals.{kind}").values_list("reader", flat=True))


def test_twenty_working_days_of_silence_are_asked_about_once(accepted, scene, at):
    assert accepted.news_due_at.isoformat() == "2026-12-17T23:00:00+00:00"
    with at(accepted.news_due_at - BEFORE):
        assert ask_for_news() == 0
    with at(accepted.news_due_at):
        assert (ask_for_news(), ask_for_news()) == (1, 0)
    assert told("news_asked") == {scene.receiver.pk, scene.receiving_manager.pk}


def test_from_the_waiting_list_they_count_from_the_place_offered(scene, at):
    row = waitlist_referral(scene.sent(), by=scene.receiver)
    with at(clock.now() + dt.timedelta(days=90)):
        row = accept_referral(row, by=scene.receiver)
        assert row.news_due_at > clock.now()


@pytest.mark.parametrize("given", ["meeting", "later", "start", "end"])
def test_an_appointment_a_start_or_an_end_is_news(scene, at, given):
    on = clock.today() + dt.timedelta(days=3)
    row = accept_referral(scene.sent(), by=scene.receiver, first_meeting_on=on if given == "meeting" else None)
    if given == "later":
        set_first_meeting(row, by=scene.receiver, on=on)
    elif given == "start":
        start_referral(row, by=scene.receiver)
    elif given == "end":
        close_referral(row, by=scene.receiver, outcome=Outcome.NOT_STARTED)
    with at(row.news_due_at):
        assert ask_for_news() == 0


def test_the_sender_reads_that_there_is_no_news_on_each_page(accepted, scene, as_, at):
    def read(who):
        file = as_(who).get(scene.world.case.get_absolute_url()).content.decode()
        outbox = as_(who).get("/orientations/?state=outbox").content.decode()
        return [SILENCE in html for html in (page(as_, who, accepted), file, outbox)]

    assert read(scene.sender) == [False, False, False]
    with at(accepted.news_due_at):
        assert read(scene.sender) == [True, True, True]
        assert "attend le jour du premier rendez-vous" in page(as_, scene.receiver, accepted)
        assert "attend le jour du premier rendez-vous" not in page(as_, scene.sender, accepted)


def test_both_sides_read_the_first_appointment(scene, as_):
    row = scene.sent()
    data = {"move": "accept", "first_meeting_on": "2026-11-24"}
    as_(scene.receiver).post(f"/orientations/{row.pk}/repondre/", data)
    for person in (scene.sender, scene.receiver, scene.receiving_manager):
        assert 'datetime="2026-11-24"' in page(as_, person, row)


def test_no_appointment_is_made_in_the_past(scene, as_):
    row = scene.sent()
    data = {"move": "accept", "first_meeting_on": "2026-11-18"}
    html = as_(scene.receiver).post(f"/orientations/{row.pk}/repondre/", data).content.decode()
    assert "Indiquez un jour à venir" in html
    assert Referral.objects.get().status == "sent"


def test_the_appointment_is_noted_and_moved_and_the_sender_told(accepted, scene, as_):
    client, address = as_(scene.receiver), f"/orientations/{accepted.pk}/rendez-vous/"
    for day in ("2026-11-25", "2026-11-26", "2026-11-26"):
        assert client.post(address, {"on": day}).status_code == 302
    accepted.refresh_from_db()
    assert accepted.first_meeting_on == dt.date(2026, 11, 26)
    assert accepted.history.filter(history_change_reason="meeting_set").count() == 2
    assert told("meeting_set") == {scene.sender.pk}


def closed(accepted, scene):
    return close_referral(accepted, by=scene.receiver, outcome=Outcome.PARTLY, report="A visité deux logements.")


def test_the_report_is_a_note_of_the_file_for_coordination_in_the_needs_area(accepted, scene):
    row = closed(accepted, scene)
    note = Note.objects.get()
    assert row.report == note
    assert (note.area, note.level, note.author) == (Area.HOUSING, Level.COORDINATION, scene.receiver)
    assert note.author_team == row.to_team


def test_it_is_read_beside_the_outcome_by_whoever_sees_that_area_and_level(accepted, scene, as_):
    row = closed(accepted, scene)
    for reader in (scene.sender, scene.receiver):
        assert "A visité deux logements." in page(as_, reader, row)
    for reader in (scene.sending_manager, scene.receiving_manager):
        assert "A visité deux logements." not in page(as_, reader, row)


def test_a_colleague_of_the_receiver_with_a_practical_seat_reads_none_of_it(scene, as_):
    row = accept_referral(scene.sent(seat_level=Level.PRACTICAL), by=scene.receiver)
    colleague = MembershipFactory(team=scene.world.teams["toit"]).user
    row = closed(row, scene)
    assert "A visité deux logements." not in page(as_, colleague, row)
    assert "A visité deux logements." in page(as_, scene.receiver, row)


def test_whoever_may_not_write_in_the_file_closes_without_a_report(accepted, scene, as_):
    address = f"/orientations/{accepted.pk}/terminer/"
    assert "report" in as_(scene.receiver).get(address).context["form"].fields
    client = as_(scene.receiving_manager)
    assert "report" not in client.get(address).context["form"].fields
    with pytest.raises(NotReadable):
        close_referral(accepted, by=scene.receiving_manager, outcome=Outcome.PARTLY, report="Bilan")
    assert client.post(address, {"outcome": "partly"}).status_code == 302


def test_no_report_leaves_no_note(accepted, scene):
    close_referral(accepted, by=scene.receiver, outcome=Outcome.ACHIEVED)
    assert not Note.objects.exists()


def test_who_sees_the_area_elsewhere_in_the_circle_reads_the_note_there(accepted, scene):
    closed(accepted, scene)
    reader = MembershipFactory(team=scene.world.teams["cap"], bound=True).user
    seat(scene.world.case, user=reader, level=Level.COORDINATION, areas=with_general(Area.HOUSING))
    assert Note.objects.visible_to(reader).count() == 1

"""Mails: when they leave, what they hold, never twice."""

import datetime as dt

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from common import clock
from notifications.actions import choose_mail, forget, notify, send_letter
from notifications.models import LEASE, MOST_ATTEMPTS, Letter, Notice
from notifications.tasks import claim_news, sweep
from tests.factories.cases import NoteFactory
from tests.notifications.conftest import KIND, told


@pytest.fixture
def note(world):
    choose_mail(world.psychologist, mail="at_once")
    return NoteFactory(case=world.case, author=world.social_worker)


def tell(world, note):
    notify(KIND, to=[world.psychologist, world.teacher], about=note.pk, by=world.social_worker)


def test_the_mail_says_that_there_is_news_and_nothing_else(world, note):
    tell(world, note)
    sweep()
    (message,) = mail.outbox
    assert message.to == [world.psychologist.email]
    assert message.subject == "Des nouvelles sur Cordée"
    assert message.extra_headers["Message-ID"] == f"<{Notice.objects.of(world.psychologist).get().pk}@localhost>"
    assert "http://localhost:8000/nouvelles/" in message.body
    for secret in ("Lou", "Ferrand", world.case.reference, "Un écrit", str(world.case.pk)):
        assert secret not in message.body + message.subject


def test_each_reader_is_written_to_in_their_language(world, note):
    world.psychologist.language = "en"
    world.psychologist.save()
    tell(world, note)
    sweep()
    assert mail.outbox[0].subject == "News on Cordée"


def test_one_mail_tells_of_everything_that_is_due(world, note):
    tell(world, note)
    tell(world, NoteFactory(case=world.case, author=world.social_worker))
    sweep()
    sweep()
    assert len(mail.outbox) == 1


def test_the_daily_mail_leaves_in_the_morning_once(world, note, at):
    evening = timezone.localtime().replace(hour=20) + dt.timedelta(days=1)
    with at(evening):
        choose_mail(world.psychologist, mail="daily")
        tell(world, note)
        sweep()
        assert told(world.psychologist) == 0
    with at(evening.replace(hour=7, minute=0) + dt.timedelta(days=1)):
        sweep()
        sweep()
        assert told(world.psychologist) == 1


def test_no_mail_for_news_that_was_read_or_hidden_or_not_wanted(world, note):
    choose_mail(world.teacher, mail="at_once")  # to whom the note is hidden
    choose_mail(world.intake, mail="never")
    notify(KIND, to=[world.teacher, world.intake], about=note.pk)
    tell(world, note)
    Notice.objects.of(world.psychologist).update(read_at=clock.now())
    sweep()
    assert mail.outbox == []


def test_a_new_wish_holds_for_what_still_waits(world, note):
    notify(KIND, to=[world.intake], about=note.pk)
    choose_mail(world.intake, mail="at_once")
    sweep()
    assert told(world.intake) == 1


def test_two_workers_never_take_the_same_mail(world, note):
    tell(world, note)
    assert claim_news()
    assert not claim_news()
    assert sweep() == 0


def test_what_a_dead_worker_held_is_sent_when_its_lease_ends(world, note, at):
    begun = clock.now()
    with at(begun):
        tell(world, note)
        claim_news()
    with at(begun + LEASE):
        sweep()
    assert told(world.psychologist) == 1


def test_a_mail_server_that_fails_is_tried_again_and_not_for_ever(world, note, at, monkeypatch):
    def fail(self, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", fail)
        begun = timezone.localtime().replace(hour=20)  # far from the hour of the daily mail, which is the teacher's
        with at(begun):
            tell(world, note)
        for attempt in range(MOST_ATTEMPTS + 2):
            with at(begun + attempt * LEASE):
                assert sweep() == 0
    assert Notice.objects.of(world.psychologist).get().attempts == MOST_ATTEMPTS


def test_one_mail_that_fails_holds_up_no_other(world, note, monkeypatch):
    send = EmailBackend.send_messages

    def refuse_one(self, messages):
        if messages[0].to == ["gone@example.org"]:
            raise OSError
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_one)
    send_letter("organisations.invitation", address="gone@example.org", path="/invitations/abc/")
    tell(world, note)
    sweep()
    assert told(world.psychologist) == 1


def test_a_letter_leaves_with_its_link_which_is_then_forgotten(db):
    send_letter("organisations.invitation", address="new@example.org", path="/invitations/secret/")
    sweep()
    sweep()
    (message,) = mail.outbox
    assert "http://localhost:8000/invitations/secret/" in message.body
    assert Letter.objects.get().path == ""


def test_what_is_rolled_back_was_never_said(world, note):
    with transaction.atomic():
        tell(world, note)
        transaction.set_rollback(True)
    sweep()
    assert mail.outbox == []


def test_old_news_is_forgotten(world, note, at):
    tell(world, note)
    with at(clock.now() + dt.timedelta(days=91)):
        assert forget(older_than=dt.timedelta(days=90)) == 2

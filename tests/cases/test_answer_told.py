"""Whoever asked something by link is told by mail that an answer waits: once, and nothing of whom or what."""

import re

import pytest
from django.core import mail

from cases.actions import personal, words
from cases.actions.circle import CircleRefusal
from notifications.models import Letter
from notifications.tasks import sweep
from people.actions import end_representative
from tests.cases.holding import ADDRESS, given, parent
from tests.conftest import NOW

ANSWER = "Nous l’avons corrigé."


@pytest.fixture(autouse=True)
def _morning(db, at):
    with at(NOW):
        yield


def asked(link):
    return words.ask_correction(by=link, text="Mon prénom s’écrit Lou.")


def settle(world, request):
    return words.settle_request(request, outcome="done", answer=ANSWER, by=world.social_worker)


def told():
    """The mails that say so, once all that waits has left."""
    sweep()
    return [message for message in mail.outbox if "réponse" in message.subject]


def test_the_mail_says_that_an_answer_waits_and_names_nobody(world):
    settle(world, asked(given(world).link))
    (sent,) = told()
    assert sent.to == [ADDRESS]
    assert "ouvrez le lien personnel" in sent.body
    assert not re.search(
        f"Lou|Ferrand|Cap Ouvert|Social|prénom|{ANSWER}|{world.case.reference}", f"{sent.subject} {sent.body}"
    )
    assert "/lien/" not in sent.body


def test_settled_once_it_is_told_once(world):
    request = asked(given(world).link)
    settle(world, request)
    with pytest.raises(CircleRefusal):
        settle(world, request)
    assert len(told()) == 1
    assert len(told()) == 1


def test_on_paper_and_without_a_link_any_more_nothing_is_sent(world):
    request = asked(given(world, address="").link)
    settle(world, request)
    link = given(world).link
    request = asked(link)
    personal.end_personal_link(link, by=world.social_worker)
    settle(world, request)
    assert not told()
    assert not Letter.objects.filter(kind="cases.answer_waits").exists()


def test_a_link_given_since_is_where_it_is_told(world):
    request = asked(given(world).link)
    given(world, address="lou.ferrand@example.net")
    settle(world, request)
    assert [message.to for message in told()] == [["lou.ferrand@example.net"]]


def test_a_representative_is_told_as_long_as_they_hold_authority_and_the_young_person_is_not(world):
    one = parent(world)
    given(world, address="jeune@example.org")
    link = given(world, one, address="parent@example.org").link
    settle(world, asked(link))
    assert [message.to for message in told()] == [["parent@example.org"]]
    request = asked(link)
    end_representative(one, on=NOW.date(), ending="withdrawn", by=world.social_worker, case_id=world.case.pk)
    settle(world, request)
    assert len(told()) == 1

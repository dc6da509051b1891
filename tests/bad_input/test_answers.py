"""Two members of a team answer the same proposal: one wins, the other is told in one sentence."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from cases.models import CircleMembership
from referrals.models import Referral
from tests.access_table.cases import offered_seat
from tests.factories.organisations import MembershipFactory, UserFactory
from tests.referrals.conftest import stage


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def at_once(*sent):
    """Each client posts at the same moment; the pages they are led to."""
    gate, pages = threading.Barrier(len(sent)), []

    def send(client, address, typed):
        gate.wait()
        try:
            pages.append(client.post(address, typed, follow=True))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=one) for one in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {page.status_code for page in pages} == {200}
    return sorted((page.content.decode() for page in pages), key=lambda html: "déjà" in html or "désormais" in html)


@pytest.fixture
def offered(world):
    """A seat offered to a team of two."""
    address = reverse("cases:seat_answer", kwargs=offered_seat(world))
    colleague = MembershipFactory(user=UserFactory(), team=world.teams["binomes"]).user
    return address, signed_in(world.mentor), signed_in(colleague)


@pytest.mark.parametrize("answers", [("yes", "yes"), ("yes", "no"), ("no", "yes")])
def test_who_comes_after_a_colleague_is_told(offered, answers):
    address, first, second = offered
    first.post(address, {"answer": answers[0]})
    assert "déjà reçu une réponse" in second.post(address, {"answer": answers[1]}, follow=True).content.decode()
    seat = CircleMembership.objects.get(pk=address.split("/")[2])
    assert seat.holds() == (answers[0] == "yes")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="an in-memory database has one writer")
def test_two_who_answer_a_seat_at_once(transactional_db, offered):
    address, first, second = offered
    won, told = at_once((first, address, {"answer": "yes"}), (second, address, {"answer": "no"}))
    assert "déjà reçu une réponse" in told
    assert "déjà reçu une réponse" not in won


def test_who_answers_a_referral_after_a_colleague_is_told_and_loses_no_word(world):
    scene = stage(world)
    row = scene.sent()
    address = f"/orientations/{row.pk}/repondre/"
    signed_in(scene.receiver).post(address, {"move": "accept"})
    typed = {"move": "decline", "reason": "no_place", "word": "Nous rouvrons en mars."}
    page = signed_in(scene.receiving_manager).post(address, typed)
    html = page.content.decode()
    assert "Acceptée" in html
    assert "Ce n’est pas encore enregistré" in html
    assert "Nous rouvrons en mars." in html
    assert Referral.objects.get().status == "accepted"

"""A link: its letter, a scanner's visit, its code, and everything that ends it."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from audit.models import Event
from cases.actions.sharing import withdraw_recipient
from cases.models import CaseLink, SharingRecipient
from common.moves import IllegalMove
from notifications.models import Letter
from notifications.tasks import sweep
from organisations.actions.structure import correct_address
from referrals.actions import answering, ending, entering
from referrals.choices import DeclineReason, WithdrawReason
from referrals.models import AnswerLink, Referral
from tests.bad_input.conftest import rows
from tests.factories.organisations import MembershipFactory
from tests.referrals.conftest import SENT
from tests.referrals.linking import ADDRESS, asked, code_sent, enter, hold, letter

DEAD = "Ce lien n’ouvre plus rien"


@pytest.fixture
def row(scene):
    return asked(scene)


def said(answer):
    return answer.content.decode()


def test_a_letter_leaves_that_says_only_that_there_is_a_request(scene, row):
    sweep()
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    assert re.search(r"/repondre/[\w-]{43}/", sent.body)
    words = [row.reference, "Cap Ouvert", "Lou", "Ferrand", "logement", "Le Fil des Mots", str(scene.sender)]
    assert [word for word in words if word.lower() in f"{sent.subject} {sent.body}".lower()] == []
    assert Letter.objects.get().path == ""


def test_who_reads_the_database_cannot_open_the_link(row):
    token = letter().split("/")[2]
    link = row.answer_links.get().link
    assert token not in str(vars(link))
    assert ADDRESS not in str(vars(link))


def test_reading_the_link_changes_nothing_and_shows_nothing(row, client):
    path, before = letter(), rows()
    for _visit in range(3):
        page = said(client.get(path))
    assert rows() == before
    assert Event.objects.filter(verb="referrals.code_sent").count() == 0
    assert "Recevoir le code" in page
    assert 'content="noindex, nofollow"' in page
    assert not re.search(f"{row.reference}|Cap Ouvert|logement", page)
    assert AnswerLink.objects.get().opened_at is None


def test_the_code_opens_the_page_at_an_address_without_the_secret(row, client):
    path = letter()
    answer = client.post(path)
    assert path.split("/")[2] not in answer.url
    assert code_sent() not in said(client.get(answer.url))
    page = client.post(answer.url, {"code": f" {code_sent()[:3]} {code_sent()[3:]} "})
    assert page.url == f"/reponse/{AnswerLink.objects.get().pk}/"
    shown = client.get(page.url)
    assert row.reference in said(shown)
    assert shown.headers["Cache-Control"] == "no-store, private"
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert AnswerLink.objects.get().opened_at == SENT


def test_the_code_is_kept_as_a_digest_and_forgotten_once_it_has_opened(row, client):
    there = client.post(letter()).url
    code = code_sent()
    answer = AnswerLink.objects.get()
    assert code not in str(vars(answer))
    assert Letter.objects.filter(code=code).count() == 0
    client.post(there, {"code": code})
    answer.refresh_from_db()
    assert (answer.code, answer.code_until) == ("", None)
    client.post(letter_of(row, client))
    assert not answer.takes(code)


def letter_of(row, client):
    """A new link, asked for by its sender."""
    entering.renew_link(row, by=row.author)
    return letter()


def test_a_wrong_code_opens_nothing_and_five_are_too_many(row, client):
    there = client.post(letter()).url
    right = code_sent()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _try in range(5):
        assert "Ce n’est pas le dernier code envoyé" in said(client.post(there, {"code": wrong}))
    assert client.post(there, {"code": right}).status_code == 200
    assert Event.objects.filter(verb="referrals.code_refused").count() == 5
    assert AnswerLink.objects.get().opened_at is None


def test_a_code_lasts_a_quarter_of_an_hour(row, client, at):
    there = client.post(letter()).url
    code = code_sent()
    with at(SENT + dt.timedelta(minutes=15)):
        assert client.post(there, {"code": code}).status_code == 200
    with at(SENT + dt.timedelta(minutes=14)):
        assert client.post(there, {"code": code}).status_code == 302


def test_a_new_code_replaces_the_one_before(row, client):
    path = letter()
    there = client.post(path).url
    first = code_sent()
    client.post(path)
    second = code_sent()
    if first != second:
        assert client.post(there, {"code": first}).status_code == 200
    assert client.post(there, {"code": second}).status_code == 302


def test_six_codes_in_an_hour_are_too_many(row, client, at):
    path = letter()
    for _code in range(5):
        assert client.post(path).status_code == 302
    assert "Trop de codes" in said(client.post(path))
    with at(SENT + dt.timedelta(hours=1)):
        assert client.post(path).status_code == 302


def test_the_code_is_asked_of_the_browser_that_asked_for_it(row, client):
    there = client.post(letter()).url
    code = code_sent()
    assert Client().post(there, {"code": code}).status_code == 404
    assert client.post(there, {"code": code}).status_code == 302


def test_a_link_opens_its_own_referral_only(scene, row, client):
    other = scene.sent()
    page = enter(client, letter())
    assert client.get(page).status_code == 200
    assert client.get(f"/reponse/{other.pk}/").status_code == 404
    assert client.get(f"/orientations/{row.pk}/").status_code == 302
    assert Client().get(page).status_code == 404


def test_another_link_of_the_same_browser_is_another_referral(scene, row, client):
    page = enter(client, letter())
    entering.renew_link(row, by=scene.sender)
    newer = AnswerLink.objects.of(row).first()
    assert client.get(f"/reponse/{newer.pk}/").status_code == 404
    assert DEAD in said(client.get(page))


def test_the_page_closes_after_an_hour(row, client, at):
    page = enter(client, letter())
    with at(SENT + dt.timedelta(minutes=59)):
        assert client.get(page).status_code == 200
    with at(SENT + dt.timedelta(hours=1)):
        answer = client.get(page)
    assert answer.status_code == 404
    assert row.reference not in said(answer)


def test_what_was_being_written_when_it_closed_is_not_lost(row, client, at):
    page = enter(client, letter())
    with at(SENT + dt.timedelta(hours=1)):
        answer = client.post(f"{page}repondre/", {"move": "ask", "question": "Le samedi conviendrait-il ?"})
    assert "Le samedi conviendrait-il ?" in said(answer)
    assert Referral.objects.get(pk=row.pk).status == "sent"


def test_a_link_lasts_eight_days_and_another_is_asked_for_from_its_page(row, client, at):
    path = letter()
    sweep()
    with at(SENT + dt.timedelta(days=8)):
        over = client.get(path)
        assert over.status_code == 404
        assert DEAD in said(over)
        told = said(client.post(f"{path}nouveau/", follow=True))
        unknown = said(Client().post("/repondre/inconnu/nouveau/", follow=True))
        assert told.split("<main")[1].split("<footer")[0] == unknown.split("<main")[1].split("<footer")[0]
        assert Letter.objects.exclude(path="").get().address == ADDRESS
        assert client.get(letter()).status_code == 200
    assert Event.objects.filter(verb="referrals.link_asked", actor_kind="link").count() == 1


def test_no_more_than_three_are_asked_for_in_a_day(row, client):
    path = letter()
    for _time in range(5):
        client.post(f"{path}nouveau/")
    assert AnswerLink.objects.count() == 1 + 3
    assert AnswerLink.objects.running().count() == 1


def test_on_demand_the_one_before_ends_at_once(scene, row, client):
    old = letter()
    sweep()
    assert client.get(old).status_code == 200
    entering.renew_link(row, by=scene.sender)
    assert client.get(old).status_code == 404
    assert client.get(letter()).status_code == 200


@pytest.mark.parametrize("status", ["declined", "withdrawn", "closed"])
def test_after_its_end_no_link_is_sent(scene, row, status):
    link = row.answer_links.get().link
    if status == "withdrawn":
        ending.withdraw_referral(row, by=scene.sender, reason=WithdrawReason.MISTAKE)
    elif status == "declined":
        answering.decline_referral(row, by=link, reason=DeclineReason.NO_PLACE)
    else:
        ending.close_referral(answering.accept_referral(row, by=link), by=link, outcome="achieved")
    with pytest.raises(IllegalMove):
        entering.renew_link(row, by=scene.sender)
    assert not AnswerLink.objects.running().exists()


def test_an_agreement_withdrawn_ends_the_link_in_the_same_breath(scene, row, client):
    page = enter(client, letter())
    recipient = SharingRecipient.objects.in_force().get(organisation=row.to_organisation)
    withdraw_recipient(recipient, by=scene.sender)
    assert Referral.objects.get(pk=row.pk).status == "withdrawn"
    assert not AnswerLink.objects.running().exists()
    shown = said(client.get(page))
    assert "Retirée" in shown
    assert row.reference not in shown


def test_out_of_time_it_says_so_before_any_job_has_run(row, client, at):
    page = hold(client, row)
    CaseLink.objects.update(valid_until=row.expires_at + dt.timedelta(days=1))
    with at(row.expires_at):
        assert hold(client, row) == page
        assert "Délai dépassé" in said(client.get(page))


def test_once_the_team_has_an_account_its_links_open_nothing(scene, row, client):
    path = letter()
    page = hold(client, row)
    MembershipFactory(team=row.to_team)
    assert client.get(path).status_code == 404
    assert DEAD in said(client.get(page))
    with pytest.raises(IllegalMove):
        entering.renew_link(row, by=scene.sender)


def test_a_link_sent_to_an_address_since_corrected_opens_nothing(scene, row, client):
    path, page = letter(), hold(client, row)
    correct_address(organisation=row.to_organisation, email="bureau@fil.example", by=scene.world.network_admin)
    assert client.get(path).status_code == 404
    assert DEAD in said(client.get(page))
    sweep()
    client.post(f"{path}nouveau/")
    assert Letter.objects.exclude(path="").get().address == "bureau@fil.example"

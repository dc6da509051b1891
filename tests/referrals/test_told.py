"""The young person is told at each step, in plain words, by the channel they chose; the home page says when not."""

import datetime as dt

import pytest
from django.test import Client

from cases.actions.closing import close_case
from common import clock
from referrals.actions.answering import accept_referral, decline_referral, set_first_meeting, take_up_referral
from referrals.actions.telling import note_told
from referrals.choices import DeclineReason
from referrals.models import MovedOn, Referral
from referrals.policy import Status
from referrals.telling import telling_of
from tests.cases.holding import given, open_in, parent
from tests.factories.cases import seat
from tests.factories.organisations import MembershipFactory

ASKED = "/orientations/moi/"
TO_TELL = "À dire au ou à la jeune"
WORDS = {
    "sent": "Nous avons demandé à Toit Partagé",
    "under_review": "Nous avons demandé à Toit Partagé",
    "info_requested": "Nous avons demandé à Toit Partagé",
    "waitlisted": "vous êtes sur sa liste d’attente",
    "accepted": "Toit Partagé dit oui",
    "in_progress": "Toit Partagé vous accompagne maintenant",
    "closed": "est terminé",
    "declined": "Toit Partagé ne peut pas vous aider",
    "withdrawn": "Nous ne demandons plus rien à Toit Partagé",
    "expired": "Toit Partagé n’a pas répondu",
}


def page(as_, user, row):
    return as_(user).get(row.get_absolute_url()).content.decode()


def tell(row, scene, how="sms"):
    return note_told(row, by=scene.sender, step=row.step(), how=how)


@pytest.mark.parametrize("status", Status)
def test_each_step_has_its_words_for_the_sender_alone(scene, as_, status):
    row = scene.in_state(status)
    said = page(as_, scene.sender, row)
    assert ("Ce que sait" in said and WORDS.get(status, "–") in said) is (status != "draft")
    if status != "draft":
        assert telling_of(row).step == row.step()
        assert WORDS[status] not in page(as_, scene.receiver, row)


def test_a_first_appointment_and_the_want_of_a_place_have_words_of_their_own(scene):
    met = accept_referral(scene.sent(), by=scene.receiver, first_meeting_on=dt.date(2026, 12, 3))
    assert "rendez-vous est le 3 décembre 2026" in telling_of(met).words
    full = decline_referral(scene.sent(), by=scene.receiver, reason=DeclineReason.NO_PLACE)
    assert "n’a pas de place en ce moment" in telling_of(full).words


def test_it_waits_on_the_home_page_until_it_is_said_and_again_at_the_next_step(scene, as_):
    row = scene.sent()
    assert TO_TELL in as_(scene.sender).get("/").content.decode()
    answer = as_(scene.sender).post(f"/orientations/{row.pk}/dit/", {"how": "phone", "step": "sent"}, follow=True)
    assert "Dit le" in answer.content.decode()
    assert "appel téléphonique</p>" in answer.content.decode()
    assert TO_TELL not in as_(scene.sender).get("/").content.decode()
    row = take_up_referral(row, by=scene.receiver)
    assert not Referral.objects.untold().exists(), "to be looked at changes nothing for them"
    row = accept_referral(row, by=scene.receiver)
    assert TO_TELL in as_(scene.sender).get("/").content.decode()


def test_only_the_newest_five_wait_on_the_home_page(scene, as_):
    for _referral in range(7):
        scene.sent()
    assert as_(scene.sender).get("/").content.decode().count("Voir quoi dire") == 5


def test_a_day_that_moves_is_to_be_told_again(scene):
    row = tell(accept_referral(scene.sent(), by=scene.receiver), scene)
    assert not Referral.objects.untold().exists()
    set_first_meeting(row, by=scene.receiver, on=clock.today() + dt.timedelta(days=3))
    assert Referral.objects.untold().get() == row


def test_words_about_a_step_that_is_over_are_refused_with_the_new_ones_on_the_page(scene, as_):
    row = scene.sent()
    accept_referral(row, by=scene.receiver)
    answer = as_(scene.sender).post(f"/orientations/{row.pk}/dit/", {"how": "sms", "step": "sent"})
    text = answer.content.decode()
    assert "a avancé entre-temps" in text
    assert WORDS["accepted"] in text
    with pytest.raises(MovedOn):
        note_told(row, by=scene.sender, step="sent", how="sms")
    assert Referral.objects.get(pk=row.pk).told == ""


def test_said_twice_is_said_once(scene):
    row = tell(scene.sent(), scene)
    tell(row, scene, how="post")
    row.refresh_from_db()
    assert row.told_how == "sms"
    assert row.history.filter(history_change_reason="told").count() == 1


def test_whoever_leads_the_file_sees_it_and_a_colleague_of_another_team_does_not(scene, as_):
    scene.sent()
    other = MembershipFactory(team=scene.world.teams["lien"], bound=True).user
    seat(scene.world.case, user=other, areas=2047)
    assert TO_TELL not in as_(other).get("/").content.decode()
    assert TO_TELL not in as_(scene.receiver).get("/").content.decode()


def test_a_closed_file_asks_nothing_of_anybody(scene):
    scene.sent()
    close_case(scene.world.case, reason="moved", by=scene.sender)
    assert not Referral.objects.untold().exists()


def test_by_their_link_the_young_person_reads_what_they_were_told_and_not_what_they_are_still_to_hear(scene):
    link = given(scene.world).link
    row = scene.sent()
    assert "Rien à lire" in read(link)
    row = tell(row, scene)
    decline_referral(row, by=scene.receiver, reason=DeclineReason.NO_PLACE)
    page = read(link)
    assert WORDS["sent"] in page
    assert "pas de place" not in page
    tell(Referral.objects.get(pk=row.pk), scene)
    assert "pas de place" in read(link)


def test_to_a_representative_that_page_does_not_exist(scene):
    tell(scene.sent(), scene)
    assert open_in(Client(), given(scene.world, parent(scene.world)).link).get(ASKED).status_code == 404


def read(link):
    return open_in(Client(), link).get(ASKED).content.decode()

"""What a service asks is answered before sending, read with the preview as it was, and nowhere else."""

import json

import pytest
from django.db import connection
from django.urls import reverse

from audit.models import Event
from common.history import StaleVersion
from common.moves import IllegalMove
from programs.actions import replace_question, retire_question
from referrals.actions.answering import decline_referral
from referrals.actions.questions import AnswersRefused, answer_service
from referrals.actions.sending import refer_again, send_referral
from referrals.choices import DeclineReason
from referrals.gates import GateShut, missing_to_send
from referrals.models import ReferralPreview, ServiceAnswer, preview_of
from referrals.policy import Gap
from referrals.reading import read_referral
from tests.referrals.asking import question, service_of
from tests.referrals.conftest import HOUSING

TEXT, WAY, REFUSED = "Accepte une chambre à deux ?", "En bus", "Répondez d’abord"


@pytest.fixture
def foyer(scene):
    return service_of(scene.world.teams["toit"], scene.receiver, conditions="Pas d’animaux.")


@pytest.fixture
def asked(scene, foyer):
    return question(foyer, scene.receiver)


@pytest.fixture
def draft(scene, foyer, asked):
    return scene.draft(service=foyer)


def answer(row, scene, **answers):
    return answer_service(row, by=scene.sender, **answers)


def page(as_, user, row):
    return as_(user).get(row.get_absolute_url()).content.decode()


def test_what_must_be_answered_keeps_it_from_being_sent_and_says_so(scene, draft, asked, as_):
    with pytest.raises(GateShut) as shut:
        send_referral(draft, by=scene.sender)
    assert set(shut.value.gaps) == {Gap.QUESTIONS}
    html = page(as_, scene.sender, draft)
    assert "pose des questions auxquelles il faut répondre" in html
    assert reverse("referrals:questions", args=[draft.pk]) in html
    answer(draft, scene, answers={asked: "yes"})
    assert send_referral(draft, by=scene.sender).status == "sent"


def test_what_may_stay_without_an_answer_keeps_nothing(scene, foyer, as_):
    question(foyer, scene.receiver, required=False)
    row = scene.sent(service=foyer)
    assert "Sans réponse" in page(as_, scene.receiver, row)


def test_the_preview_shown_before_sending_is_the_one_stored_and_read(scene, draft, foyer, asked, as_):
    way = question(foyer, scene.receiver, "Comment viendra-t-il ou elle ?", "choice", options="À pied\nEn bus")
    question(foyer, scene.receiver, "Depuis quel jour ?", "day", required=False)
    draft = answer(draft, scene, answers={asked: "no", way: WAY})
    shown = preview_of(draft).answer_lines()
    assert shown == [(TEXT, "Non"), (way.text, WAY), ("Depuis quel jour ?", "Sans réponse")]
    row = send_referral(draft, by=scene.sender)
    assert ReferralPreview.objects.get(referral=row).answer_lines() == shown
    for reader in (scene.sender, scene.receiver, scene.receiving_manager):
        html = page(as_, reader, row)
        for text, words in shown:
            assert text.replace("'", "&#x27;") in html
            assert f"<dd>{words}</dd>" in html


def test_what_was_sent_keeps_its_words_whatever_becomes_of_the_question(scene, draft, asked, as_):
    row = send_referral(answer(draft, scene, answers={asked: "yes"}), by=scene.sender)
    terms = {"kind": "number", "options": "", "is_required": True}
    new = replace_question(asked, by=scene.receiver, text="À combien dans une chambre ?", **terms)
    retire_question(new, by=scene.receiver)
    assert ReferralPreview.objects.get(referral=row).answer_lines() == [(TEXT, "Oui")]
    assert TEXT in page(as_, scene.receiver, row)


def test_a_question_changed_before_sending_is_asked_anew(scene, draft, asked):
    answer(draft, scene, answers={asked: "yes"})
    replace_question(asked, by=scene.receiver, text="Et à trois ?", kind="yes_no", options="", is_required=True)
    assert Gap.QUESTIONS in missing_to_send(draft, sender=scene.sender)
    assert preview_of(draft).answer_lines() == [("Et à trois ?", "Sans réponse")]


@pytest.mark.parametrize("value", ["Lou Ferrand", "oui", "2010-05-06"])
def test_nothing_but_a_closed_answer_is_kept_whoever_calls(scene, draft, asked, value):
    with pytest.raises(AnswersRefused):
        answer(draft, scene, answers={asked: value})
    assert not ServiceAnswer.objects.exists()


def test_another_services_question_is_not_answered_here(scene, draft):
    other = question(service_of(scene.world.teams["lien"], scene.receiver, name="Écoute"), scene.receiver)
    with pytest.raises(AnswersRefused):
        answer(draft, scene, answers={other: "yes"})


def test_an_answer_is_changed_and_taken_back_until_it_is_sent(scene, draft, asked):
    for value, words in (("yes", "Oui"), ("no", "Non"), ("", "Sans réponse")):
        draft = answer(draft, scene, answers={asked: value})
        assert preview_of(draft).answer_lines() == [(TEXT, words)]
    row = send_referral(answer(draft, scene, answers={asked: "yes"}), by=scene.sender)
    with pytest.raises(AnswersRefused):
        answer(row, scene, answers={asked: "no"})
    decline_referral(row, by=scene.receiver, reason=DeclineReason.CRITERIA)
    with pytest.raises(IllegalMove):
        answer(row, scene, answers={asked: "no"})


def test_somebody_who_answers_at_the_same_time_is_told(scene, draft, asked, as_):
    opened = draft.version
    answer(draft, scene, answers={asked: "yes"}, version=opened)
    with pytest.raises(StaleVersion):
        answer(draft, scene, answers={asked: "no"}, version=opened)
    html = as_(scene.sender).post(
        reverse("referrals:questions", args=[draft.pk]), {"version": opened, f"q-{asked.pk}": "no"}
    )
    assert "Comparez les deux textes" in html.content.decode()


def test_before_acceptance_it_is_nowhere_but_in_the_preview_and_after_a_refusal_nowhere(scene, draft, asked, as_):
    asked_text = TEXT
    row = send_referral(answer(draft, scene, answers={asked: "yes"}), by=scene.sender)
    elsewhere = ("referrals:inbox", "home", "notifications:list")
    for reader in (scene.sender, scene.receiver, scene.sending_manager):
        client = as_(reader)
        pages = [client.get(reverse(name)).content.decode() for name in elsewhere]
        assert [html for html in pages if asked_text in html] == []
    assert TEXT not in as_(scene.sender).get(scene.world.case.get_absolute_url()).content.decode()
    assert TEXT not in page(as_, scene.sending_manager, row)
    decline_referral(row, by=scene.receiver, reason=DeclineReason.CRITERIA)
    assert TEXT not in page(as_, scene.receiver, row)
    assert TEXT in page(as_, scene.sender, row)


def test_what_was_answered_is_encrypted_and_left_out_of_the_record(scene, foyer, as_):
    way = question(foyer, scene.receiver, "Comment ?", "choice", options="À pied\nEn bus")
    send_referral(answer(scene.draft(service=foyer), scene, answers={way: WAY}), by=scene.sender)
    with connection.cursor() as cursor:
        for column, table in (("value", "serviceanswer"), ("answers", "referralpreview")):
            cursor.execute(f"SELECT {column} FROM referrals_{table}")
            assert all(WAY.encode() not in bytes(raw) for (raw,) in cursor.fetchall())
    event = Event.objects.get(verb="referrals.answers_given")
    assert WAY not in json.dumps(event.detail)


def test_to_refer_again_carries_no_answer_even_to_the_same_service(scene, draft, foyer, asked):
    row = send_referral(answer(draft, scene, answers={asked: "yes"}), by=scene.sender)
    row = decline_referral(row, by=scene.receiver, reason=DeclineReason.CRITERIA)
    kept = {"areas": HOUSING, "seat_level": row.seat_level, "asked": row.asked}
    new = refer_again(row, by=scene.sender, to_team=row.to_team, service=foyer, **kept)
    assert preview_of(new).answer_lines() == [(TEXT, "Sans réponse")]
    assert Gap.QUESTIONS in missing_to_send(new, sender=scene.sender)


def test_a_team_asked_without_a_service_asks_nothing(scene, asked):
    row = scene.sent()
    assert row.preview.answers is None


def test_the_service_says_its_conditions_to_whoever_prepares(scene, draft, as_):
    assert "Pas d’animaux." in page(as_, scene.sender, draft)
    html = as_(scene.sender).get(reverse("referrals:questions", args=[draft.pk])).content.decode()
    assert "Pas d’animaux." in html


@pytest.mark.parametrize("reader", ["receiver", "sending_manager", "third"])
def test_nobody_else_answers(scene, draft, as_, reader):
    address = reverse("referrals:questions", args=[draft.pk])
    assert as_(getattr(scene, reader)).get(address).status_code in {403, 404}


def test_the_page_of_a_draft_with_questions_costs_little(scene, draft, asked, as_, django_assert_max_num_queries):
    answer(draft, scene, answers={asked: "yes"})
    client = as_(scene.sender)
    with django_assert_max_num_queries(36):
        read = client.get(draft.get_absolute_url())
    assert read.status_code == 200
    assert read_referral(draft, scene.sender).asks

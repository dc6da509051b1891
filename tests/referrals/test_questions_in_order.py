"""Each partner of an order has questions of its own: answered beforehand, or it is passed over and that is said."""

import pytest
from django.urls import reverse

from common.areas import NAMED
from programs.actions import replace_question
from referrals.actions.ordering import Receiver, set_order
from referrals.actions.questions import AnswersRefused, answer_service
from referrals.actions.sending import send_referral
from referrals.models import NextPartner, preview_of
from tests.referrals.asking import question, service_of
from tests.referrals.test_order import asked_after, decline, told

TEXT = "Accepte une chambre à deux ?"


@pytest.fixture
def first(scene):
    return service_of(scene.world.teams["toit"], scene.receiver)


@pytest.fixture
def second(scene):
    return service_of(scene.partner(), scene.receiver, name="Auberge")


@pytest.fixture
def third(scene):
    return service_of(scene.partner(), scene.receiver, name="Colocation")


def in_order(scene, first, *services):
    then = [Receiver(service.team, service) for service in services]
    return scene.draft(service=first, then=then)


def page(as_, user, row):
    return as_(user).get(row.get_absolute_url()).content.decode()


def test_a_partner_whose_questions_nobody_answered_is_passed_over_and_that_is_said(scene, first, second, third, as_):
    question(second, scene.receiver)
    row = decline(send_referral(in_order(scene, first, second, third), by=scene.sender))
    assert [new.to_team for new in asked_after(row)] == [third.team]
    passed = NextPartner.objects.get(service=second)
    assert (passed.status, list(passed.gaps)) == ("skipped", ["questions"])
    assert passed.gaps["questions"] & NAMED
    assert told("next_skipped") == {scene.sender.pk}
    assert "personne n’y a répondu" in page(as_, scene.sender, row)


def test_answered_beforehand_it_is_asked_with_its_own_answers_and_no_others(scene, first, second):
    own, other = question(second, scene.receiver), question(first, scene.receiver, "Un animal ?")
    row = answer_service(in_order(scene, first, second), by=scene.sender, answers={own: "yes", other: "no"})
    row = send_referral(row, by=scene.sender)
    assert row.preview.answer_lines() == [("Un animal ?", "Non")]
    (new,) = asked_after(decline(row))
    assert new.preview.answer_lines() == [(TEXT, "Oui")]


def test_the_receiver_of_the_first_reads_nothing_of_what_the_second_asks(scene, first, second, as_):
    own = question(second, scene.receiver)
    row = answer_service(in_order(scene, first, second), by=scene.sender, answers={own: "yes"})
    row = send_referral(row, by=scene.sender)
    assert TEXT not in page(as_, scene.receiver, row)


def test_what_the_next_ones_require_does_not_keep_the_first_from_being_asked(scene, first, second, as_):
    own = question(second, scene.receiver)
    row = in_order(scene, first, second)
    address = reverse("referrals:questions", args=[row.pk])
    client = as_(scene.sender)
    html = client.get(address).content.decode()
    assert "ce service est laissé de côté" in html
    assert client.post(address, {"version": row.version, f"q-{own.pk}": ""}).status_code == 302
    assert send_referral(row, by=scene.sender).status == "sent"


def test_after_sending_only_those_who_still_wait_are_answered(scene, first, second, third):
    mine, own, last = (question(one, scene.receiver) for one in (first, second, third))
    row = answer_service(in_order(scene, first, second, third), by=scene.sender, answers={mine: "no"})
    row = send_referral(row, by=scene.sender)
    with pytest.raises(AnswersRefused):
        answer_service(row, by=scene.sender, answers={mine: "yes"})
    (new,) = asked_after(decline(answer_service(row, by=scene.sender, answers={own: "yes"})))
    with pytest.raises(AnswersRefused):
        answer_service(new, by=scene.sender, answers={own: "no"})
    new = answer_service(new, by=scene.sender, answers={last: "no"})
    (newest,) = asked_after(decline(new))
    assert newest.preview.answer_lines() == [(TEXT, "Non")]


def test_another_order_keeps_what_was_answered(scene, first, second, third):
    own = question(second, scene.receiver)
    row = answer_service(in_order(scene, first, second, third), by=scene.sender, answers={own: "yes"})
    then = [Receiver(third.team, third), Receiver(second.team, second)]
    row = send_referral(set_order(row, by=scene.sender, then=then, agreed=True), by=scene.sender)
    (new,) = asked_after(decline(row))
    (newest,) = asked_after(decline(new))
    assert newest.preview.answer_lines() == [(TEXT, "Oui")]


def test_a_question_added_before_its_turn_passes_it_over(scene, first, second):
    own = question(second, scene.receiver)
    row = answer_service(in_order(scene, first, second), by=scene.sender, answers={own: "yes"})
    row = send_referral(row, by=scene.sender)
    replace_question(own, by=scene.receiver, text="Et à trois ?", kind="yes_no", options="", is_required=True)
    assert not asked_after(decline(row))
    assert NextPartner.objects.get().gaps.keys() == {"questions"}


def test_before_its_turn_the_sender_is_told_that_answers_are_missing(scene, first, second, as_):
    own = question(second, scene.receiver)
    row = send_referral(in_order(scene, first, second), by=scene.sender)
    for_next = "Répondre à ce que demandent les suivants"
    assert "personne n’y a répondu" in page(as_, scene.sender, row)
    assert for_next in page(as_, scene.sender, row)
    row = answer_service(row, by=scene.sender, answers={own: "yes"})
    assert "personne n’y a répondu" not in page(as_, scene.sender, row)
    assert for_next not in page(as_, scene.receiver, row)


def test_a_draft_of_a_team_alone_shows_what_the_next_service_asks(scene, second):
    question(second, scene.receiver)
    row = scene.draft(then=[Receiver(second.team, second)])
    assert preview_of(row).answers is None

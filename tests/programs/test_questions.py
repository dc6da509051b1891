"""What a service asks whoever refers somebody to it: who says it, in which order, and that answers stay closed."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from common import clock
from programs import actions
from programs.models import ServiceQuestion, answer_in_words

Kind = ServiceQuestion.Kind


@pytest.fixture
def service(world):
    return actions.save_service(
        world.organisations["cap"], by=world.org_admin, name="Atelier", team=world.teams["cap"], needs=[]
    )


@pytest.fixture
def ask(world, service):
    def ask(text="Des frères ou sœurs ?", kind=Kind.YES_NO, **terms):
        return actions.add_question(service, by=world.org_admin, text=text, kind=kind, **terms)

    return ask


def texts(service):
    return list(service.questions.asked().values_list("text", flat=True))


def test_the_administrator_and_whoever_has_the_care_write_them_and_nobody_else(world, service, as_):
    address = f"/services/{service.pk}/questions/"
    typed = {"text": "Un lit bas ?", "kind": "yes_no", "is_required": "on"}
    assert as_(world.social_worker).post(address, typed).status_code == 404
    assert as_(world.org_admin).post(address, typed).status_code == 302
    actions.give_care(service, by=world.org_admin, user=world.social_worker)
    assert as_(world.social_worker).post(address, typed | {"text": "Un animal ?"}).status_code == 302
    assert texts(service) == ["Un lit bas ?", "Un animal ?"]


def test_no_kind_of_answer_is_a_text():
    assert set(Kind.values) == {"yes_no", "choice", "number", "day"}


def day(**ahead):
    return (clock.today() + dt.timedelta(**ahead)).isoformat()


@pytest.mark.parametrize(
    ("kind", "closed", "refused"),
    [
        ("yes_no", ["yes", "no"], ["", "oui", "Lou Ferrand"]),
        ("choice", ["À pied", "En bus"], ["", "à pied", "En bus\nÀ pied", "Lou"]),
        ("number", ["0", "3", "999"], ["", "1000", "2010", "-1", "1,5", "69003", "trois"]),
        ("day", [day(), day(days=-366), day(days=731)], ["", day(days=-367), day(days=732), "2010-05-06", "lundi"]),
    ],
)
def test_only_closed_answers_are_accepted(kind, closed, refused):
    question = ServiceQuestion(kind=kind, options="À pied\nEn bus" if kind == "choice" else "")
    assert [value for value in closed if not question.accepts(value)] == []
    assert [value for value in refused if question.accepts(value)] == []


@pytest.mark.parametrize(("kind", "options"), [("choice", ""), ("yes_no", "Oui\nNon")])
def test_a_choice_and_nothing_else_has_choices(db, service, kind, options):
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceQuestion.objects.create(service=service, text="?", kind=kind, options=options, rank=1)


@pytest.mark.parametrize("options", ["", "Une seule", "Deux\nDeux", "\n".join("abcdefghi"), "a\n" + "b" * 81])
def test_a_choice_without_two_to_eight_different_ones_is_refused_beside_the_field(world, service, as_, options):
    typed = {"text": "Lequel ?", "kind": "choice", "options": options}
    answer = as_(world.org_admin).post(f"/services/{service.pk}/questions/", typed)
    assert list(answer.context["form"].errors) == ["options"]
    assert texts(service) == []


def test_the_ninth_is_refused_and_says_what_to_do(world, service, ask, as_):
    for number in range(8):
        ask(f"Question {number} ?")
    answer = as_(world.org_admin).post(f"/services/{service.pk}/questions/", {"text": "Et ?", "kind": "yes_no"})
    assert "retirez-en une" in answer.content.decode()
    assert len(texts(service)) == 8


def test_they_move_up_one_place_at_a_time(world, service, ask):
    first, second, third = ask("1 ?"), ask("2 ?"), ask("3 ?")
    actions.move_question_up(third, by=world.org_admin)
    assert texts(service) == ["1 ?", "3 ?", "2 ?"]
    actions.move_question_up(third, by=world.org_admin)
    actions.move_question_up(third, by=world.org_admin)
    assert texts(service) == ["3 ?", "1 ?", "2 ?"]
    actions.retire_question(first, by=world.org_admin)
    actions.move_question_up(second, by=world.org_admin)
    assert texts(service) == ["2 ?", "3 ?"]


def test_other_words_are_another_question_in_the_same_place(world, service, ask):
    first, _second = ask("Un animal ?"), ask("Un lit bas ?")
    terms = {"kind": "number", "options": "", "is_required": True}
    made = actions.replace_question(first, by=world.org_admin, text="Combien d’animaux ?", **terms)
    assert made != first
    assert texts(service) == ["Combien d’animaux ?", "Un lit bas ?"]
    first.refresh_from_db()
    assert (first.text, first.kind) == ("Un animal ?", "yes_no")
    with pytest.raises(actions.QuestionRefused):
        actions.replace_question(first, by=world.org_admin, text="Un chien ?", **terms)


def test_the_same_words_change_nothing(world, service, ask):
    question = ask("Un animal ?")
    terms = {"text": "Un animal ?", "kind": "yes_no", "options": "", "is_required": False}
    assert actions.replace_question(question, by=world.org_admin, **terms) == question
    assert ServiceQuestion.objects.count() == 1


def test_what_is_removed_is_not_asked_and_is_kept(world, service, ask):
    question = ask()
    actions.retire_question(question, by=world.org_admin)
    assert texts(service) == []
    assert ServiceQuestion.objects.filter(pk=question.pk).exists()


def test_the_conditions_are_read_by_the_whole_network(world, service, as_):
    service.conditions = "Sur rendez-vous, une fois par semaine."
    service.save()
    assert "Sur rendez-vous" in as_(world.mentor).get("/services/").content.decode()


def test_an_answer_reads_in_words():
    said = [
        answer_in_words(*one) for one in (("yes_no", "yes"), ("number", "3"), ("day", "2026-12-01"), ("choice", ""))
    ]
    assert said == ["Oui", "3", "1 décembre 2026", "Sans réponse"]

"""A review: every state × move × role, what each move asks, and what stays as it was written."""

from itertools import product
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cases.actions import minutes, reviews
from cases.actions.circle import CircleRefusal
from cases.actions.closing import close_case
from cases.models import DateReply, Review, ReviewSection, TimelineEntry
from common import clock
from common.areas import Area, Level
from common.history import StaleVersion
from common.moves import IllegalMove
from notifications.models import Notice
from tests.cases.reviews import HERE, STATES, convene, document, hold, in_state, say, schedule, seats

REFUSED = (reviews.ReviewRefusal, CircleRefusal, IllegalMove)
TABLE = {
    ("convened", "answer"): "convened",
    ("convened", "dates"): "convened",
    ("convened", "fix"): "scheduled",
    ("convened", "change"): "convened",
    ("convened", "invite"): "convened",
    ("convened", "prepare"): "convened",
    ("convened", "cancel"): "cancelled",
    ("scheduled", "dates"): "convened",
    ("scheduled", "change"): "scheduled",
    ("scheduled", "invite"): "scheduled",
    ("scheduled", "prepare"): "scheduled",
    ("scheduled", "hold"): "held",
    ("scheduled", "cancel"): "cancelled",
    ("held", "hold"): "held",
    ("held", "minutes"): "held",
    ("held", "decide"): "held",
    ("held", "opinion"): "held",
    ("held", "document"): "documented",
    ("documented", "correct"): "documented",
}
MOVES = tuple(dict.fromkeys(move for _state, move in TABLE))
LEAD = {"social_worker"}
BOUND = {"social_worker", "psychologist"}
WHO = {"answer": {"psychologist"}, "prepare": BOUND, "minutes": BOUND, "decide": BOUND, "correct": BOUND}
"""The psychologist answers in the name of her team; the lead does whatever is not said here."""


def ready(world, state, move):
    """In that state, on its day, with what closing the minutes asks."""
    review = in_state(world, state)
    if state == "scheduled":
        review.starts_at = clock.now()
        review.save()
    if (state, move) in {("held", "document"), ("closed", "document")}:
        say(review, world)
    if state == "closed":
        close_case(world.case, reason="moved", by=world.social_worker)
    return Review.objects.get(pk=review.pk)


def moment(days):
    return f"{clock.now() + days * clock.DAY:%Y-%m-%dT%H:%M}"


def typed(review, move):
    """A right answer to each page."""
    text = {"new_id": str(uuid4()), "text": "Un mot", "title": "Écrire au lycée", "area": 1, "level": 2}
    return {
        "answer": {"date_0": "yes", "date_1": "no"},
        "dates": {"first": moment(20)},
        "fix": {"date": review.dates.first().pk},
        "change": {"purpose": "change", "means": "video", "place": "", "version": review.version},
        "invite": {"function": "health", "name": "Dr Lenoir", "new_id": str(uuid4())},
        "cancel": {"reason": "postponed"},
        "hold": {f"party_{n}": "present" for n in range(5)},
        "opinion": {"text": "Ça va.", "level": 2, "version": review.version},
        "document": {"next_on": f"{clock.today() + 90 * clock.DAY:%Y-%m-%d}"},
    }.get(move, text)


PAGES = {
    "fix": "date",
    "dates": "autres-dates",
    "change": "modifier",
    "invite": "inviter",
    "cancel": "annuler",
    "hold": "presence",
    "prepare": "preparer",
    "minutes": "compte-rendu",
    "decide": "decision",
    "opinion": "parole",
    "document": "conclure",
    "correct": "corriger",
}


def address(world, review, move):
    if move == "answer":
        return f"/bilans/invitations/{review.participants.get(seat__team=world.teams['lien']).pk}/"
    return f"/bilans/{review.pk}/{PAGES[move]}/"


@pytest.mark.urls("tests.bare")
@pytest.mark.parametrize(("state", "move"), list(product(STATES, MOVES)))
def test_it_moves_along_its_table_by_whoever_may_and_no_other_way(world, as_, subtests, state, move):
    """One after the other: what each did is taken back before the next."""
    pk = ready(world, state, move).pk
    for persona in ("social_worker", "psychologist", "teacher", "mentor", "manager", "stranger", "dpo"):
        with subtests.test(persona), transaction.atomic():
            tries(world, as_, Review.objects.get(pk=pk), state, move, persona)
            transaction.set_rollback(True)


def tries(world, as_, review, state, move, persona):
    """It moves by whoever may, and for the others nothing changes."""
    before = (review.status, review.version, ReviewSection.objects.count(), DateReply.objects.count())
    may = persona in WHO.get(move, LEAD) and state != "closed"
    answer = as_(world.people[persona]).post(address(world, review, move), typed(review, move))
    review.refresh_from_db()
    if may and (state, move) in TABLE:
        assert answer.status_code == 302, answer.context["form"].errors
        assert review.status == TABLE[state, move]
    else:
        assert answer.status_code in ({200} if may else {403, 404})
        assert before == (review.status, review.version, ReviewSection.objects.count(), DateReply.objects.count())


def test_a_file_has_one_open_review_at_most(world):
    convene(world)
    with pytest.raises(reviews.ReviewRefusal):
        convene(world)
    another = Review.objects.get()
    another.pk, another._state.adding = uuid4(), True
    with pytest.raises(IntegrityError), transaction.atomic():
        another.save()


def test_closing_the_file_gives_up_a_review_to_come(world):
    review = convene(world)
    close_case(world.case, reason="moved", by=world.social_worker)
    review.refresh_from_db()
    assert (review.status, review.reason) == ("cancelled", "case_closed")


def test_it_is_not_held_before_its_day(world):
    review = schedule(convene(world), world)
    with pytest.raises(reviews.ReviewRefusal):
        minutes.hold_review(review, presence={}, by=world.social_worker)


def test_it_is_not_documented_without_the_young_persons_opinion_or_why_it_is_missing(world):
    review = hold(schedule(convene(world), world), world)
    with pytest.raises(reviews.ReviewRefusal):
        document(review, world)
    review.status, review.documented_at, review.next_on = "documented", clock.now(), clock.today()
    with pytest.raises(IntegrityError), transaction.atomic():
        review.save()
    say(review, world, text="", missing="absent")
    assert document(review, world).status == "documented"


def test_the_next_date_is_that_of_the_plan(world):
    review = in_state(world, "documented")
    world.case.plan.refresh_from_db()
    assert world.case.plan.next_review_on == review.next_on


@pytest.mark.parametrize("said", [{"text": "", "missing": ""}, {"text": "Oui", "missing": "absent"}])
def test_an_opinion_is_words_or_a_reason_never_both_nor_neither(world, as_, said):
    review = in_state(world, "held")
    data = said | {"level": 2, "version": review.version}
    answer = as_(world.social_worker).post(f"/bilans/{review.pk}/parole/", data)
    assert answer.context["form"].non_field_errors()
    with pytest.raises(IntegrityError), transaction.atomic():
        say(review, world, **said)


def test_an_opinion_said_again_replaces_the_first_and_its_past_is_kept(world):
    review = in_state(world, "held")
    say(review, world, text="", missing="later", level=Level.PRACTICAL)
    section = say(review, world, text="Je suis d’accord.", level=Level.COORDINATION)
    assert ReviewSection.objects.get() == section
    assert [row.missing for row in section.history.order_by("history_id")] == ["later", ""]
    assert {entry.level for entry in TimelineEntry.objects.filter(object_id=section.pk)} == {Level.COORDINATION}


def test_two_who_note_the_opinion_at_once_see_both(world, as_):
    review = in_state(world, "held")
    opened = review.version
    say(review, world, text="Je suis content.")
    with pytest.raises(StaleVersion):
        minutes.record_opinion(review, by=world.social_worker, version=opened, text="Autre", level=2)
    typed = {"text": "Autre chose", "level": 2, "version": opened}
    html = as_(world.social_worker).post(f"/bilans/{review.pk}/parole/", typed).content.decode()
    assert "Je suis content." in html
    assert "Autre chose" in html


def test_what_was_written_changes_by_its_author_as_long_as_it_is_the_moment(world, as_):
    review = in_state(world, "held")
    facts = {"kind": "minutes", "by": world.social_worker, "text": "Deux absences."}
    section = minutes.write_section(review, **facts, **HERE)
    page = f"/bilans/textes/{section.pk}/modifier/"
    typed = {"text": "Trois absences.", "version": section.version}
    assert as_(world.psychologist).post(page, typed).status_code == 403
    answer = as_(world.social_worker).post(page, typed)
    assert answer.url == f"/bilans/{review.pk}/"
    say(review, world)
    document(review, world)
    section.refresh_from_db()
    answer = as_(world.social_worker).post(page, {"text": "Quatre.", "version": section.version})
    assert answer.context["form"].non_field_errors()
    section.refresh_from_db()
    assert section.text == "Trois absences."


def test_a_correction_is_dated_signed_and_stays(world, as_):
    review = in_state(world, "documented")
    said = {"kind": "correction", "by": world.psychologist, "text": "Une seule absence."}
    section = minutes.write_section(review, **said, **HERE)
    with pytest.raises(reviews.ReviewRefusal):
        minutes.change_section(section, by=world.psychologist, version=section.version, text="x")
    html = as_(world.social_worker).get(review.get_absolute_url()).content.decode()
    assert "Rectifications" in html
    assert "Psychologist, La Maison du Lien" in html


def test_narrowing_is_possible_even_afterwards(world, as_):
    review = in_state(world, "held")
    facts = {"kind": "minutes", "by": world.social_worker, "text": "Deux absences.", "area": Area.EDUCATION}
    section = minutes.write_section(review, level=Level.PRACTICAL, **facts)
    say(review, world)
    document(review, world)
    assert "Deux absences." in as_(world.mentor).get(review.get_absolute_url()).content.decode()
    as_(world.social_worker).post(f"/bilans/textes/{section.pk}/niveau/", {"level": 2})
    assert "Deux absences." not in as_(world.mentor).get(review.get_absolute_url()).content.decode()


def told(kind):
    return {notice.reader.full_name for notice in Notice.objects.filter(kind=kind).select_related("reader")}


def test_whoever_is_invited_is_told_once_of_each_step(world):
    here = seats(world)
    invited = [{"party": "seat", "seat": here[name]} for name in ("La Maison du Lien", "Cap Ouvert")]
    review = convene(world, invited=invited)
    mates = {"Psychologist", "Intake"}
    assert told("cases.review_convened") == mates | {"Manager"}
    party = review.participants.get(seat=here["La Maison du Lien"])
    for _ in range(2):
        answers = dict.fromkeys(review.dates.all(), "yes")
        reviews.answer_dates(party, answers=answers, by=world.psychologist)
    assert [notice.reader for notice in Notice.objects.filter(kind="cases.review_answered")] == [world.social_worker]
    hold(schedule(review, world), world)
    say(review, world)
    document(review, world)
    for step in ("scheduled", "held", "documented"):
        assert mates <= told(f"cases.review_{step}") <= mates | {"Manager"}

"""When the next review falls due, what awaits whom, and the amendment that names the review it comes from."""

import datetime as dt

import pytest
from django.urls import reverse

from cases.actions import minutes, reviews, versions
from cases.deadlines import months_after, review_due_on
from common import clock
from common.areas import Area, Level
from tests.cases.reviews import convene, document, hold, say, schedule
from tests.cases.test_version_moves import give_all, status_of
from tests.factories.cases import GoalFactory


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-11-24", 3, "2027-02-24"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-10-15", 2, "2026-12-15"),
        ("2026-10-15", 3, "2027-01-15"),
    ],
)
def test_the_same_day_of_a_later_month_or_its_last(day, months, then):
    assert months_after(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(then)


@pytest.fixture
def signed(world):
    GoalFactory(case=world.case, author=world.social_worker)
    give_all(world, versions.propose_version(world.case, by=world.social_worker))
    return world


def test_a_plan_never_signed_has_no_deadline(world):
    assert review_due_on(world.case) is None


def test_three_months_after_the_plan_came_into_force_then_six_after_each_review(signed, at):
    today = clock.today()
    assert review_due_on(signed.case) == months_after(today, 3)
    with at(clock.now() + 80 * clock.DAY):
        review = schedule(convene(signed), signed)
        hold(review, signed)
        assert review_due_on(signed.case) == months_after(clock.today(), 6)


def test_an_association_that_reviews_once_a_year_has_twelve(signed, as_):
    cap = signed.organisations["cap"]
    assert as_(signed.org_admin).post(f"/associations/{cap.pk}/bilans/", {"months": "12"}).status_code == 302
    hold(schedule(convene(signed), signed), signed)
    signed.case.refresh_from_db()
    assert review_due_on(signed.case) == months_after(clock.today(), 12)


def test_the_list_says_when_it_is_due_and_when_it_is_late(signed, as_, at):
    address = f"/dossiers/{signed.case.pk}/bilans/"
    assert "Au plus tard le" in as_(signed.mentor).get(address).content.decode()
    with at(clock.now() + 100 * clock.DAY):
        assert "en retard" in as_(signed.mentor).get(address).content.decode()


def home(as_, user):
    return as_(user).get(reverse("home")).content.decode()


WAITS = {
    "convened": {"teacher": "votre réponse est attendue", "social_worker": "votre réponse est attendue"},
    "answered": {"social_worker": "Date d’un bilan à fixer"},
    "scheduled": {"psychologist": "Bilan à préparer", "social_worker": "Bilan à préparer"},
    "prepared": {"social_worker": "Bilan à préparer"},
    "its day": {"psychologist": "Bilan à préparer", "social_worker": "Bilan à écrire"},
    "held": {"social_worker": "Compte rendu de bilan à conclure"},
    "documented": {},
}
TEXTS = {text for waits in WAITS.values() for text in waits.values()}


def bring(world, step):
    review = convene(world, days=(3, 4))
    if step == "convened":
        return
    for party in review.participants.filter(seat__isnull=False):
        answers = dict.fromkeys(review.dates.all(), "yes")
        reviews.answer_dates(party, answers=answers, by=world.social_worker)
    if step == "answered":
        return
    review = schedule(review, world)
    if step == "prepared":
        facts = {"text": "Vient", "area": Area.EDUCATION, "level": Level.COORDINATION}
        minutes.write_section(review, kind="preparation", by=world.psychologist, **facts)
    if step == "its day":
        review.starts_at = clock.now()
        review.save()
    if step in ("held", "documented"):
        hold(review, world)
    if step == "documented":
        say(review, world)
        document(review, world)


@pytest.mark.parametrize("step", WAITS)
def test_home_says_what_a_review_waits_for(world, as_, step):
    bring(world, step)
    for persona in ("social_worker", "psychologist", "teacher", "mentor"):
        html = home(as_, world.people[persona])
        shown = {text for text in TEXTS if text in html}
        expected = WAITS[step].get(persona)
        if step == "convened":
            assert shown == {"votre réponse est attendue"}, persona
        else:
            assert shown >= ({expected} if expected else set()), persona
            assert bool(shown) == bool(expected), persona


def test_the_date_is_to_be_fixed_when_the_first_is_near_whoever_has_answered(world, as_):
    convene(world, days=(2, 9))
    assert "Date d’un bilan à fixer" in home(as_, world.social_worker)
    assert "Date d’un bilan à fixer" not in home(as_, world.psychologist)


def test_no_review_to_hold_is_announced_while_one_is_convened(world, as_):
    world.case.plan.next_review_on = clock.today()
    world.case.plan.save()
    assert "Bilan à tenir" in home(as_, world.social_worker)
    convene(world)
    assert "Bilan à tenir" not in home(as_, world.social_worker)


def test_the_review_of_the_plan_begins_with_it_and_the_amendment_names_it(signed, as_):
    review = hold(schedule(convene(signed), signed), signed)
    assert status_of(signed.case) == "under_review"
    say(review, signed)
    document(review, signed)
    page = as_(signed.social_worker).get(review.get_absolute_url()).content.decode()
    assert "Proposer l’avenant" in page
    version = versions.propose_version(signed.case, by=signed.social_worker)
    assert version.review == review
    html = as_(signed.mentor).get(f"/versions/{version.pk}/").content.decode()
    assert f"/bilans/{review.pk}/" in html


def test_a_version_proposed_without_a_review_names_none(signed):
    versions.begin_review(signed.case, by=signed.social_worker)
    assert versions.propose_version(signed.case, by=signed.social_worker).review is None


def test_a_draft_plan_stays_a_draft_whatever_review_is_held(world):
    hold(schedule(convene(world), world), world)
    assert status_of(world.case) == "draft"

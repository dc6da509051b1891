"""Who could open a file on a given day: whoever could at any moment of it, as the policy and the pages had it."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.actions import deactivate_account
from accounts.models import ActivePeriod, User
from cases.models import Block, Case, EmergencyAccess
from common import clock
from common.areas import Level
from organisations.models import PartnershipAgreement
from tests import personas
from tests.conftest import NOW
from tests.factories.cases import seat, share
from tests.factories.organisations import MembershipFactory
from tests.privacy.conftest import marks_in, officer

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
CHANGED = NOW - 10 * DAY + dt.timedelta(hours=5)
MIDNIGHT = clock.end_of(CHANGED.date())
"""In Paris: the first instant of the next day."""


@pytest.fixture
def past(db, at):
    """The cast and their file, a month ago, with what the accounts' own past needs."""
    with at(NOW - 30 * DAY):
        world = personas.build()
        ActivePeriod.objects.bulk_create(ActivePeriod(user=user) for user in User.objects.order_by("pk"))
    with at(NOW):
        yield world


def names_on(browser, case, day):
    answer = browser.get(reverse("privacy:on_day", args=[case.pk], query={"day": day.isoformat()}))
    assert answer.status_code == 200
    return {reader.user.full_name for reader in answer.context["readers"]}


def end(row):
    row.end()
    row.save()


def end_seat(world):
    end(world.case.seats.get(team=world.teams["lien"]))


def withdraw(world):
    end(world.case.recipients.get(organisation=world.organisations["lien"]))


def end_partnership(world):
    PartnershipAgreement.objects.update(status="terminated", valid_until=clock.now())


def end_membership(world):
    end(world.psychologist.memberships.get())


def block(world):
    Block.objects.create(case=world.case, user=world.psychologist, recorded_by=world.dpo, reason="asked")


ENDINGS = {
    "a seat ends": end_seat,
    "an association is withdrawn from the agreement": withdraw,
    "a partnership ends": end_partnership,
    "a membership ends": end_membership,
    "somebody is blocked": block,
}


def take_seat(world):
    seat(world.case, team=world.teams["toit"])
    share(world.case, world.organisations["toit"])
    organisations = [world.organisations[short] for short in ("cap", "toit")]
    personas.partnership(*organisations)


def open_in_emergency(world):
    until = clock.now() + dt.timedelta(hours=4)
    facts = {"reason": "runaway", "valid_from": clock.now(), "valid_until": until}
    EmergencyAccess.objects.create(case=world.case, user=world.stranger, team=world.teams["toit"], **facts)


BEGINNINGS = {"a seat is taken": take_seat, "an emergency access": open_in_emergency}


@pytest.mark.parametrize("change", ENDINGS.values(), ids=ENDINGS.keys())
def test_whoever_lost_access_in_the_day_could_see_that_day_and_not_after(past, as_, at, change):
    with at(CHANGED):
        change(past)
    browser, day = as_(past.dpo), CHANGED.date()
    assert ["Psychologist" in names_on(browser, past.case, day + n * DAY) for n in (-1, 0, 1)] == [True, True, False]
    assert names_on(browser, past.case, day + DAY) >= {"Social Worker"}


@pytest.mark.parametrize("change", BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_whoever_got_access_in_the_day_could_see_that_day_and_not_before(past, as_, at, change):
    with at(CHANGED):
        change(past)
    browser, day = as_(past.dpo), CHANGED.date()
    assert ["Stranger" in names_on(browser, past.case, day + n * DAY) for n in (-1, 0)] == [False, True]


@pytest.mark.parametrize("change", ENDINGS.values(), ids=ENDINGS.keys())
def test_what_ends_at_midnight_is_over_on_the_day_that_begins(past, as_, at, change):
    with at(MIDNIGHT):
        change(past)
    browser, day = as_(past.dpo), clock.local_day(MIDNIGHT)
    assert ["Psychologist" in names_on(browser, past.case, day + n * DAY) for n in (-1, 0)] == [True, False]


@pytest.mark.parametrize("change", [*ENDINGS.values(), *BEGINNINGS.values()], ids=[*ENDINGS, *BEGINNINGS])
def test_it_agrees_with_what_the_pages_let_open_hour_by_hour(past, as_, at, change):
    with at(CHANGED):
        change(past)
    start = clock.end_of(CHANGED.date() - DAY)
    could = set()
    for instant in [start + n * dt.timedelta(hours=1) for n in range(24)] + [
        CHANGED,
        CHANGED - dt.timedelta.resolution,
    ]:
        with at(instant):
            people = past.people.values()
            could |= {user.full_name for user in people if Case.objects.visible_to(user).exists()}
    assert names_on(as_(past.dpo), past.case, CHANGED.date()) == could


def test_an_account_closed_since_could_see_then(past, as_, at):
    with at(CHANGED):
        deactivate_account(past.psychologist)
    browser, day = as_(past.dpo), CHANGED.date()
    assert ["Psychologist" in names_on(browser, past.case, day + n * DAY) for n in (0, 1)] == [True, False]


def test_today_counts_until_now(past, as_, at):
    browser = as_(past.dpo)
    with at(NOW + dt.timedelta(hours=2)):
        take_seat(past)
    assert "Stranger" not in names_on(browser, past.case, NOW.date())
    with at(NOW + dt.timedelta(hours=2)):
        assert "Stranger" in names_on(browser, past.case, NOW.date())


def test_it_says_how_far_and_by_which_facts(past, as_):
    answer = as_(past.dpo).get(reverse("privacy:on_day", args=[past.case.pk], query={"day": CHANGED.date()}))
    psychologist = next(r for r in answer.context["readers"] if r.user == past.psychologist)
    assert psychologist.association == "La Maison du Lien"
    assert psychologist.practical == psychologist.coordination
    assert len(psychologist.facts) == 4
    assert all(fact.since == NOW - 30 * DAY for fact in psychologist.facts)
    assert marks_in(answer) == []


@pytest.mark.parametrize("typed", ["2999-01-01", "x", "", "0000-00-00"])
def test_a_day_to_come_or_none_is_refused_with_the_reason(past, as_, typed):
    answer = as_(past.dpo).get(reverse("privacy:on_day", args=[past.case.pk], query={"day": typed}))
    assert answer.context["form"].errors["day"]
    assert answer.context["readers"] == []


def test_before_the_file_was_open_nobody_could(past, as_):
    assert names_on(as_(past.dpo), past.case, CHANGED.date() - 300 * DAY) == set()


def test_the_officer_of_a_partner_sees_their_own_people(past, as_):
    assert names_on(as_(officer(past, "lien", "Partner Officer")), past.case, NOW.date()) == {"Psychologist", "Intake"}


def test_it_costs_the_same_with_three_times_the_people(past, as_, django_assert_max_num_queries):
    browser, address = as_(past.dpo), reverse("privacy:on_day", args=[past.case.pk], query={"day": NOW.date()})
    browser.get(address)
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(35) as counted:
            browser.get(address)
        counts.append(len(counted))
        for team in past.teams.values():
            for _person in range(10):
                ActivePeriod.objects.create(user=MembershipFactory(team=team).user)
    assert counts[0] == counts[1]


def test_the_levels_are_those_of_the_seat(past, as_, at):
    with at(CHANGED):
        past.case.seats.filter(team=past.teams["lien"]).update(level=Level.PRACTICAL)
    answer = as_(past.dpo).get(reverse("privacy:on_day", args=[past.case.pk], query={"day": NOW.date()}))
    assert not next(r for r in answer.context["readers"] if r.user == past.psychologist).coordination

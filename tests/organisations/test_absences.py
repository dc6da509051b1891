"""Who says that a team or an association is away, for which days, and who is back earlier."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common import clock
from organisations.actions.absences import AbsenceRefused, declare_absence, end_absence
from organisations.actions.structure import dissolve_team
from organisations.models import Absence

EVERYBODY = ("org_admin", "manager", "social_worker", "stranger", "dpo", "network_admin")


def day(days):
    return clock.today() + dt.timedelta(days=days)


def declared(of, by, first=3, last=9):
    return declare_absence(of, by=by, first_on=day(first), last_on=day(last))


@pytest.mark.parametrize(
    ("name", "of", "allowed"),
    [
        ("organisations:team_absence", "teams", {"org_admin", "manager"}),
        ("organisations:absence_declare", "organisations", {"org_admin"}),
    ],
)
def test_the_administrator_declares_for_all_and_a_manager_for_their_own_team(world, as_, name, of, allowed):
    address = reverse(name, args=[getattr(world, of)["cap"].pk])
    typed = {"first_on": day(3).isoformat(), "last_on": day(9).isoformat()}
    done = {who for who in EVERYBODY if as_(world.people[who]).post(address, typed).status_code == 302}
    assert done == allowed


def test_a_manager_does_not_end_the_absence_of_a_whole_association(world, as_):
    absence = declared(world.organisations["cap"], world.org_admin)
    address = reverse("organisations:absence_end", args=[absence.pk])
    assert as_(world.manager).post(address).status_code == 403
    assert as_(world.org_admin).post(address).status_code == 302


@pytest.mark.parametrize(("first", "last", "field"), [(3, 2, "last_on"), (3, 3 + 92, "last_on"), (-9, -1, "last_on")])
def test_days_that_cannot_be_are_refused_beside_the_field(world, as_, first, last, field):
    typed = {"first_on": day(first).isoformat(), "last_on": day(last).isoformat()}
    answer = as_(world.manager).post(reverse("organisations:team_absence", args=[world.teams["cap"].pk]), typed)
    assert list(answer.context["form"].errors) == [field]


@pytest.mark.parametrize(("first", "last"), [(0, 0), (-3, 0), (3, 3 + 91)])
def test_one_day_one_that_has_begun_and_three_months_are_right(world, as_, first, last):
    typed = {"first_on": day(first).isoformat(), "last_on": day(last).isoformat()}
    address = reverse("organisations:team_absence", args=[world.teams["cap"].pk])
    assert as_(world.manager).post(address, typed).status_code == 302


def test_days_in_disorder_are_refused_by_the_database_too(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        declared(world.teams["cap"], world.manager, first=3, last=2)


def test_a_team_that_is_no_more_is_not_away(world):
    team = dissolve_team(team=world.teams["cap"], by=world.org_admin)
    with pytest.raises(AbsenceRefused):
        declared(team, world.org_admin)


@pytest.mark.parametrize(("first", "last", "left"), [(3, 9, None), (0, 9, None), (-3, 9, (-3, -1)), (-3, 0, (-3, -1))])
def test_whoever_is_back_earlier_leaves_the_days_gone_by(world, first, last, left):
    absence = end_absence(declared(world.teams["cap"], world.manager, first, last), by=world.manager)
    assert not Absence.objects.of(world.teams["cap"]).to_come().exists()
    kept = [(one.first_on, one.last_on) for one in Absence.objects.of(world.teams["cap"])]
    assert kept == ([(day(left[0]), day(left[1]))] if left else [])
    assert Absence.objects.filter(pk=absence.pk).exists()


def test_the_pages_list_what_is_not_over(world, as_):
    declared(world.teams["cap"], world.manager)
    declared(world.organisations["cap"], world.org_admin, first=20, last=20)
    team = as_(world.manager).get(reverse("organisations:team", args=[world.teams["cap"].pk])).content.decode()
    assert (team.count("cette équipe"), team.count("toute l’association")) == (1, 1)
    assert team.count("Nous sommes là") == 1
    page = reverse("organisations:organisation", args=[world.organisations["cap"].pk])
    assert as_(world.org_admin).get(page).content.decode().count("Nous sommes là") == 1
    assert "Nous sommes là" not in as_(world.manager).get(page).content.decode()

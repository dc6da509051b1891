"""Seats and the lead: offered, answered, ended, handed over; who may, and what is refused."""

import pytest
from django.db import IntegrityError, transaction

from cases.actions import circle, closing, referred
from cases.actions.circle import CircleRefusal
from cases.models import Block, CircleMembership, Lead
from common import clock
from common.areas import ALL_AREAS, Area, Level, with_general
from notifications.models import Notice
from organisations.actions.memberships import end_membership
from organisations.actions.structure import dissolve_team
from organisations.models import TeamMembership
from tests.factories.cases import NeedFactory, seat, share
from tests.factories.organisations import MembershipFactory, TeamFactory, UserFactory, partnership

TERMS = {"function": "mentoring", "areas": with_general(Area.EDUCATION), "level": Level.PRACTICAL}


@pytest.fixture
def asked(world):
    """A seat offered to Toit Partagé."""
    return circle.ask_seat(world.case, by=world.social_worker, team=world.teams["toit"], **TERMS)


def ended(world):
    found = circle.ask_seat(world.case, by=world.social_worker, team=world.teams["toit"], **TERMS)
    return circle.end_seat(circle.accept_seat(found, by=world.stranger), by=world.social_worker)


def taken(world):
    return CircleMembership.objects.get(case=world.case, team=world.teams["binomes"])


def offered(world):
    return circle.ask_seat(world.case, by=world.social_worker, team=world.teams["toit"], **TERMS)


def declined(world):
    return circle.decline_seat(offered(world), by=world.stranger)


SEATS = {"offered": offered, "taken": taken, "declined": declined, "ended": ended}
MOVES = {"accept": circle.accept_seat, "decline": circle.decline_seat, "end": circle.end_seat}
LEGAL = {("offered", "accept"), ("offered", "decline"), ("offered", "end"), ("taken", "end")}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", SEATS)
def test_a_seat_moves_along_its_table_and_no_other_way(world, state, move):
    found = SEATS[state](world)
    if (state, move) in LEGAL:
        assert MOVES[move](found, by=world.social_worker).holds() == (move == "accept")
    else:
        before = CircleMembership.objects.values_list("valid_from", "valid_until").get(pk=found.pk)
        with pytest.raises(CircleRefusal):
            MOVES[move](found, by=world.social_worker)
        assert CircleMembership.objects.values_list("valid_from", "valid_until").get(pk=found.pk) == before


ANSWERS = {"stranger": 302, "social_worker": 404, "mentor": 404, "manager": 404, "dpo": 404, "network_admin": 404}


@pytest.mark.parametrize("answer", ["yes", "no"])
@pytest.mark.parametrize("persona", ANSWERS)
def test_only_the_asked_team_answers(world, asked, as_, persona, answer):
    reply = as_(world.people[persona]).post(f"/sieges/{asked.pk}/", {"answer": answer})
    assert reply.status_code == ANSWERS[persona]
    asked.refresh_from_db()
    assert asked.is_asked() == (persona != "stranger")
    assert asked.holds() == (persona == "stranger" and answer == "yes")


def test_whoever_declines_is_led_to_a_page_of_theirs(world, asked, as_):
    answer = as_(world.stranger).post(f"/sieges/{asked.pk}/", {"answer": "no"}, follow=True)
    assert answer.status_code == 200


def test_an_asked_team_sees_the_terms_and_who_asks_and_nothing_else(world, asked, as_):
    html = as_(world.stranger).get(f"/sieges/{asked.pk}/").content.decode()
    for shown in (world.case.reference, "Social Worker", "Mentorat", "Éducation", "Pratique"):
        assert shown in html, shown
    for hidden in ("Lou", "Ferrand", "Villebrune", "Cap Ouvert", "Psychologist", str(world.case.pk)):
        assert hidden not in html, hidden


def test_an_offer_opens_nothing_until_it_is_accepted(world, asked):
    share(world.case, world.organisations["toit"], areas=int(ALL_AREAS))
    assert not world.case.is_visible_to(world.stranger)


def test_a_team_of_the_leading_association_is_seated_at_once(world):
    team = TeamFactory(organisation=world.organisations["cap"])
    assert circle.ask_seat(world.case, by=world.manager, team=team, **TERMS).holds()


def test_nobody_is_seated_twice(world, asked):
    with pytest.raises(CircleRefusal):
        circle.ask_seat(world.case, by=world.social_worker, team=world.teams["toit"], **TERMS)


def test_nobody_seats_their_own_team_or_themselves_in_anothers_file(world):
    second = TeamFactory(organisation=world.organisations["lien"])
    MembershipFactory(user=world.psychologist, team=second, bound=True)
    for party in ({"team": second}, {"user": world.psychologist}):
        with pytest.raises(CircleRefusal):
            circle.ask_seat(world.case, by=world.psychologist, **party, **TERMS)
    assert circle.ask_seat(world.case, by=world.social_worker, user=world.psychologist, **TERMS).is_asked()


STEERING = {"social_worker", "manager"}


@pytest.mark.parametrize(
    "persona", ["social_worker", "manager", "psychologist", "teacher", "mentor", "stranger", "org_admin", "dpo"]
)
def test_only_the_lead_and_the_leading_teams_manager_keep_the_circle(world, persona):
    user, found = world.people[persona], taken(world)
    assert user.has_perm("cases.manage_circle", world.case) == (persona in STEERING)
    assert user.has_perm("cases.end_seat", found) == (persona in STEERING)
    assert user.has_perm("cases.close_case", world.case) == (persona in STEERING)
    assert user.has_perm("cases.appoint_lead", world.case) == (persona == "manager")
    assert user.has_perm("cases.hand_over", world.case) == (persona == "social_worker")


def test_a_manager_of_another_team_steers_only_when_the_leading_team_has_none(world):
    other = MembershipFactory(team=TeamFactory(organisation=world.organisations["cap"]), manager=True).user
    assert not other.has_perm("cases.appoint_lead", world.case)
    TeamMembership.objects.get(user=world.manager).delete()
    assert other.has_perm("cases.appoint_lead", world.case)


def test_ones_own_team_leaves_but_the_leads_hands_over_first(world, as_):
    as_(world.mentor).post(f"/sieges/{taken(world).pk}/quitter/")
    assert not world.case.is_visible_to(world.mentor)
    own = CircleMembership.objects.get(case=world.case, team=world.teams["cap"])
    answer = as_(world.social_worker).post(f"/sieges/{own.pk}/quitter/", follow=True)
    assert "passez d’abord le relais" in answer.content.decode()
    own.refresh_from_db()
    assert own.holds()


def test_a_second_seat_of_the_leads_team_may_end(world):
    second = seat(world.case, team=world.teams["cap"], level=Level.PRACTICAL)
    assert not circle.end_seat(second, by=world.social_worker).holds()


def test_a_refused_offer_is_told_as_a_refusal(world, asked):
    circle.decline_seat(asked, by=world.stranger)
    assert set(Notice.objects.filter(reader=world.social_worker).values_list("kind", flat=True)) == {
        "cases.seat_declined"
    }


def refused(world, user, team):
    before = Lead.objects.in_force().get(case=world.case)
    with pytest.raises(CircleRefusal), transaction.atomic():
        circle.appoint_lead(world.case, user=user, team=world.teams[team], by=world.social_worker)
    assert Lead.objects.in_force().get(case=world.case) == before


def test_the_lead_is_handed_to_a_bound_member_seated_for_coordination(world):
    lead = circle.appoint_lead(world.case, user=world.psychologist, team=world.teams["lien"], by=world.social_worker)
    assert lead.user == world.psychologist
    assert Lead.objects.in_force().filter(case=world.case).count() == 1
    assert world.psychologist.has_perm("cases.manage_circle", world.case)
    assert not world.social_worker.has_perm("cases.manage_circle", world.case)


def test_a_person_seated_in_their_own_right_may_lead(world):
    terms = TERMS | {"level": Level.COORDINATION}
    found = circle.ask_seat(world.case, by=world.social_worker, user=world.stranger, **terms)
    refused(world, world.stranger, "toit")
    circle.accept_seat(found, by=world.stranger)
    refused(world, world.stranger, "toit")  # seated, but no agreement names the association yet
    share(world.case, world.organisations["toit"], areas=TERMS["areas"])
    partnership(world.organisations["cap"], world.organisations["toit"])
    assert circle.appoint_lead(world.case, user=world.stranger, team=world.teams["toit"], by=world.social_worker)


UNFIT = {
    "not bound": lambda world: (world.teacher, "voisins"),
    "of a team without a seat": lambda world: (world.stranger, "toit"),
    "of another team than named": lambda world: (world.psychologist, "cap"),
    "blocked": lambda world: (blocked(world, world.psychologist), "lien"),
    "whose team only has a practical seat": lambda world: (bound_colleague(world, "voisins"), "voisins"),
    "whose account is closed": lambda world: (bound_colleague(world, "lien", is_active=False), "lien"),
}


def blocked(world, user):
    Block.objects.create(case=world.case, user=user, reason="family", recorded_by=world.manager)
    return user


def bound_colleague(world, team, **account):
    return MembershipFactory(user=UserFactory(**account), team=world.teams[team], bound=True).user


@pytest.mark.parametrize("who", UNFIT)
def test_nobody_becomes_lead_who_could_not_lead(world, who):
    refused(world, *UNFIT[who](world))


def test_appointing_somebody_of_the_leading_team_seats_that_team(world):
    world.case.leading_team = team = TeamFactory(organisation=world.organisations["cap"])
    world.case.save()
    member = MembershipFactory(team=team, bound=True).user
    circle.appoint_lead(world.case, user=member, team=team, by=world.manager)
    given = CircleMembership.objects.get(case=world.case, team=team)
    assert given.holds()
    assert (given.level, given.areas, given.purpose) == (Level.COORDINATION, int(ALL_AREAS), "lead")
    assert world.case.is_visible_to(member)


@pytest.mark.parametrize("is_closed", [False, True])
def test_ending_the_leads_membership_always_works(world, is_closed):
    if is_closed:
        closing.close_case(world.case, reason="moved", by=world.social_worker)
    end_membership(membership=TeamMembership.objects.get(user=world.social_worker), by=world.org_admin)
    assert not Lead.objects.in_force().filter(case=world.case).exists()
    told = Notice.objects.filter(reader=world.manager, kind="cases.lead_lost")
    assert told.exists() == (not is_closed)


def test_dissolving_a_team_ends_its_seats_taken_or_offered(world, asked):
    for short in ("toit", "binomes"):
        dissolve_team(team=world.teams[short], by=world.org_admin)
        assert not world.case.seats.filter(team=world.teams[short], valid_until__gt=clock.now()).exists()


def test_a_lead_by_a_referrals_seat_alone_goes_with_it(world):
    world.case.seats.filter(team=world.teams["lien"]).delete()
    need = NeedFactory(case=world.case, author=world.social_worker)
    terms = {"need": need, "areas": TERMS["areas"], "level": Level.COORDINATION, "asked_by": world.social_worker}
    given = referred.seat_referred_team(world.teams["lien"], by=world.intake, **terms)
    circle.appoint_lead(world.case, user=world.psychologist, team=world.teams["lien"], by=world.social_worker)
    referred.end_referred_seat(given, by=world.social_worker)
    assert not Lead.objects.in_force().filter(case=world.case).exists()
    assert Notice.objects.filter(reader=world.manager, kind="cases.lead_lost").exists()


ILLEGAL = {
    "a seat of a team and a person at once": {"user": True, "team": True},
    "a seat of nobody": {},
    "a restricted seat": {"team": True, "level": Level.RESTRICTED},
    "a seat with no area of the ten": {"team": True, "areas": int(Area.GENERAL)},
    "a seat without general": {"team": True, "areas": int(Area.EDUCATION)},
    "a seat that ends before it begins": {"team": True, "valid_until": clock.now() - clock.DAY},
}


@pytest.mark.parametrize("facts", ILLEGAL.values(), ids=ILLEGAL.keys())
def test_the_database_refuses(world, facts):
    party = {"user": world.stranger, "team": world.teams["toit"]}
    facts = {name: party[name] if value is True else value for name, value in facts.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        seat(world.case, **facts)


def test_the_database_keeps_one_lead(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.create(case=world.case, user=world.psychologist, team=world.teams["lien"])

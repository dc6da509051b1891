"""What is foretold is what the access view says once the transfer is accepted: for many invented files."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import policy as access_policy
from cases.facts import facts_of, people_of
from cases.models import Access, Block, EmergencyAccess, LegalGround
from common import clock
from common.areas import Area, with_general
from organisations.models import Network, PartnershipAgreement
from referrals.actions.transferring import accept_transfer, propose_transfer
from referrals.forecast import forecast, losing
from referrals.transfer_policy import Change, Fate, after
from tests.factories.cases import CaseFactory, lead, seat, share
from tests.factories.organisations import MembershipFactory, OrganisationFactory, TeamFactory, UserFactory, partnership
from tests.referrals.transfers import REASONS

T0 = dt.datetime(2026, 11, 19, 15, 40, tzinfo=dt.UTC)
OF = (0, 0, 1, 1, 2, 3)
"""The association of each team: the first leads, the third is asked."""
AREAS = (Area.EDUCATION, Area.HEALTH, Area.HOUSING)

areas = st.sets(st.sampled_from(AREAS), min_size=1).map(lambda some: with_general(sum(int(area) for area in some)))
spans = st.sampled_from([(-50, None), (-50, 10), (-50, 45), (-50, 0), (-50, -5), (0, None), (20, None), (20, 40)])
offered = st.just(None)
team, user, organisation = st.integers(0, 5), st.integers(0, 7), st.integers(0, 3)
fact = st.one_of(
    st.tuples(st.just("join"), user, team, st.booleans(), st.booleans(), spans),
    st.tuples(st.just("seat"), team, st.sampled_from([1, 2]), areas, st.one_of(spans, offered)),
    st.tuples(st.just("sit"), user, st.sampled_from([1, 2]), areas, spans),
    st.tuples(st.just("share"), organisation, areas, spans),
    st.tuples(st.just("ground"), organisation, areas, spans),
    st.tuples(st.just("sign"), st.sets(organisation, min_size=2), areas, spans),
    st.tuples(st.just("block"), user, spans),
    st.tuples(st.just("emergency"), user, team),
)


def held(span):
    """`valid_from` and `valid_until` of days around T0."""
    first, last = span
    until = clock.FOREVER if last is None else T0 + last * clock.DAY
    return {"valid_from": T0 + first * clock.DAY, "valid_until": until}


class File:
    """A file led by the first team, and whatever facts are drawn around it."""

    def __init__(self):
        network = Network.objects.create(name="Val-Serein")
        self.organisations = [OrganisationFactory(network=network) for _ in range(4)]
        self.teams = [TeamFactory(organisation=self.organisations[of]) for of in OF]
        self.users = [UserFactory() for _ in range(8)]
        self.proposer, self.successor = UserFactory(), UserFactory()
        MembershipFactory(user=self.proposer, team=self.teams[0], bound=True)
        MembershipFactory(user=self.successor, team=self.teams[2], bound=True)
        self.case = CaseFactory(leading_team=self.teams[0], opened_at=T0 - 90 * clock.DAY)
        seat(self.case, team=self.teams[0])
        lead(self.case, self.proposer)

    def join(self, user, team, is_manager, is_bound, span):
        role = "manager" if is_manager else "member"
        self.users[user].memberships.filter(team=self.teams[team]).delete()
        row = MembershipFactory(user=self.users[user], team=self.teams[team], role=role, is_bound=is_bound)
        row.valid_from, row.valid_until = held(span).values()
        row.save()

    def seat(self, team, level, mask, span):
        where = {"valid_from": clock.FOREVER} if span is None else held(span)
        seat(self.case, team=self.teams[team], level=level, areas=mask, **where)

    def sit(self, user, level, mask, span):
        seat(self.case, user=self.users[user], level=level, areas=mask, **held(span))

    def share(self, organisation, mask, span):
        share(self.case, self.organisations[organisation], areas=mask, **held(span))

    def ground(self, organisation, mask, span):
        facts = {"organisation": self.organisations[organisation], "areas": mask, "recorded_by": self.proposer}
        LegalGround.objects.create(case=self.case, article="csp_l1110_4", **facts, **held(span))

    def sign(self, parties, mask, span):
        row = partnership(*(self.organisations[one] for one in sorted(parties)), areas=mask, since=T0 - 50 * clock.DAY)
        row.valid_from, row.valid_until = held(span).values()
        row.save()

    def block(self, user, span):
        facts = {"reason": "family", "recorded_by": self.proposer}
        Block.objects.create(case=self.case, user=self.users[user], **facts, **held(span))

    def emergency(self, user, team):
        facts = {"user": self.users[user], "team": self.teams[team], "reason": "danger"}
        until = T0 + dt.timedelta(hours=4)
        EmergencyAccess.objects.create(case=self.case, **facts, valid_from=T0, valid_until=until)

    def accept(self, days):
        confirmed = losing(self.case, self.change(days))
        row = propose_transfer(
            self.case, by=self.proposer, to_team=self.teams[2], confirmed=confirmed, overlap_days=days, **REASONS
        )
        return accept_transfer(row, by=self.successor, lead=self.successor)

    def change(self, days):
        return Change(T0, self.teams[2].pk, self.organisations[1].pk, self.teams[0].pk, days * clock.DAY)

    def ways(self, at):
        """By the view, at an instant."""
        with clock.at(at):
            rows = Access.objects.filter(case=self.case)
            return set(rows.values_list("user", "team", "practical_areas", "coordination_areas", "is_bound"))

    def foretold(self, change, at):
        """By the policy, from the facts as they are changed in memory."""
        facts = after(facts_of([self.case.pk])[self.case.pk], change)
        people = people_of([*self.users, self.proposer, self.successor])
        ways = [(pk, way) for pk, person in people.items() for way in access_policy.ways_in(facts, person, at)]
        return {
            (pk, way.membership.team, int(way.practical), int(way.coordination), way.membership.is_bound)
            for pk, way in ways
        }


def users(ways):
    return {way[0] for way in ways}


@pytest.mark.django_db
@given(st.lists(fact, max_size=24), st.sampled_from([0, 1, 30, 90]))
@settings(max_examples=40)
def test_what_is_foretold_is_what_the_view_says(facts, days):
    with clock.at(T0), transaction.atomic():
        file = File()
        for name, *drawn in facts:
            getattr(file, name)(*drawn)
        change = file.change(days)
        edges = (T0, change.until - dt.timedelta(microseconds=1) if days else T0, change.until)
        told = [file.foretold(change, at) for at in edges]
        said = forecast(file.case, change)
        before, without = users(file.ways(T0)), users(file.ways(change.until))
        file.accept(days)
        assert [file.ways(at) for at in edges] == told
        at_once, then = users(file.ways(T0)), users(file.ways(change.until))
        lost, leaving = before - at_once, (before & at_once & without) - then
        assert {line.user.pk for line in said.lines[Fate.LOSES]} == lost
        assert {line.user.pk for line in said.lines[Fate.LEAVES]} == leaving
        assert said.losing_ids == lost | leaving
        assert {line.user.pk for line in said.lines[Fate.GAINS]} == at_once - before
        assert all(line.why for line in said.losing)
        transaction.set_rollback(True)


def test_each_partner_is_told_apart_and_by_name(moving):
    said = moving.foreseen()
    world = moving.world
    assert {line.user for line in said.lines[Fate.LOSES]} == {world.social_worker, world.teacher, world.mentor}
    assert {line.user for line in said.lines[Fate.KEEPS]} == {world.psychologist, world.intake}
    assert {line.user for line in said.lines[Fate.GAINS]} == {world.stranger}
    reasons = {line.user: line.why for line in said.losing}
    assert "accord de partage" in reasons[world.social_worker]
    assert "convention" in reasons[world.teacher]


def test_named_by_an_agreement_the_team_before_leaves_with_its_seat(moving):
    moving.keeps()
    said = moving.foreseen(days=10)
    assert [line.user for line in said.lines[Fate.LEAVES]] == [moving.lead]
    assert "29 novembre 2026" in said.lines[Fate.LEAVES][0].why


def test_a_narrower_partnership_shows_less_and_says_in_what(moving):
    world = moving.world
    both = frozenset(world.organisations[short].pk for short in ("toit", "lien"))
    agreement = next(
        a for a in PartnershipAgreement.objects.all() if both == {p.organisation_id for p in a.parties.all()}
    )
    agreement.areas = with_general(Area.EDUCATION)
    agreement.save()
    said = moving.foreseen()
    assert {line.user for line in said.lines[Fate.SEES_LESS]} == {world.psychologist, world.intake}
    assert "Santé mentale" in said.lines[Fate.SEES_LESS][0].why


def test_what_must_be_taken_or_signed_is_said_association_by_association(moving):
    said = {(gap.organisation.name, bool(gap.areas)) for gap in moving.foreseen().gaps}
    assert said == {("Cap Ouvert", True), ("Voisins du Lycée", False), ("Binômes du Val", False)}

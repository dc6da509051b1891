"""Random facts and clock moves: oracle = policy = view, and every surface, for every person and item."""

import contextlib
import datetime as dt
import os
from itertools import cycle, islice, product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from accounts.models import User
from cases import policy
from cases.actions import plan, timeline
from cases.actions.closing import close_case
from cases.facts import facts_of, people_of
from cases.models import Block, Case, CircleMembership, EmergencyAccess, LeadingPeriod, LegalGround, SharingRecipient
from common import clock
from common.areas import Area, Level, with_general
from common.history import remember
from organisations.models import PartnershipAgreement, PartnershipParty, TeamMembership
from people.actions import index_names
from tests.cases import surfaces
from tests.cases.concerned import LINK_FACTS, Concerned
from tests.cases.oracle import Oracle
from tests.factories.cases import CaseFactory, PersonFactory, seat, share
from tests.factories.organisations import OrganisationFactory, TeamFactory, UserFactory, partnership

T0 = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
AREAS = [Area.EDUCATION, Area.HEALTH, Area.HOUSING]
FACTS = (
    TeamMembership,
    CircleMembership,
    SharingRecipient,
    LegalGround,
    PartnershipAgreement,
    Block,
    EmergencyAccess,
    *LINK_FACTS,
)

index = st.integers(0, 11)
which = st.integers(0, 2 * len(surfaces.KINDS) - 1)
areas = st.sets(st.sampled_from(AREAS), min_size=1).map(lambda some: with_general(sum(int(a) for a in some)))
short = st.tuples(st.integers(-20, 20), st.integers(0, 30)).map(lambda t: (day(t[0]), day(t[0] + t[1])))
spans = st.one_of(short, st.just((T0 - dt.timedelta(days=50), clock.FOREVER)))


def day(n):
    return T0 + dt.timedelta(days=n)


def pick(rows, n):
    return rows[n % len(rows)]


class Machine(Concerned, RuleBasedStateMachine):
    steps = 0

    @initialize()
    def start(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.move_to(T0)
        self.organisations = [OrganisationFactory() for _ in range(3)]
        self.teams = [TeamFactory(organisation=self.organisations[n]) for n in (0, 1, 1, 2)]
        self.users = [UserFactory() for _ in range(5)]
        person = PersonFactory()
        index_names(person)
        self.cases = [CaseFactory(leading_team=self.teams[n], person=person, opened_at=day(-90)) for n in (0, 1)]
        self.furnish()
        wanted = list(islice(cycle(product(AREAS, Level)), len(surfaces.KINDS)))
        self.items = [self.write(n, case, *where) for case in self.cases for n, where in enumerate(wanted)]
        surfaces.tell(self.users, self.items)
        self.give_links()

    def furnish(self):
        """Enough facts that much is visible from the first step on."""
        partnership(*self.organisations[:2], since=day(-90))
        for n in range(4):
            self.join(n, n, "member", n % 2 == 0, (day(-90), clock.FOREVER))
        for case in self.cases:
            share(case, *self.organisations, valid_from=day(-9), valid_until=day(9))
            for team in self.teams[:3]:
                seat(case, team=team, valid_from=day(-50), valid_until=day(13))

    def write(self, n, case, area, level):
        author, team = pick(self.users, len(AREAS) + area), pick(self.teams, int(area) + level)
        return surfaces.write(n, case, area=area, level=level, author=author, team=team)

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
        clock.set_to(None)

    def move_to(self, instant):
        self.now = instant
        clock.set_to(instant)

    def edges(self):
        rows = (row for model in FACTS for row in model.objects.values_list("valid_from", "valid_until"))
        return sorted({instant for row in rows for instant in row if instant < day(90)})

    @rule(n=st.integers(-15, 15))
    def clock_moves(self, n):
        self.move_to(day(n))

    @rule(n=st.integers(0, 99), late=st.booleans())
    def clock_lands_on_an_edge_or_just_before(self, n, late):
        self.move_to(pick(self.edges(), n) - dt.timedelta(microseconds=0 if late else 1))

    @rule(u=index, t=index, role=st.sampled_from(["member", "manager"]), bound=st.booleans(), span=spans)
    def join(self, u, t, role, bound, span):
        user, team = pick(self.users, u), pick(self.teams, t)
        for row in TeamMembership.objects.filter(user=user, team=team, valid_until=clock.FOREVER):
            row.end()
            row.save()
        facts = {"role": role, "is_bound": bound, "valid_from": span[0], "valid_until": span[1]}
        TeamMembership.objects.create(user=user, team=team, **facts)

    @rule(u=index)
    def leave(self, u):
        for row in TeamMembership.objects.filter(user=pick(self.users, u)):
            row.end()
            row.save()

    @rule(u=index, active=st.booleans())
    def activate(self, u, active):
        User.objects.filter(pk=pick(self.users, u).pk).update(is_active=active)

    @rule(c=index, t=index, level=st.sampled_from([1, 2]), mask=areas, span=spans)
    def seat_a_team(self, c, t, level, mask, span):
        where = {"valid_from": span[0], "valid_until": span[1]}
        seat(pick(self.cases, c), team=pick(self.teams, t), level=level, areas=mask, **where)

    @rule(c=index, u=index, level=st.sampled_from([1, 2]), mask=areas, span=spans)
    def seat_a_person(self, c, u, level, mask, span):
        where = {"valid_from": span[0], "valid_until": span[1]}
        seat(pick(self.cases, c), user=pick(self.users, u), level=level, areas=mask, **where)

    @rule(c=index, t=index, mask=areas)
    def offer_a_seat(self, c, t, mask):
        seat(pick(self.cases, c), team=pick(self.teams, t), areas=mask, valid_from=clock.FOREVER)

    @rule(c=index)
    def unseat(self, c):
        for row in CircleMembership.objects.filter(case=pick(self.cases, c)).order_by("pk")[:1]:
            row.end()
            row.save()

    @rule(c=index, o=index, mask=areas, span=spans)
    def agree_to_share(self, c, o, mask, span):
        where = {"valid_from": span[0], "valid_until": span[1]}
        share(pick(self.cases, c), pick(self.organisations, o), areas=mask, **where)

    @rule(c=index)
    def withdraw(self, c):
        for row in SharingRecipient.objects.filter(case=pick(self.cases, c)):
            row.end()
            row.save()

    @rule(c=index, o=index, mask=areas, span=spans)
    def record_a_ground(self, c, o, mask, span):
        LegalGround.objects.create(
            case=pick(self.cases, c),
            organisation=pick(self.organisations, o),
            article="csp_l1110_4",
            areas=mask,
            recorded_by=self.users[0],
            valid_from=span[0],
            valid_until=span[1],
        )

    @rule(c=index, t=index)
    def another_association_leads(self, c, t):
        case, team = pick(self.cases, c), pick(self.teams, t)
        LeadingPeriod.objects.filter(case=case).update(organisation=team.organisation)  # as if it always had
        case.leading_organisation, case.leading_team = team.organisation, team
        case.save(update_fields=["leading_organisation", "leading_team"])  # it may have been closed since

    @rule(some=st.sets(index, min_size=1, max_size=2), mask=areas, span=spans)
    def sign(self, some, mask, span):
        agreement = PartnershipAgreement.objects.create(
            title="c", areas=mask, status="in_force", valid_from=span[0], valid_until=span[1]
        )
        for organisation in {pick(self.organisations, n) for n in some}:
            PartnershipParty.objects.create(agreement=agreement, organisation=organisation)

    @rule(n=index)
    def terminate(self, n):
        row = pick(list(PartnershipAgreement.objects.order_by("pk")), n)
        row.end()
        row.save()

    @rule(c=index, u=index, span=short)
    def block(self, c, u, span):
        facts = {"reason": "family", "recorded_by": self.users[0], "valid_from": span[0], "valid_until": span[1]}
        Block.objects.create(case=pick(self.cases, c), user=pick(self.users, u), **facts)

    @rule(c=index, u=index, t=index)
    def emergency(self, c, u, t):
        EmergencyAccess.objects.create(
            case=pick(self.cases, c),
            user=pick(self.users, u),
            team=pick(self.teams, t),
            reason="danger",
            valid_from=clock.now(),
            valid_until=clock.now() + dt.timedelta(hours=4),
        )

    @rule(n=which, level=st.sampled_from(list(Level)))
    def an_author_widens_or_narrows(self, n, level):
        item = pick(self.items, n)
        with contextlib.suppress(plan.NotReadable):  # not bound, or out of the owner's sight: nothing changes
            self.items[n] = plan.set_level(item, level=level, by=item.author)

    @rule(n=which, area=st.sampled_from(AREAS))
    def an_item_changes_area(self, n, area):
        item = pick(self.items, n)
        item.area = area
        remember(item, by=item.author)
        timeline.follow(item)

    @rule(n=which)
    def an_author_writes_something_else(self, n):
        item = pick(self.items, n)
        name = surfaces.TEXT.get(type(item))
        if name:
            fields = {name: f"{getattr(item, name)}x"}
            self.items[n] = plan.change_item(item, by=item.author, version=item.version, **fields)

    @rule(c=index, u=index)
    def a_version_is_signed(self, c, u):
        surfaces.sign(self.users, pick(self.cases, c), by=pick(self.users, u))

    @rule(c=index)
    def close(self, c):
        case = Case.objects.get(pk=pick(self.cases, c).pk)
        if case.status == Case.Status.OPEN:
            close_case(case, reason="moved", by=self.users[0])

    @invariant()
    def everybody_agrees(self):
        if not hasattr(self, "items"):
            return
        opened, seen = Oracle(self.now).picture(self.users, self.items)
        users = list(User.objects.filter(pk__in=[user.pk for user in self.users]))
        assert self.by_policy(users) == (opened, seen)
        assert self.by_view(users) == (opened, seen)
        self.check_has_perm(pick(users, len(seen)), opened)
        self.steps += 1
        if self.steps % 3 == 0:
            user, case = pick(users, self.steps), pick(list(Case.objects.order_by("reference")), len(seen))
            surfaces.Surfaces(Oracle(self.now), user, case, self.items).check()

    def by_policy(self, users):
        facts, people = facts_of([case.pk for case in self.cases]), people_of(users)
        ways = {(u.pk, pk): policy.ways_in(facts[pk], people[u.pk], self.now) for u in users for pk in facts}
        opened = {key for key, found in ways.items() if found}
        signature = {
            item.pk: (Area(item.area), Level(item.level), item.author_id, item.author_team_id) for item in self.items
        }
        seen = {
            (user.pk, item.pk)
            for user in users
            for item in self.items
            if policy.shows_item(ways[user.pk, item.case_id], user.pk, signature[item.pk])
        }
        return opened, seen

    def by_view(self, users):
        opened = {(user.pk, pk) for user in users for pk in Case.objects.visible_to(user).values_list("pk", flat=True)}
        seen = {
            (user.pk, pk)
            for user in users
            for kind in surfaces.KINDS
            for pk in kind.objects.visible_to(user).values_list("pk", flat=True)
        }
        return opened, seen

    def check_has_perm(self, user, opened):
        for case in self.cases:
            assert user.has_perm("cases.view_case", case) == ((user.pk, case.pk) in opened)


@pytest.mark.machine
class TestAccess(TestCase, Machine.TestCase):
    settings = settings(
        max_examples=int(os.environ.get("MACHINE_EXAMPLES", "12")),
        stateful_step_count=int(os.environ.get("MACHINE_STEPS", "20")),
        deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink] if os.environ.get("MACHINE_SHRINK") else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

"""Each clause of the view is needed: take one out, and somebody sees too much or too little."""

import datetime as dt
import re
from functools import partial

import pytest
from django.db import connection

from accounts.models import User
from cases import checking, predicate
from cases.models import Block, Case, EmergencyAccess, LegalGround, Note
from common import clock
from common.areas import NAMED, Area, Level, with_general
from tests.cases.oracle import Oracle
from tests.factories.cases import CaseFactory, NoteFactory, seat, share
from tests.factories.organisations import MembershipFactory, OrganisationFactory, TeamFactory, partnership

T0 = dt.datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SCHOOL, HEALTH = with_general(Area.EDUCATION), with_general(Area.HEALTH)
BOTH = SCHOOL | HEALTH
PAST = {"valid_from": T0 - 9 * HOUR, "valid_until": T0}
RUNNING = {"valid_from": T0 - 9 * HOUR, "valid_until": T0 + HOUR}
ALWAYS = {"valid_from": T0 - 9 * HOUR}
FROM_NOW = {"valid_from": T0}


def members(leading, partner, other):
    """Somebody for each clause about a membership."""
    return {
        "leading bound": MembershipFactory(team=leading, bound=True, **ALWAYS),
        "leading unbound": MembershipFactory(team=leading, **ALWAYS),
        "leading manager": MembershipFactory(team=leading, manager=True, **ALWAYS),
        "leading, left now": MembershipFactory(team=leading, bound=True, **PAST),
        "leading, inactive": MembershipFactory(team=leading, bound=True, user__is_active=False, **ALWAYS),
        "leading, blocked": MembershipFactory(team=leading, bound=True, **ALWAYS),
        "block over": MembershipFactory(team=leading, bound=True, **ALWAYS),
        "partner bound": MembershipFactory(team=partner, bound=True, **ALWAYS),
        "partner unbound": MembershipFactory(team=partner, **ALWAYS),
        "other bound": MembershipFactory(team=other, bound=True, **ALWAYS),
        "person seated": MembershipFactory(team=TeamFactory(organisation=leading.organisation), bound=True, **ALWAYS),
        "emergency": MembershipFactory(team=TeamFactory(organisation=partner.organisation), bound=True, **ALWAYS),
        "emergency blocked": MembershipFactory(team=partner, bound=True, **ALWAYS),
        "emergency over": MembershipFactory(team=TeamFactory(organisation=partner.organisation), bound=True, **ALWAYS),
        "emergency unbound": MembershipFactory(team=TeamFactory(organisation=partner.organisation), **ALWAYS),
    }


@pytest.fixture
def scene(db):
    """One file where every clause of the rule decides about somebody."""
    clock.set_to(T0)
    leading, partner, other = (TeamFactory() for _ in range(3))
    case = CaseFactory(leading_team=leading, opened_at=T0 - 9 * HOUR)
    everybody = members(leading, partner, other)
    offered = TeamFactory(organisation=leading.organisation)
    everybody["seat not accepted"] = MembershipFactory(team=offered, bound=True, **ALWAYS)
    seat(case, team=leading, **ALWAYS)
    seat(case, team=partner, areas=BOTH, **ALWAYS)
    seat(case, team=other, areas=BOTH, **ALWAYS)
    seat(case, team=offered, valid_from=clock.FOREVER)
    seat(case, user=everybody["person seated"].user, level=Level.PRACTICAL, areas=HEALTH, **ALWAYS)
    partnership(leading.organisation, partner.organisation, areas=SCHOOL, since=T0 - 9 * HOUR)
    partnership(partner.organisation, other.organisation, OrganisationFactory(), since=T0 - 9 * HOUR)
    share(case, partner.organisation, areas=BOTH, **RUNNING)
    share(case, other.organisation, areas=BOTH, **RUNNING)
    block(case, everybody["leading, blocked"].user, ALWAYS)
    block(case, everybody["emergency blocked"].user, ALWAYS)
    block(case, everybody["block over"].user, PAST)
    for name, span in (("emergency", RUNNING), ("emergency blocked", RUNNING), ("emergency over", PAST)):
        emergency(case, everybody[name], span)
    emergency(case, everybody["emergency unbound"], RUNNING)
    gone = MembershipFactory(team=TeamFactory(organisation=partner.organisation), bound=True, **PAST)
    MembershipFactory(user=gone.user, bound=True, **ALWAYS)
    emergency(case, gone, RUNNING)
    author = everybody["leading bound"].user
    items = [
        NoteFactory(case=case, area=area, level=level, author=author, author_team=team)
        for area in (Area.EDUCATION, Area.HEALTH)
        for level in Level
        for team in (leading, partner)
    ]
    second_file(leading, partner)
    edges(case, leading)
    author_elsewhere(case, items)
    yield items
    clock.set_to(None)


def second_file(leading, partner):
    """Another file, covered by a legal ground that has just ended, and a partner that is no recipient there."""
    case = CaseFactory(leading_team=leading, opened_at=T0 - 9 * HOUR)
    seat(case, team=partner, areas=SCHOOL, **ALWAYS)
    seat(case, team=leading, **PAST)
    facts = {"article": "csp_l1110_4", "areas": SCHOOL, "recorded_by": User.objects.first()}
    LegalGround.objects.create(case=case, organisation=partner.organisation, **facts, **PAST)
    share(case, TeamFactory().organisation, areas=SCHOOL, **ALWAYS)


def edges(case, leading):
    """Facts that begin or end at this very instant, each the only thing that decides about somebody."""
    organisation = leading.organisation
    MembershipFactory(team=leading, bound=True, **FROM_NOW)
    block(case, MembershipFactory(team=leading, bound=True, **ALWAYS).user, FROM_NOW)
    seat(case, user=MembershipFactory(team=TeamFactory(organisation=organisation), **ALWAYS).user, **FROM_NOW)
    seat(case, user=MembershipFactory(team=TeamFactory(organisation=organisation), **ALWAYS).user, **PAST)
    for shared, allied in ((FROM_NOW, ALWAYS), (ALWAYS, FROM_NOW), (PAST, ALWAYS), (ALWAYS, PAST)):
        foreign(case, organisation, shared=shared, allied=allied)
    foreign(case, organisation, seated=with_general(Area.HOUSING))
    foreign(case, organisation, cover=law)
    hurried = MembershipFactory(team=TeamFactory(), bound=True, **ALWAYS)
    emergency(case, hurried, FROM_NOW | {"valid_until": T0 + HOUR})


def foreign(case, leading, *, shared=ALWAYS, allied=ALWAYS, seated=BOTH, cover=share):
    """A member of a partner that has everything, but for what the caller dates or narrows."""
    team = MembershipFactory(team=TeamFactory(), bound=True, **ALWAYS).team
    seat(case, team=team, areas=seated, **ALWAYS)
    cover(case, team.organisation, areas=SCHOOL, **shared)
    signed = partnership(leading, team.organisation, since=T0 - 9 * HOUR)
    signed.valid_from, signed.valid_until = allied["valid_from"], allied.get("valid_until", clock.FOREVER)
    signed.save()


def law(case, organisation, *, areas, **span):
    facts = {"article": "csp_l1110_4", "recorded_by": User.objects.first()}
    LegalGround.objects.create(case=case, organisation=organisation, areas=areas, **facts, **span)


def author_elsewhere(case, items):
    """Somebody who sees health only wrote about education; somebody blocked wrote too."""
    for user in (User.objects.get(seats__level=Level.PRACTICAL), Block.objects.order_by("valid_from").first().user):
        items.append(NoteFactory(case=case, area=Area.EDUCATION, author=user, author_team=case.leading_team))


def block(case, user, span):
    Block.objects.create(case=case, user=user, reason="family", recorded_by=user, **span)


def emergency(case, membership, span):
    EmergencyAccess.objects.create(case=case, user=membership.user, team=membership.team, reason="danger", **span)


def picture():
    """What the view says, in the oracle's terms."""
    users = list(User.objects.all())
    opened = {(user.pk, pk) for user in users for pk in Case.objects.visible_to(user).values_list("pk", flat=True)}
    seen = {(user.pk, pk) for user in users for pk in Note.objects.visible_to(user).values_list("pk", flat=True)}
    return opened, seen


def expected(items):
    return Oracle(clock.now()).picture(list(User.objects.all()), items)


def replaced(old, new):
    return lambda sql: sql.replace(old, new)


def without_blocks(sql):
    return re.sub(r"AND NOT EXISTS \(SELECT 1 FROM cases_block.*?valid_until\)", "", sql, flags=re.DOTALL)


def late(sql, alias):
    """`<=` for `<`: the fact still holds at the instant it ends."""
    return re.sub(rf" < {alias}\.valid_until", f" <= {alias}.valid_until", sql)


def after(sql, alias):
    """`<` for `<=`: the fact does not hold yet at the instant it begins."""
    return re.sub(rf"{alias}\.valid_from <= ", f"{alias}.valid_from < ", sql)


def of_emergencies(sql, mutate):
    """The last branch alone."""
    head, tail = sql.rsplit("UNION ALL", 1)
    return f"{head}UNION ALL{mutate(tail)}"


FACTS = {"m": "memberships", "k": "covers", "s": "seats and emergencies", "p": "partnerships", "b": "blocks"}

MUTANTS = {
    "no block": without_blocks,
    "a block never ends": lambda sql: re.sub(r"(b\.user_id = m\.user_id) AND b\.valid_from.*?valid_until", r"\1", sql),
    "inactive accounts": replaced("AND u.is_active", ""),
    "managers as members": replaced(predicate.ACTIVE_MEMBER, "1 = 1"),
    "no secrecy for coordination": replaced("WHEN m.is_bound AND s.level", "WHEN s.level"),
    "no secrecy for restricted": replaced("m.is_bound AS is_bound", "u.is_active AS is_bound"),
    "any level is coordination": replaced("s.level >= 2", "s.level >= 1"),
    "any recipient": replaced("k.organisation_id = t.organisation_id", "k.organisation_id IS NOT NULL"),
    "a recipient of another file": replaced("k.case_id = c.id", "k.case_id IS NOT NULL"),
    "partnership with anybody": replaced(
        "p2.organisation_id = c.leading_organisation_id", "p2.organisation_id IS NOT NULL"
    ),
    "partnership areas not met": replaced("& p.areas", "| p.areas"),
    "recipient areas not met": lambda sql: sql.replace("s.areas & k.areas & p.areas", "s.areas").replace(
        "k.areas & p.areas AS areas", "2047 AS areas"
    ),
    "no area of the ten": lambda sql: sql.replace(f" & {NAMED} <> 0", " <> 0"),
    "two partnerships added up": replaced("p2.agreement_id = p1.agreement_id", "p2.agreement_id IS NOT NULL"),
    "no legal ground": replaced("cases_legalground k", "(SELECT * FROM cases_legalground WHERE 1 = 0) k"),
    "no agreement to share": replaced(
        "cases_sharingrecipient k", "(SELECT * FROM cases_sharingrecipient WHERE 1 = 0) k"
    ),
    "nobody seated in person": replaced("s.user_id = m.user_id\n", "s.user_id = m.team_id\n"),
    "no emergency": replaced("JOIN cases_emergencyaccess s ON", "JOIN cases_emergencyaccess s ON 1 = 0 AND"),
    "emergencies end late": lambda sql: of_emergencies(sql, lambda part: late(part, "s")),
    "emergencies begin late": lambda sql: of_emergencies(sql, lambda part: after(part, "s")),
    **{f"{name} end late": partial(late, alias=alias) for alias, name in FACTS.items()},
    **{f"{name} begin late": partial(after, alias=alias) for alias, name in FACTS.items()},
    "seats begin at once": lambda sql: re.sub(r"s\.valid_from <= \S+?\(.*?\) AND ", "", sql, count=0),
    "an emergency without secrecy": lambda sql: sql.replace("AND m.is_bound AND NOT EXISTS", "AND NOT EXISTS"),
    "an emergency of any team": replaced("AND s.team_id = m.team_id", ""),
    "everybody of an association": replaced("s.team_id = m.team_id", "s.team_id IS NOT NULL"),
    "everybody seated in person": replaced("s.user_id = m.user_id\n", "s.user_id IS NOT NULL\n"),
    "the leading association is any": replaced(
        "c.leading_organisation_id = t.organisation_id", "c.leading_organisation_id IS NOT NULL"
    ),
}


def install(sql):
    with connection.cursor() as cursor:
        cursor.execute(predicate.DROP)
        cursor.execute(sql)


@pytest.mark.parametrize("mutate", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_view_without_a_clause_is_found_out(scene, mutate):
    sql = predicate.create(connection.vendor, clock.database_now(connection.vendor))
    mutant = mutate(sql)
    assert mutant != sql, "the mutation no longer matches the view's text"
    install(mutant)
    assert picture() != expected(scene)
    assert not checking.check_access()["agree"]


RESTRICTED = predicate.SHOWN_BY["restricted"]

CLAUSES = {
    "practical for whoever opens the file": {"practical": "{level} = 1"},
    "practical for nobody": {"practical": "1 = 0"},
    "coordination by practical areas": {"coordination": "{level} = 2 AND (w.practical_areas & {area}) > 0"},
    "restricted without secrecy": {"restricted": RESTRICTED.replace(" AND w.is_bound", "")},
    "restricted for every team": {"restricted": RESTRICTED.replace(" AND w.team_id = {author_team}", "")},
    "restricted in every area": {"restricted": RESTRICTED.replace(" AND (w.practical_areas & {area}) > 0", "")},
    "an author like anybody": {"author": "1 = 0"},
    "everybody an author": {"author": "w.user_id IS NOT NULL"},
}


@pytest.mark.parametrize("clauses", CLAUSES.values(), ids=CLAUSES.keys())
def test_items_shown_without_a_clause_are_found_out(scene, monkeypatch, clauses):
    for name, clause in clauses.items():
        assert clause != predicate.SHOWN_BY[name]
        monkeypatch.setitem(predicate.SHOWN_BY, name, clause)
    assert picture() != expected(scene)


def test_a_blocked_author_sees_nothing_of_what_they_wrote(scene):
    [wrote] = [item for item in scene if Block.objects.filter(user=item.author, valid_until=clock.FOREVER).exists()]
    assert not Note.objects.visible_to(wrote.author).exists()


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_before_on_and_after_every_edge_the_view_is_the_rule(scene, offset):
    clock.set_to(T0 + dt.timedelta(microseconds=offset))
    assert picture() == expected(scene)
    assert checking.check_access()["agree"]

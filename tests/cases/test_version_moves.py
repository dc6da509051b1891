"""The plan and its versions: every state × move × role, and what makes a version come into force."""

import datetime as dt
from itertools import product

import pytest

from cases.actions import closing, plan, versions
from cases.actions.circle import CircleRefusal
from cases.models import Action, ActionPlan, PlanVersion, SignOff, TimelineEntry
from common import clock
from common.areas import Area, Level
from common.moves import IllegalMove
from notifications.models import Notice
from people.models import LegalRepresentative
from tests.factories.cases import ActionFactory, GoalFactory, NeedFactory

REFUSED = (versions.SigningRefusal, IllegalMove, CircleRefusal)

STATES = ("draft", "proposed", "active", "under_review", "amended", "closed")
"""`amended`: under review, and the next version proposed."""

TABLE = {
    ("draft", "propose"): "proposed",
    ("proposed", "withdraw"): "draft",
    ("proposed", "sign"): "active",
    ("active", "begin_review"): "under_review",
    ("under_review", "propose"): "under_review",
    ("under_review", "end_review"): "active",
    ("amended", "withdraw"): "under_review",
    ("amended", "sign"): "active",
}
MOVES = ("propose", "withdraw", "sign", "begin_review", "end_review")
LEADERS = {"social_worker"}


def today():
    return clock.today()


def give_all(world, version, answer="signed", **facts):
    """Everybody answers, noted by the lead."""
    for sign in version.sign_offs.filter(answer=""):
        versions.note_sign_off(sign, by=world.social_worker, answer=answer, on=today(), **facts)
    version.refresh_from_db()
    return version


def in_state(world, state):
    """The file, its plan brought there by the product's own moves."""
    case, lead = world.case, world.social_worker
    GoalFactory(case=case, author=lead)
    if state not in ("draft", "closed"):
        version = versions.propose_version(case, by=lead)
    if state in ("active", "under_review", "amended"):
        give_all(world, version)
    if state in ("under_review", "amended"):
        versions.begin_review(case, by=lead)
    if state == "amended":
        versions.propose_version(case, by=lead)
    if state == "closed":
        closing.close_case(case, reason="moved", by=lead)
    return case


def status_of(case):
    return ActionPlan.objects.get(case=case).status


def newest(case):
    return case.plan_versions.order_by("-number").first()


def act(world, move):
    case, lead, version = world.case, world.social_worker, newest(world.case)
    if move == "withdraw":
        return versions.withdraw_version(version, by=lead) if version else refuse()
    if move == "sign":
        return sign_again(world, version) if version else refuse()
    actions = {"propose": versions.propose_version} | {name: getattr(versions, name) for name in MOVES[3:]}
    return actions[move](case, by=lead)


def refuse():
    raise versions.SigningRefusal


def sign_again(world, version):
    for sign in version.sign_offs.all():
        versions.note_sign_off(sign, by=world.social_worker, answer="signed", on=today())


@pytest.mark.parametrize(("state", "move"), list(product(STATES, MOVES)))
def test_a_plan_moves_along_its_table_and_no_other_way(world, state, move):
    case = in_state(world, state)
    before = status_of(case)
    if (state, move) in TABLE:
        act(world, move)
    else:
        with pytest.raises(REFUSED):
            act(world, move)
    assert status_of(case) == TABLE.get((state, move), before)


def addresses(world, move):
    version = newest(world.case)
    sign = version and version.sign_offs.first()
    return {
        "propose": f"/dossiers/{world.case.pk}/projet/proposer/",
        "begin_review": f"/dossiers/{world.case.pk}/projet/revoir/",
        "end_review": f"/dossiers/{world.case.pk}/projet/garder/",
        "withdraw": f"/versions/{version.pk}/retirer/" if version else None,
        "sign": f"/signatures/{sign.pk}/noter/" if sign else None,
    }[move]


@pytest.mark.urls("tests.bare")
@pytest.mark.parametrize(("state", "move"), list(product(STATES, MOVES)))
@pytest.mark.parametrize(
    "persona", ["social_worker", "psychologist", "teacher", "mentor", "manager", "stranger", "dpo"]
)
def test_only_the_lead_moves_it_whatever_its_state(world, as_, state, move, persona):
    case = in_state(world, state)
    before, address = status_of(case), addresses(world, move)
    if address is None:
        return
    answer = as_(world.people[persona]).post(address, {"answer": "signed", "on": today().isoformat()})
    moved = persona in LEADERS and (state, move) in TABLE
    assert status_of(case) == (TABLE[state, move] if moved else before)
    assert answer.status_code in ({302, 403} if persona in LEADERS else {403, 404})


NOTHING = {
    "an empty plan": lambda world: None,
    "a need alone": lambda world: NeedFactory(case=world.case, author=world.social_worker),
    "an action its owner has not accepted": lambda world: ActionFactory(
        case=world.case, author=world.social_worker, owner_team=world.teams["lien"]
    ),
    "a goal of one team alone": lambda world: GoalFactory(
        case=world.case, author=world.social_worker, level=Level.RESTRICTED
    ),
}


@pytest.mark.parametrize("why", NOTHING)
def test_nothing_is_proposed_when_there_is_nothing_to_sign(world, why):
    NOTHING[why](world)
    with pytest.raises(versions.SigningRefusal):
        versions.propose_version(world.case, by=world.social_worker)
    assert status_of(world.case) == "draft"
    assert not PlanVersion.objects.exists()


def parents(world, count=2):
    facts = {"person": world.case.person}
    return [LegalRepresentative.objects.create(name=f"Parent {n}", **facts) for n in range(count)]


def test_who_signs_the_young_person_the_holders_of_authority_and_each_owning_association(world):
    parents(world)
    GoalFactory(case=world.case, author=world.social_worker)
    for short, status in (("cap", "accepted"), ("lien", "in_progress"), ("binomes", "proposed"), ("voisins", "done")):
        facts = {"level": Level.PRACTICAL, "owner_team": world.teams[short], "status": status}
        ActionFactory(case=world.case, author=world.social_worker, **facts)
    version = versions.propose_version(world.case, by=world.social_worker)
    asked = [(sign.party, sign.organisation and sign.organisation.name) for sign in version.sign_offs.all()]
    assert sorted(asked, key=str) == [
        ("organisation", "Cap Ouvert"),
        ("organisation", "La Maison du Lien"),
        ("representative", None),
        ("representative", None),
        ("young_person", None),
    ]
    assert version.items.filter(kind="action").count() == 3
    assert {notice.reader for notice in Notice.objects.filter(kind="cases.plan_proposed")} == {
        world.psychologist,
        world.intake,
    }


def test_parents_sign_no_more_once_the_young_person_is_of_age(world):
    parents(world)
    world.case.person.birth_date = today() - dt.timedelta(days=18 * 366)
    world.case.person.save()
    version = in_state(world, "proposed") and newest(world.case)
    assert [sign.party for sign in version.sign_offs.all()] == ["young_person"]


ANSWERS = {
    "everybody signs": (("signed", "signed", "signed"), "active"),
    "the young person refuses": (("refused", "signed", "signed"), "active"),
    "one parent and the association refuse": (("signed", "refused", "refused"), "active"),
    "somebody has not answered": (("signed", "signed"), "proposed"),
    "everybody refuses": (("refused", "refused", "refused"), "proposed"),
}


@pytest.mark.parametrize("why", ANSWERS)
def test_a_version_is_in_force_once_all_have_answered_and_one_has_signed(world, why):
    answers, expected = ANSWERS[why]
    parents(world, 1)
    ActionFactory(case=world.case, author=world.social_worker, owner_team=world.teams["lien"], status="accepted")
    version = versions.propose_version(world.case, by=world.social_worker)
    signs = version.sign_offs.order_by("-party")
    for sign, answer in zip(signs, answers, strict=False):
        reason = "goals" if answer == "refused" else ""
        versions.note_sign_off(sign, by=world.social_worker, answer=answer, on=today(), reason=reason)
    version.refresh_from_db()
    assert status_of(world.case) == expected
    assert version.status == ("signed" if expected == "active" else "proposed")
    assert (version.ended_at is not None) == (expected == "active")


def test_an_answer_is_given_once(world):
    version = in_state(world, "proposed") and newest(world.case)
    NeedFactory(case=world.case, author=world.social_worker)
    sign = version.sign_offs.get()
    versions.note_sign_off(sign, by=world.social_worker, answer="refused", on=today(), reason="papers")
    with pytest.raises(versions.SigningRefusal):
        versions.note_sign_off(sign, by=world.social_worker, answer="signed", on=today())
    assert SignOff.objects.get(pk=sign.pk).answer == "refused"


def test_numbers_follow_each_other_a_withdrawn_one_keeps_its_own(world):
    case = in_state(world, "proposed")
    versions.withdraw_version(newest(case), by=world.social_worker)
    give_all(world, versions.propose_version(case, by=world.social_worker))
    versions.begin_review(case, by=world.social_worker)
    versions.propose_version(case, by=world.social_worker)
    found = list(case.plan_versions.order_by("number").values_list("number", "status"))
    assert found == [(1, "withdrawn"), (2, "signed"), (3, "proposed")]


def test_closing_a_file_withdraws_what_was_still_proposed(world):
    case = in_state(world, "amended")
    closing.close_case(case, reason="moved", by=world.social_worker)
    assert list(case.plan_versions.order_by("number").values_list("status", flat=True)) == ["signed", "withdrawn"]


def test_the_thread_tells_what_happens_to_the_plan_and_not_who_signed_last(world):
    in_state(world, "amended")
    entries = TimelineEntry.objects.filter(kind__startswith="cases.plan").order_by("pk")
    kinds = [(entry.kind, entry.author) for entry in entries]
    lead = world.social_worker
    assert kinds == [("cases.plan_proposed", lead), ("cases.plan_signed", None), ("cases.plan_proposed", lead)]
    assert {(entry.area, entry.level) for entry in entries} == {(Area.GENERAL, Level.PRACTICAL)}


def test_the_lead_is_told_of_a_refusal_and_the_circle_of_what_is_in_force(world):
    action = plan.add_action(
        world.case,
        by=world.social_worker,
        title="Entretien",
        owner_team=world.teams["lien"],
        area=Area.EDUCATION,
        level=Level.COORDINATION,
    )
    plan.move_action(action, status=Action.Status.ACCEPTED, by=world.psychologist)
    version = versions.propose_version(world.case, by=world.social_worker)
    theirs = version.sign_offs.get(party="organisation")
    versions.sign_off(theirs, by=world.psychologist, answer="refused", reason="no_means")
    assert Notice.objects.get(kind="cases.plan_refused").reader == world.social_worker
    give_all(world, version)
    told = {notice.reader for notice in Notice.objects.filter(kind="cases.plan_signed")}
    assert {world.psychologist, world.teacher, world.mentor} <= told
    assert world.social_worker not in told

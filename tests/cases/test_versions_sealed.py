"""A version is the same for ever: the database refuses to change it, and whoever sets that aside is found out."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from audit import chain, guards
from audit.models import Event
from cases import sealing
from cases.actions import plan, versions
from cases.models import Case, FrozenItem, Goal, PlanVersion, SignOff
from common import clock
from common.areas import Area, Level
from tests.factories.organisations import UserFactory
from vault import rotation
from vault.actions import destroy_key
from vault.keys import fresh_ring


@pytest.fixture
def signed(world):
    """A goal and an action of the lead's association, proposed, and signed by everybody."""
    shown = {"area": Area.EDUCATION, "level": Level.PRACTICAL}
    world.goal = plan.add_goal(world.case, by=world.social_worker, words="Finir mon année", wording="Retour", **shown)
    plan.add_action(world.case, by=world.social_worker, title="Appeler", owner_team=world.teams["cap"], **shown)
    version = versions.propose_version(world.case, by=world.social_worker)
    for sign in version.sign_offs.all():
        versions.note_sign_off(sign, by=world.social_worker, answer="signed", on=version.proposed_at.date())
    version.refresh_from_db()
    return version


def rows(model):
    """Past every refusal of our own."""
    return models.QuerySet(model)


def history(kind=Goal):
    return rows(kind.history.model)


CHANGES = {
    "the words of a goal": lambda: execute("UPDATE cases_historicalgoal SET words = SUBSTR(words, 1, 40)"),
    "the level of a goal": lambda: history().update(level=2),
    "a goal that is no more": lambda: history().delete(),
    "the number": lambda: rows(PlanVersion).update(number=7),
    "the digest": lambda: rows(PlanVersion).update(digest="x"),
    "back to proposed": lambda: rows(PlanVersion).update(status="proposed", ended_at=None),
    "no version at all": lambda: execute("DELETE FROM cases_planversion"),
    "another row in the list": lambda: FrozenItem.objects.create(
        version=PlanVersion.objects.get(), kind="goal", history_id=1234
    ),
    "another owner": lambda: rows(FrozenItem).update(owner_team=None),
    "a row less in the list": lambda: FrozenItem.objects.all().delete(),
    "another answer": lambda: rows(SignOff).update(answered_on="2020-01-01"),
    "an answer less": lambda: SignOff.objects.all().delete(),
    "one more signature": lambda: SignOff.objects.create(
        case=PlanVersion.objects.get().case, version=PlanVersion.objects.get(), party="organisation"
    ),
}


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_database_refuses_to_change_a_signed_version(signed, change):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        change()


def test_what_belongs_to_no_version_is_not_held(world, signed):
    later = plan.add_goal(world.case, by=world.social_worker, words="Plus tard", area=Area.EDUCATION, level=1)
    assert history().filter(id=later.pk).update(level=2) == 1


def test_a_signed_version_is_whole_whatever_happens_to_the_plan_afterwards(world, signed):
    world.goal.refresh_from_db()
    plan.change_item(world.goal, by=world.social_worker, version=world.goal.version, words="Tout autre chose")
    plan.set_level(world.goal, level=Level.RESTRICTED, by=world.social_worker)
    assert list(sealing.faults()) == []
    assert sealing.digests([signed])[signed.pk] == signed.digest


def old_words(world):
    """An older ciphertext of the same row, put back: it opens, and says something else."""
    world.goal.refresh_from_db()
    plan.change_item(world.goal, by=world.social_worker, version=world.goal.version, words="Tout autre chose")
    newer = history().filter(id=world.goal.pk).order_by("-history_id").first()
    name = Goal.history.model._meta.db_table
    execute(
        f"UPDATE {name} SET words = (SELECT words FROM {name} WHERE history_id = {newer.history_id})"
        f" WHERE history_id < {newer.history_id}"
    )


CRIMES = {
    "words put over the signed ones": old_words,
    "a level": lambda world: history().update(level=2),
    "a row of history removed": lambda world: history().delete(),
    "the list cut": lambda world: FrozenItem.objects.filter(kind="goal").delete(),
    "an owner": lambda world: rows(FrozenItem).update(owner_team=None),
    "a digest": lambda world: rows(PlanVersion).update(digest="0" * 64),
    "an answer": lambda world: rows(SignOff).update(answered_on="2020-01-01"),
    "the version removed": lambda world: erase_version(),
    "the whole version rewritten, digest and all": lambda world: rewrite(),
}


def erase_version():
    execute("UPDATE cases_actionplan SET in_force_id = NULL")
    for table in ("frozenitem", "signoff", "planversion"):
        execute(f"DELETE FROM cases_{table}")


def rewrite():
    history().update(level=2)
    version = PlanVersion.objects.get()
    rows(PlanVersion).update(digest=sealing.digests([version])[version.pk])


@pytest.mark.parametrize("crime", CRIMES.values(), ids=CRIMES.keys())
def test_whoever_sets_the_guards_aside_is_found_out(world, signed, crime, capsys):
    pk = str(signed.pk)
    assert list(sealing.faults()) == []
    guards.drop(connection)
    crime(world)
    guards.create(connection)
    assert [(fault.kind, fault.more) for fault in sealing.faults()] == [("version", pk)]
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert f"version {pk} of an action plan" in capsys.readouterr().out


def test_the_record_says_when_a_guard_of_the_versions_is_missing(world):
    execute("DROP TRIGGER cases_frozenitem_no_update" + (" ON cases_frozenitem" * (connection.vendor == "postgresql")))
    assert chain.verify_all()["faults"] == ["guard missing: cases_frozenitem_no_update"]


def test_a_new_key_changes_nothing_that_was_signed(world, signed):
    list(rotation.rotate_person(world.case.person_id))
    fresh_ring()
    assert list(sealing.faults()) == []


def test_once_the_key_is_destroyed_nothing_is_left_to_prove(world, signed):
    destroy_key(person_id=world.case.person_id, by=None, reason="retention")
    assert list(sealing.faults()) == []


def test_it_is_checked_without_the_record_once_that_is_past_its_year(world, signed):
    guards.drop(connection)
    Event.objects.all().delete()
    guards.create(connection)
    assert list(sealing.faults()) == []


def test_many_versions_cost_few_queries(world, signed, django_assert_max_num_queries):
    versions.begin_review(world.case, by=world.social_worker)
    for _ in range(6):
        proposed = versions.propose_version(world.case, by=world.social_worker)
        versions.withdraw_version(proposed, by=UserFactory())
    fresh_ring()
    with django_assert_max_num_queries(12):
        assert list(sealing.faults()) == []


def proposed(world):
    plan.add_goal(world.case, by=world.social_worker, words="Finir mon année", area=Area.EDUCATION, level=1)
    return versions.propose_version(world.case, by=world.social_worker)


SIGN = {"party": "young_person", "answer": "signed", "means": "paper", "answered_on": "2026-01-05"}
ILLEGAL = {
    "a refusal without a reason": SIGN | {"answer": "refused", "means": "noted"},
    "a signature with a reason to refuse": SIGN | {"reason": "goals"},
    "a signature nobody has seen": SIGN | {"means": "noted"},
    "an answer on no day": SIGN | {"answered_on": None},
    "a means without an answer": {"party": "young_person", "means": "paper"},
    "an association that is none": {"party": "organisation"},
    "the young person a second time": {"party": "young_person"},
}


@pytest.mark.parametrize("why", ILLEGAL)
def test_the_database_refuses(world, why):
    version = proposed(world)
    facts = ILLEGAL[why]
    given = {"recorded_at": clock.now(), "recorded_by": world.social_worker} if facts.get("answer") else {}
    if why != "the young person a second time":
        version = PlanVersion.objects.create(
            case=another(world),
            person=world.case.person,
            number=1,
            proposed_by=world.social_worker,
            salt="x",
            digest="x",
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOff.objects.create(case=version.case, version=version, **facts, **given)


def another(world):
    return Case.objects.create(
        person=world.case.person,
        leading_team=world.teams["cap"],
        leading_organisation=world.organisations["cap"],
    )


def test_a_file_has_one_proposed_version_at_a_time(world):
    case = proposed(world).case
    facts = {"person": case.person, "number": 9, "proposed_by": world.social_worker, "salt": "x", "digest": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.create(case=case, **facts)

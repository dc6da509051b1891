"""Whose idea a goal is, on what it builds, how far it is; who does an action; what two associations do for one need."""

import pytest
from django.db import IntegrityError, transaction

from cases.actions import plan
from cases.models import Action, Goal
from common import clock
from common.areas import Area, Level
from notifications.models import Notice
from tests.factories.cases import ActionFactory, GoalFactory, NeedFactory, StatementFactory

P, C = Level.PRACTICAL, Level.COORDINATION


def page(client, world):
    return client.get(world.case.get_absolute_url())


@pytest.fixture
def lines(world):
    """Two strengths of the portrait: the teacher reads the first alone."""
    said = {"case": world.case, "author": world.social_worker}
    return [
        StatementFactory(text="Ne lâche rien", level=P, **said),
        StatementFactory(text="Écoute bien", level=C, **said),
    ]


def test_a_goal_says_whose_idea_it_is_and_what_will_have_changed(world, lines, as_):
    client = as_(world.social_worker)
    typed = {"words": "Finir", "proposed_by": "family", "expected": "En classe chaque jour", "area": 1, "level": 1}
    typed |= {"builds_on": [str(line.pk) for line in lines]}
    assert client.post(f"/dossiers/{world.case.pk}/objectif/", typed).status_code == 302
    html = page(client, world).content.decode()
    for words in (
        "En classe chaque jour",
        "La famille",
        "S’appuie sur",
        "Ne lâche rien",
        "Écoute bien",
        "Pas commencé",
    ):
        assert words.casefold() in html.casefold(), words


def test_each_strength_under_a_goal_shows_to_its_own_readers(world, lines, as_):
    GoalFactory(case=world.case, level=P, builds_on=[str(line.pk) for line in lines])
    for reader, seen in ((world.teacher, ["Ne lâche rien"]), (world.psychologist, ["Ne lâche rien", "Écoute bien"])):
        (view,) = page(as_(reader), world).context["page"].goals
        assert sorted(line.text for line in view.strengths) == sorted(seen)


def test_a_strength_its_author_no_longer_sees_stays_under_the_goal(world, lines, as_):
    first, second = lines
    goal = GoalFactory(case=world.case, author=world.teacher, level=P, builds_on=[str(second.pk)])
    typed = {"words": "Finir", "proposed_by": "family", "version": goal.version, "builds_on": [str(first.pk)]}
    assert as_(world.teacher).post(f"/objectif/{goal.pk}/modifier/", typed).status_code == 302
    goal.refresh_from_db()
    assert goal.builds_on == [str(second.pk), str(first.pk)]


def test_nobody_builds_on_a_strength_they_do_not_see(world, lines, as_):
    typed = {"words": "Finir", "proposed_by": "family", "area": 1, "level": 1, "builds_on": [str(lines[1].pk)]}
    answer = as_(world.teacher).post(f"/dossiers/{world.case.pk}/objectif/", typed)
    assert "builds_on" in answer.context["form"].errors
    assert not Goal.objects.exists()


@pytest.mark.parametrize("persona", ["social_worker", "teacher", "psychologist", "mentor", "stranger", "manager"])
def test_its_author_or_the_lead_says_how_far_a_goal_is(world, as_, persona):
    goal = GoalFactory(case=world.case, author=world.teacher, author_team=world.teams["voisins"], level=P)
    client, may = as_(world.people[persona]), persona in {"social_worker", "teacher"}
    for progress in (*Goal.Progress.values, 1):
        client.post(f"/objectifs/{goal.pk}/avancement/", {"progress": progress})
        goal.refresh_from_db()
        assert goal.progress == (progress if may else 0)
        assert goal.reached_on == (clock.today() if may and progress == 4 else None)
    assert (f"/objectifs/{goal.pk}/avancement/" in page(client, world).content.decode()) == may


def test_the_same_progress_twice_is_told_once(world):
    goal = GoalFactory(case=world.case)
    for _ in range(2):
        plan.rate_goal(goal, progress=2, by=world.social_worker)
    assert goal.history.count() == 2  # as it was made, and this
    assert world.case.timeline.count() == 1


@pytest.mark.parametrize("facts", [{"progress": 4}, {"progress": 3, "reached_on": "2026-01-01"}])
def test_the_database_refuses_a_goal_reached_on_no_day(world, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        GoalFactory(case=world.case, **facts)


def test_an_action_ends_after_it_begins(world, as_):
    typed = {"title": "Aide", "area": 1, "owner_team": str(world.teams["cap"].pk), "level": 1}
    typed |= {"starts_on": "2027-03-02", "due_on": "2027-03-01"}
    answer = as_(world.social_worker).post(f"/dossiers/{world.case.pk}/action/", typed)
    assert "due_on" in answer.context["form"].errors
    assert as_(world.social_worker).post(f"/dossiers/{world.case.pk}/action/", typed | {"due_on": "2027-03-02"}).url
    assert Action.objects.get().starts_on.isoformat() == "2027-03-02"


def test_the_owner_gives_its_action_to_somebody_of_the_team_who_sees_it(world, as_):
    team = world.teams["lien"]
    action = ActionFactory(case=world.case, owner_team=team, status="accepted", level=C)
    client, address = as_(world.psychologist), f"/actions/{action.pk}/confier/"
    assert set(client.get(address).context["form"].fields["to"].queryset) == {world.psychologist, world.intake}
    for _ in range(2):
        assert client.post(address, {"to": str(world.intake.pk)}).status_code == 302
    action.refresh_from_db()
    assert action.person_in_charge == world.intake
    assert [(notice.reader, notice.kind) for notice in Notice.objects.all()] == [
        (world.intake, "cases.action_assigned")
    ]
    assert "to" in client.post(address, {"to": str(world.mentor.pk)}).context["form"].errors


READERS = {"social_worker": True, "psychologist": True, "teacher": False, "mentor": False}


@pytest.mark.parametrize("persona", READERS)
def test_two_associations_at_work_for_one_need_are_pointed_out_to_whoever_sees_all_of_it(world, as_, persona):
    need = NeedFactory(case=world.case, level=C)
    goal = GoalFactory(case=world.case, need=need, level=P)
    for title, team in (("Aide aux devoirs", "binomes"), ("Tutorat", "voisins")):
        ActionFactory(case=world.case, goal=goal, title=title, owner_team=world.teams[team], level=P)
    html = page(as_(world.people[persona]), world).content.decode()
    assert ("Plusieurs associations agissent" in html) == READERS[persona]
    assert ("<strong>Retrouver une présence régulière en classe</strong>" in html) == READERS[persona]


@pytest.mark.parametrize("change", [{"owner": "binomes"}, {"status": "done"}, {"level": C, "area": Area.HOUSING}])
def test_one_association_or_one_open_action_is_nothing_to_point_out(world, as_, change):
    need = NeedFactory(case=world.case, level=C)
    goal = GoalFactory(case=world.case, need=need, level=P)
    ActionFactory(case=world.case, goal=goal, owner_team=world.teams["binomes"], level=P)
    second = {"owner": "voisins", "level": P} | change
    ActionFactory(case=world.case, goal=goal, owner_team=world.teams[second.pop("owner")], **second)
    html = page(as_(world.psychologist), world).content.decode()
    assert "Plusieurs associations agissent" not in html

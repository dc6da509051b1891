"""The page that has the plan prepared for paper."""

import pytest
from django.urls import reverse

from cases.pdf import plan_html
from documents.models import Job
from tests.factories.cases import ActionFactory, GoalFactory


def test_the_button_has_it_prepared_and_leads_to_its_progress(world, as_):
    client, path = as_(world.teacher), reverse("cases:plan_pdf", args=[world.case.pk])
    assert "Préparer le document" in client.get(path).content.decode()
    answer = client.post(path, follow=True)
    job = Job.objects.get()
    assert answer.redirect_chain == [(f"/fichiers/{job.pk}/", 302)]
    assert (job.asked_by, job.case_id, job.params) == (world.teacher, world.case.pk, {})


def test_the_page_of_the_young_person_leads_there(world, as_):
    path = reverse("cases:plan_pdf", args=[world.case.pk])
    assert path in as_(world.mentor).get(world.case.get_absolute_url()).content.decode()


@pytest.mark.parametrize("somebody", ["stranger", "manager", "dpo", "org_admin", "network_admin"])
def test_who_may_not_open_the_file_gets_no_page(world, as_, somebody):
    path = reverse("cases:plan_pdf", args=[world.case.pk])
    assert as_(world.people[somebody]).get(path).status_code == 404
    assert as_(world.people[somebody]).post(path).status_code == 404
    assert not Job.objects.exists()


def test_what_was_declined_or_dropped_stays_on_screen(world):
    goal = GoalFactory(case=world.case, author=world.social_worker)
    common = {"case": world.case, "author": world.social_worker, "goal": goal}
    for title, status, reason in (
        ("Faite", "done", ""),
        ("Refusée", "declined", "no_means"),
        ("En cours", "on_hold", ""),
    ):
        ActionFactory(title=title, status=status, reason=reason, **common)
    html = plan_html(world.case.pk, world.social_worker)
    assert "<b>Faite</b>" in html
    assert "<b>En cours</b>" in html
    assert "Refusée" not in html


def test_the_same_day_and_rights_give_the_same_text(world):
    first, second = (plan_html(world.case.pk, world.social_worker) for _ in range(2))
    assert first == second
    assert plan_html(world.case.pk, world.teacher) != first


def test_its_source_costs_no_more_queries_with_more_items(world, django_assert_max_num_queries):
    for _ in range(15):
        goal = GoalFactory(case=world.case, author=world.social_worker)
        ActionFactory(case=world.case, author=world.social_worker, goal=goal)
    with django_assert_max_num_queries(16):
        plan_html(world.case.pk, world.social_worker)

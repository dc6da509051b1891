"""The page of long work: progress, then the file, for its asker alone and with the rights of that moment."""

import datetime as dt

import pytest

from audit.models import View
from common import clock
from documents import actions, tasks
from documents.models import Job
from tests.documents.conftest import KIND


@pytest.fixture
def asked(world, counting):
    return actions.start_job(KIND, by=world.teacher, case=world.case)


@pytest.fixture
def done(asked):
    tasks.run(str(asked.pk))
    return asked


def lose_access(user):
    for membership in user.memberships.all():
        membership.end()
        membership.save()


def test_progress_is_shown_and_renews_itself_or_by_a_link_without_javascript(world, as_, asked):
    page = as_(world.teacher).get(f"/fichiers/{asked.pk}/").content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "Voir où il en est" in page
    assert "<progress" in page


def test_htmx_gets_only_the_part_and_only_when_something_moved(world, as_, asked):
    client, path = as_(world.teacher), f"/fichiers/{asked.pk}/"
    assert client.get(f"{path}?seen=0", headers={"HX-Request": "true"}).status_code == 204
    actions.report(asked, 50)
    part = client.get(f"{path}?seen=0", headers={"HX-Request": "true"}).content.decode()
    assert 'value="50"' in part
    assert "<html" not in part
    tasks.run(str(asked.pk))


def test_then_the_file_is_there_and_the_page_rests(world, as_, done):
    page = as_(world.teacher).get(f"/fichiers/{done.pk}/").content.decode()
    assert "Votre fichier est prêt" in page
    assert "hx-trigger" not in page
    assert "Voir où il en est" not in page


def test_the_download_is_the_file_and_is_recorded(world, as_, done):
    answer = as_(world.teacher).get(f"/fichiers/{done.pk}/fichier/")
    assert (answer.content, answer["Content-Type"]) == (b"seven", "text/plain")
    assert answer["Content-Disposition"] == 'attachment; filename="compte.txt"'
    assert answer["Cache-Control"] == "no-store, private"
    seen = View.objects.get(verb="documents.download_job")
    assert (seen.actor_id, seen.case_id, seen.person_id) == (world.teacher.pk, world.case.pk, world.case.person_id)


@pytest.mark.parametrize("ending", ["", "fichier/"])
@pytest.mark.parametrize("somebody", ["social_worker", "mentor", "stranger", "dpo"])
def test_it_exists_for_its_asker_alone(world, as_, done, somebody, ending):
    assert as_(world.people[somebody]).get(f"/fichiers/{done.pk}/{ending}").status_code == 404


def test_access_lost_between_making_and_downloading_is_a_404(world, as_, done):
    lose_access(world.teacher)
    for ending in ("", "fichier/"):
        assert as_(world.teacher).get(f"/fichiers/{done.pk}/{ending}").status_code == 404
    refusal = View.objects.filter(verb="documents.download_job").latest("pk")
    assert refusal.detail == {"refused": "hidden"}


def test_a_file_made_from_something_else_is_no_longer_handed_out(world, as_, done, counting):
    counting.source = "eight"
    assert as_(world.teacher).get(f"/fichiers/{done.pk}/fichier/").status_code == 404
    assert "n’est plus remis" in as_(world.teacher).get(f"/fichiers/{done.pk}/").content.decode()


def test_nor_one_whose_day_is_over(world, as_, done, at):
    with at(clock.now() + dt.timedelta(days=1, seconds=1)):
        assert as_(world.teacher).get(f"/fichiers/{done.pk}/fichier/").status_code == 404
        assert "n’est plus remis" in as_(world.teacher).get(f"/fichiers/{done.pk}/").content.decode()


def test_a_failure_says_what_happened(world, as_, asked):
    Job.objects.filter(pk=asked.pk).update(status="failed", failure="no_pdf", finished_at=clock.now())
    page = as_(world.teacher).get(f"/fichiers/{asked.pk}/").content.decode()
    assert "Pango" in page
    assert as_(world.teacher).get(f"/fichiers/{asked.pk}/fichier/").status_code == 404

"""`manage.py check_access`: policy and view compared on live data."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from cases import checking, predicate
from cases.models import Block
from cases.tasks import check_access
from common.areas import Level
from tests.factories.cases import GoalFactory, NoteFactory, give


@pytest.fixture
def stale(world):
    """A view that was right yesterday: it does not know of today's block."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE yesterday AS SELECT * FROM cases_access")
        cursor.execute("DROP VIEW cases_access")
        cursor.execute("CREATE VIEW cases_access AS SELECT * FROM yesterday")
    Block.objects.create(case=world.case, user=world.mentor, reason="family", recorded_by=world.manager)
    return world


def test_it_says_what_it_compared_and_ends_well(world, capsys):
    call_command("check_access", "--json")
    assert json.loads(capsys.readouterr().out) == {"agree": True, "files": 1, "ways_in": 5, "differences": []}
    call_command("check_access")
    assert capsys.readouterr().out == "1 files, 5 ways in\n"


def test_somebody_who_sees_too_much_is_found_and_the_exit_code_says_so(stale, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("check_access", "--json")
    assert ended.value.code == 1
    found = json.loads(capsys.readouterr().out)
    [difference] = found["differences"]
    assert not found["agree"]
    assert difference.startswith(f"too many case {stale.case.pk} user {stale.mentor.pk}")


def test_a_personal_link_that_shows_too_much_or_too_little_is_found(world, monkeypatch):
    goal, link = GoalFactory(case=world.case, level=Level.RESTRICTED), give(world.case)
    NoteFactory(case=world.case)
    assert checking.check_access()["agree"]
    monkeypatch.setitem(predicate.SHOWN_BY_LINK, "level", "{level} = 3")
    too_many, missing = f"too many goal {goal.pk} by link {link.pk}", "missing note"
    found = checking.check_access()["differences"]
    assert too_many in found
    assert any(line.startswith(missing) for line in found)


def test_at_night_the_log_says_so_loudly_and_names_nobody(stale, caplog):
    assert check_access() is False
    [line] = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert str(stale.mentor.pk) in line.getMessage()
    assert stale.mentor.full_name not in line.getMessage()

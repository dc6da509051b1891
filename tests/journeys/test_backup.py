"""The two scripts of deploy/: what was backed up opens elsewhere, and whoever was erased meanwhile stays erased."""

import os
import shutil

import pytest

from tests.journeys.installation import Installation, create, drop

pytestmark = [
    pytest.mark.skipif(os.environ.get("DATABASE") != "postgresql", reason="PostgreSQL only"),
    pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not installed"),
]

TWO_PEOPLE = """
from accounts.models import User
from people.actions import create_person
from places.models import Commune
by = User.objects.create_user("a@example.org", "A", None)
for name in ("Ferrand", "Kervern"):
    create_person(by=by, first_name="Lou", last_name=name, birth_year=2010, commune=Commune.objects.first())
"""
ERASE_ONE = """
from people.models import YoungPerson
from vault.actions import destroy_key
[person] = YoungPerson.objects.named("Kervern")
destroy_key(person_id=person.pk, by=None, reason="request")
"""
READ = """
from people.models import NameToken, YoungPerson
print(sorted(str(person.last_name) for person in YoungPerson.objects.all()),
      NameToken.objects.values("person").distinct().count())
"""


@pytest.fixture
def site(tmp_path):
    with Installation(tmp_path) as site:
        yield site


@pytest.fixture
def elsewhere(site):
    """The same installation over another, empty database."""
    name = f"{site.database}_restored"
    create(name)
    yield name
    drop(name)


def python(site, text):
    return site.manage("shell", "--no-imports", "-c", text).strip()


def test_what_was_backed_up_opens_elsewhere_and_the_erased_stay_erased(site, elsewhere, tmp_path):
    python(site, TWO_PEOPLE)
    assert python(site, READ) == "['Ferrand', 'Kervern'] 2"
    site.run("deploy/backup", str(tmp_path / "backup"))
    [before] = (tmp_path / "backup" / "data").iterdir()
    assert "vault_personkey" not in tables_with_rows(site, before)

    python(site, ERASE_ONE)
    site.run("deploy/backup", str(tmp_path / "backup"))
    [keys] = (tmp_path / "backup" / "keys").iterdir()

    site.env["PGDATABASE"] = elsewhere
    site.run("deploy/restore", str(before), str(keys))
    assert python(site, READ) == "['Ferrand', '[effacé]'] 1"
    site.manage("check_access")
    site.manage("verify_audit")
    site.manage("migrate", "--check")


def tables_with_rows(site, dump):
    listed = site.run("pg_restore", "--list", str(dump)).splitlines()
    return {line.split()[6] for line in listed if " TABLE DATA " in line}

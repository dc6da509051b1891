"""A real SQLite file: a destroyed key leaves neither it nor its write-ahead log."""

from tests.on_disk import run_on_disk

SCRIPT = """
import uuid
from pathlib import Path
from django.conf import settings
from vault.actions import destroy_key
from vault.keys import ring
from vault.models import PersonKey

person, path = uuid.uuid4(), Path(settings.DATABASES["default"]["NAME"])
ring().for_person(person)
wrapped = bytes(PersonKey.objects.get().wrapped)
def stands():
    return any(wrapped in file.read_bytes() for file in path.parent.glob(path.name + "*"))
assert stands()
destroy_key(person_id=person, by=None, reason="request")
assert not stands()
print("gone")
"""


def test_it_is_gone_from_the_disk_at_once(tmp_path):
    assert run_on_disk(tmp_path, SCRIPT) == "gone"

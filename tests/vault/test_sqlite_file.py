"""A real SQLite file: a destroyed key leaves neither it nor its write-ahead log."""

import os
import subprocess
import sys

SCRIPT = """
import os, uuid, django
from pathlib import Path
django.setup()
from django.conf import settings
from django.core.management import call_command
from vault.actions import destroy_key
from vault.keys import ring
from vault.models import PersonKey

call_command("migrate", verbosity=0)
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
    (tmp_path / "on_disk.py").write_text(
        "from config.settings.test import *\nfrom config.settings.data import sqlite\n"
        f"DATABASES = {{'default': sqlite({str(tmp_path / 'x.sqlite3')!r})}}\n"
    )
    place = os.pathsep.join([str(tmp_path), os.getcwd()])  # noqa: PTH109
    settings = os.environ | {"DJANGO_SETTINGS_MODULE": "on_disk", "PYTHONPATH": place}
    run = subprocess.run([sys.executable, "-c", SCRIPT], env=settings, capture_output=True, text=True, check=False)
    assert run.stdout.strip() == "gone", run.stderr

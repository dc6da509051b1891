"""A script in a process of its own, over a real SQLite file."""

import os
import subprocess
import sys

SETTINGS = """
from config.settings.test import *
from config.settings.data import sqlite

class MadeAtOnce(dict):
    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None

MIGRATION_MODULES = MadeAtOnce()
DATABASES = {"default": sqlite(%(path)r)}
"""
BEGIN = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
"""


def run_on_disk(folder, script, more=""):
    """What the script prints last, its tables being there. `more`: further settings. Raises AssertionError."""
    (folder / "on_disk.py").write_text(SETTINGS % {"path": str(folder / "x.sqlite3")} + more)
    place = os.pathsep.join([str(folder), os.getcwd()])  # noqa: PTH109
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "on_disk", "PYTHONPATH": place}
    run = subprocess.run([sys.executable, "-c", BEGIN + script], env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stdout.strip()

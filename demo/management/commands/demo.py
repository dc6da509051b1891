"""Serves an invented network on this machine: builds it the first time, then web server, worker and clock."""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.engine import CannotStart, Engine, free_addresses


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        if not getattr(settings, "IS_DEMO", False):
            raise CommandError("The demo runs in its own settings only: DJANGO_SETTINGS_MODULE=config.settings.demo")
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGINT too: a background job begins without it
            signal.signal(sign, lambda *_: sys.exit(0))
        state: Path = settings.STATE_DIR  # type: ignore[misc]  # of the demo's settings
        engine = Engine(port=port, root=settings.BASE_DIR, state=state)
        try:
            free_addresses(port)
            self.prepare(state)
            engine.start()
            self.stdout.write(f"Ready: http://localhost:{port}/demo/   (Ctrl-C ends it)")
            self.stdout.flush()
            engine.watch()
        except CannotStart as error:
            raise CommandError(str(error)) from error
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            engine.stop()

    def prepare(self, state: Path) -> None:
        """The network is built once, in a process that may set the clock; a build cut short leaves nothing."""
        database = state / "demo.sqlite3"
        with (state / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if is_built(database):
                call_command("migrate", verbosity=0)
                return
            env = os.environ | {"DEMO_BUILDING": "1"}
            build = [sys.executable, "manage.py", "build_demo"]
            if subprocess.run(build, env=env, cwd=settings.BASE_DIR, check=False).returncode:  # noqa: S603
                raise CannotStart("The network could not be built: see above.")
            for empty in state.glob(f"{database.name}*"):
                empty.unlink()
            (state / "building.sqlite3").rename(database)


def is_built(database: Path) -> bool:
    """Whether the network is there: a file that some other command opened first is empty."""
    if not database.exists():
        return False
    with closing(sqlite3.connect(database)) as connection:
        return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'accounts_user'").fetchone())

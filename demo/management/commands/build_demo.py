"""Builds the invented network into a database of its own. `manage.py demo` calls it the first time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from demo.build import build


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "IS_DEMO", False) or not settings.SETTABLE_CLOCK:
            raise CommandError("Only `manage.py demo` builds the network.")
        name = Path(str(settings.DATABASES["default"]["NAME"]))
        for old in name.parent.glob(f"{name.name}*"):
            old.unlink()
        self.say("Preparing the database…")
        call_command("migrate", verbosity=0)
        build(self.say)
        connection.close()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

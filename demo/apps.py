"""The demo lets anybody in as anybody: it refuses to start anywhere but on its own database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class DemoConfig(AppConfig):
    name = "demo"

    def ready(self) -> None:
        refuse_other_databases(settings.DATABASES)


def refuse_other_databases(databases: dict[str, dict[str, Any]]) -> None:
    """Only the demo's settings and the tests' install this app, and the demo's only with files under var/demo/."""
    if not getattr(settings, "IS_DEMO", False):
        if not settings.SETTABLE_CLOCK:
            raise ImproperlyConfigured("The app “demo” signs anybody in as anybody: take it out of INSTALLED_APPS.")
        return
    own = Path(settings.BASE_DIR, "var", "demo")
    for database in databases.values():
        name = Path(str(database["NAME"])).resolve()
        if database["ENGINE"] != "django.db.backends.sqlite3" or not name.is_relative_to(own):
            raise ImproperlyConfigured("The demo uses no database but its own, under var/demo/.")

"""Starts what the other apps rely on: the database's clock, the access tables."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules

from common import clock


class CommonConfig(AppConfig):
    name = "common"
    label = "common"

    def ready(self) -> None:
        connection_created.connect(clock.on_connection_created, dispatch_uid="cordee-clock")
        autodiscover_modules("access", "checks", "panels", "receivers", "notices", "timeline", "search", "jobs", "todo")

"""Keeps the access view in step with the tables below it."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from cases import predicate
from common import clock


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        pre_migrate.connect(drop_view, sender=self, dispatch_uid="cases-access-drop")
        post_migrate.connect(create_view, sender=self, dispatch_uid="cases-access-create")


def drop_view(plan: list[Any], using: str, **_: Any) -> None:
    """A view blocks changes to the tables it reads: out of the way while there is something to migrate."""
    if plan:
        with connections[using].cursor() as cursor:
            cursor.execute(predicate.DROP)


def create_view(using: str, **_: Any) -> None:
    """The view as this version of the code writes it."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(predicate.DROP)
        cursor.execute(predicate.create(connection.vendor, clock.database_now(connection.vendor)))

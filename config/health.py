"""What a supervisor asks: does this process live, may it be sent requests."""

from __future__ import annotations

from celery import current_app
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from audit import guards
from cases.models import Access
from common.access import public
from common.nudges import unreachable
from documents import scanning


@require_safe
@public
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is asked: a slow database is no reason to kill it."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@public
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, migrations, access view, audit guards; broker and scanner are told, their absence is no failure."""
    needed = needs()
    body = needed | {"broker": broker_answers(), "file_scanner": scanning.state()}
    return JsonResponse(body, status=200 if all(needed.values()) else 503)


def needs() -> dict[str, bool]:
    found = {"database": False, "migrations": False, "access_view": False, "audit_guards": False}
    try:
        executor = MigrationExecutor(connection)
        found["database"] = True
        found["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        found["audit_guards"] = guards.wanted(connection.vendor) <= guards.names(connection)
        Access.objects.exists()
        found["access_view"] = True
    except Error:
        return found
    return found


def broker_answers() -> bool:
    try:
        with current_app.connection_for_write() as asked:
            asked.ensure_connection(max_retries=1, timeout=1)
    except unreachable():
        return False
    return True

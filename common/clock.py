"""What time it is: one clock for Python and the database, settable in tests and while the demo is built."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

FOREVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""The open end of a fact: never null, so that every span is compared in one way."""

DAY = dt.timedelta(days=1)

POSTGRESQL_NOW = "STATEMENT_TIMESTAMP()"
POSTGRESQL_SETTABLE_NOW = (
    "COALESCE(NULLIF(current_setting('cordee.now', true), '')::timestamptz, STATEMENT_TIMESTAMP())"
)

_set: dt.datetime | None = None


def now() -> dt.datetime:
    """The instant, aware, in UTC. The only clock Python code asks."""
    return _set or timezone.now()


def today() -> dt.date:
    """The day in the current time zone."""
    return timezone.localdate(now())


def local_day(instant: dt.datetime) -> dt.date:
    """The day of an instant in the current time zone."""
    return timezone.localdate(instant)


def end_of(day: dt.date | None) -> dt.datetime:
    """The instant at which a last day is over, in the current time zone; far away when there is none."""
    if day is None:
        return FOREVER
    return timezone.make_aware(dt.datetime.combine(day + DAY, dt.time()))


def database_now(vendor: str) -> str:
    """The SQL text of the same instant, also used inside the access view."""
    if vendor == "sqlite":
        return "cordee_now()"
    return POSTGRESQL_SETTABLE_NOW if settings.SETTABLE_CLOCK else POSTGRESQL_NOW


class DbNow(models.Func):
    """The database's instant, as facts and the access view read it."""

    output_field = models.DateTimeField()
    arity = 0

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> tuple[str, Any]:
        return database_now(connection.vendor), ()


@contextmanager
def at(instant: dt.datetime) -> Iterator[None]:
    """Hold both clocks at an instant. Tests and the demo's builder only."""
    before = _set
    set_to(instant)
    try:
        yield
    finally:
        set_to(before)


def set_to(instant: dt.datetime | None) -> None:
    """Set both clocks; None lets them run again."""
    global _set
    if not settings.SETTABLE_CLOCK:
        message = "The clock can be set only in tests and while the demo network is built."
        raise ImproperlyConfigured(message)
    _set = instant
    for connection in connections.all(initialized_only=True):
        tell(connection)


def tell(connection: BaseDatabaseWrapper) -> None:
    """Bring a database connection to the clock of this process."""
    if connection.vendor == "postgresql" and settings.SETTABLE_CLOCK and connection.connection is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('cordee.now', %s, false)", [_set.isoformat() if _set else ""])


def on_connection_created(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give each new connection the clock: a function on SQLite, asked once a statement; a setting on PostgreSQL."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("cordee_now", 0, sqlite_now, deterministic=True)
    elif _set is not None:
        tell(connection)


def sqlite_now() -> str:
    """The instant as Django stores it, always with six decimals so that text compares as time does."""
    return now().astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")

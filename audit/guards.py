"""Triggers that refuse change, on both databases. Made after every migration, like the access view.

Those of the audit trail are written here; a higher app adds its own to `OTHERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from audit.models import STREAMS, Block, Event, View

MESSAGE = "the audit trail is append-only"
TABLES = [*(model._meta.db_table for model in STREAMS.values()), Block._meta.db_table]

OTHERS: list[Callable[[str], Iterator[str]]] = []
"""What makes the guards of higher apps, by vendor: each of their triggers is named like ours, after its table."""

POSTGRESQL_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION audit_guard_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.block_id IS NULL THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    IF OLD.block_id IS NULL AND NEW.block_id IS NOT NULL THEN
      OLD.block_id := NEW.block_id;
      IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT FROM audit_block WHERE id = OLD.block_id AND retired_at IS NOT NULL) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '{MESSAGE} (%% on %%)', TG_OP, TG_TABLE_NAME;
END $$;
CREATE OR REPLACE FUNCTION audit_guard_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.retired_at IS NULL AND NEW.retired_at >= OLD.last_at + interval '12 months' THEN
    OLD.retired_at := NEW.retired_at;
    IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '{MESSAGE} (%% on %%)', TG_OP, TG_TABLE_NAME;
END $$;
"""


def statements(vendor: str) -> Iterator[str]:
    """What makes the guards."""
    yield from postgresql() if vendor == "postgresql" else sqlite()
    for other in OTHERS:
        yield from other(vendor)


def postgresql() -> Iterator[str]:
    yield POSTGRESQL_FUNCTIONS.replace("%%", "%")
    for table in TABLES:
        kind, verbs = ("block", "UPDATE OR DELETE") if table == "audit_block" else ("row", "INSERT OR UPDATE OR DELETE")
        yield (
            f"CREATE TRIGGER {table}_guard BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION audit_guard_{kind}()"
        )
        yield (
            f"CREATE TRIGGER {table}_guard_all BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION audit_guard_{kind}()"
        )


def sqlite() -> Iterator[str]:
    for model in STREAMS.values():
        table = model._meta.db_table
        same = unchanged(model, but="block_id")
        sealing = f"OLD.block_id IS NULL AND NEW.block_id IS NOT NULL AND {same}"
        retired = "EXISTS (SELECT 1 FROM audit_block WHERE id = OLD.block_id AND retired_at IS NOT NULL)"
        yield trigger(table, "update", sealing)
        yield trigger(table, "delete", retired)
        yield trigger(table, "insert", "NEW.block_id IS NULL")
    retiring = "OLD.retired_at IS NULL AND NEW.retired_at >= datetime(OLD.last_at, '+12 months')"
    yield trigger("audit_block", "update", f"{retiring} AND {unchanged(Block, but='retired_at')}")
    yield trigger("audit_block", "delete", "0")


def unchanged(model: type[Event | View | Block], *, but: str) -> str:
    columns = [field.column for field in model._meta.concrete_fields if field.column != but]
    return " AND ".join(f'OLD."{column}" IS NEW."{column}"' for column in columns)


def trigger(table: str, verb: str, allowed: str, message: str = MESSAGE) -> str:
    """SQLite's, for one verb: refused but when it is allowed."""
    return (
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} WHEN NOT ({allowed})"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def conditional(table: str, verb: str, allowed: str, message: str) -> Iterator[str]:
    """PostgreSQL's twin of `trigger`."""
    name = f"{table}_no_{verb}"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {allowed} THEN RETURN {'OLD' if verb == 'delete' else 'NEW'}; END IF;"
        f" RAISE EXCEPTION '{message} (%% on %%)', TG_OP, TG_TABLE_NAME; END $$".replace("%%", "%")
    )
    yield f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def found(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers that exist, each with its table: the product has no other kind."""
    query = (
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def names(connection: BaseDatabaseWrapper) -> set[str]:
    """The guards that exist."""
    return set(found(connection))


def wanted(vendor: str) -> set[str]:
    """The guards that must exist."""
    return {sql.split()[2] for sql in statements(vendor) if sql.startswith("CREATE TRIGGER")}


def create(connection: BaseDatabaseWrapper) -> None:
    drop(connection)
    with connection.cursor() as cursor:
        for sql in statements(connection.vendor):
            cursor.execute(sql)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Out of the way of a migration, or of a test that empties the tables."""
    there = sorted(found(connection).items())
    with connection.cursor() as cursor:
        for name, table in there:
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))

"""Where data lives."""

from typing import Any

from config import env

SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=10000;"
    "PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA cache_size=-32000;",
}

SESSION = "-c lock_timeout=10s -c plan_cache_mode=force_generic_plan -c jit=off -c random_page_cost=1.1"
"""Ten seconds for a lock. Planning the access view costs more than running it: a prepared statement keeps its plan,
made for disks without heads. See docs/performance.md."""


def sqlite(path: str) -> dict[str, Any]:
    """SQLite as the demo and the tests use it: one writer at a time, readers never wait."""
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": SQLITE_OPTIONS}


def postgresql() -> dict[str, Any]:
    """PostgreSQL from the usual PG… variables: server-side prepared statements, and ten seconds for a lock."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": env.text("PGDATABASE", "cordee"),
        "USER": env.text("PGUSER", "cordee"),
        "PASSWORD": env.text("PGPASSWORD", ""),
        "HOST": env.text("PGHOST", ""),
        "PORT": env.text("PGPORT", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, "options": SESSION},
    }

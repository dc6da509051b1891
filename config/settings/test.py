"""Tests: SQLite in memory, or PostgreSQL with DATABASE=postgresql."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, SILENCED_SYSTEM_CHECKS
from config.settings.data import SESSION, postgresql, sqlite
from config.settings.tasks import fail_fast

SECRET_KEY = "tests-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
SETTABLE_CLOCK = True
SECOND_FACTOR_COMPULSORY = False  # tests of it turn it on
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "organisations.E001", "vault.E005"]
SESSION_IDLE_SECONDS = SESSION_ABSOLUTE_SECONDS = 10 * 365 * 24 * 3600  # tests travel far
SESSION_COOKIE_AGE = 10 * 365 * 24 * 3600
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if env.text("DATABASE", "sqlite") == "postgresql":
    DATABASES = {"default": postgresql() | {"CONN_MAX_AGE": 0, "USER": env.text("PGUSER", "root")}}
    DATABASES["default"]["OPTIONS"] |= {"options": f"{SESSION} -c synchronous_commit=off"}  # nothing here must last
else:
    DATABASES = {"default": sqlite(":memory:")}

WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MASTER_KEYS = {1: bytes(range(32))}
MASTER_KEY_CURRENT = 1
INDEX_KEYS = {1: bytes(range(32, 64))}

CELERY_BROKER_URL = env.text("BROKER_URL", "memory://")
CELERY_BROKER_TRANSPORT_OPTIONS = fail_fast(CELERY_BROKER_URL)
SEARCHES_A_MINUTE = 1_000_000  # the tests look for people all day, at one instant

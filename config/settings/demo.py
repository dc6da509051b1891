"""The invented network on one machine: SQLite and a queue of files under var/demo/, loopback only."""

from pathlib import Path

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_DIR, INSTALLED_APPS, MIDDLEWARE
from config.settings.data import sqlite
from config.settings.tasks import queue_of_files

STATE_DIR = BASE_DIR / "var" / "demo" / Path(env.text("DEMO_STATE", "")).name  # a second demo beside the first
STATE_DIR.mkdir(parents=True, exist_ok=True)
SETTABLE_CLOCK = env.flag("DEMO_BUILDING")

IS_DEMO = True
DEBUG = False
SECRET_KEY = "demo-only-never-in-production"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DATABASES = {"default": sqlite(str(STATE_DIR / ("building.sqlite3" if SETTABLE_CLOCK else "demo.sqlite3")))}
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
MIDDLEWARE = ["demo.middleware.loopback_only", *MIDDLEWARE]
SECOND_FACTOR_COMPULSORY = False  # the cards of the demo sign in without a telephone

WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

MASTER_KEYS = {1: bytes(range(32))}
MASTER_KEY_CURRENT = 1
INDEX_KEYS = {1: bytes(range(32, 64))}

CELERY_BROKER_URL = "memory://localhost/" if SETTABLE_CLOCK else "filesystem://"  # nobody to wake while it is built
CELERY_BROKER_TRANSPORT_OPTIONS = queue_of_files(str(STATE_DIR))

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(STATE_DIR / "mails")},
    }
}

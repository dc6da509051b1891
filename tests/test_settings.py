"""Which settings start, and which refuse."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from demo.apps import refuse_other_databases
from demo.middleware import loopback_only

ROOT = Path(__file__).resolve().parent.parent
REAL = {"ENGINE": "django.db.backends.postgresql", "NAME": "cordee"}
ELSEWHERE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/cordee/var/demo/demo.sqlite3"}
CLIMBING = {"ENGINE": "django.db.backends.sqlite3", "NAME": ROOT / "var" / "demo" / ".." / "real.sqlite3"}
OWN = {"ENGINE": "django.db.backends.sqlite3", "NAME": ROOT / "var" / "demo" / "demo.sqlite3"}

SECRETS = {
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "cordee.example",
    "SITE_URL": "https://cordee.example",
    "MAIL_FROM": "cordee@cordee.example",
    "BROKER_URL": "redis://127.0.0.1:1/0",
    "MASTER_KEYS": f"1:{base64.b64encode(os.urandom(32)).decode()}",
    "INDEX_KEYS": f"1:{base64.b64encode(os.urandom(32)).decode()}",
}


def run(*words, **env):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=kept | env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "words",
    [
        ("-c", "import config.wsgi"),
        ("-m", "celery", "--app", "config.celery", "worker"),
        ("-m", "celery", "--app", "config.celery", "beat", "--pidfile="),
    ],
    ids=["web", "worker", "clock"],
)
def test_nothing_but_manage_py_starts_without_a_choice_of_settings(words):
    done = run(*words)
    assert done.returncode == 1
    assert "DJANGO_SETTINGS_MODULE" in done.stderr


def test_the_demo_ignores_a_database_of_the_environment():
    said = "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"
    environment = {"DATABASE": "postgresql", "PGDATABASE": "real", "DATABASE_URL": "postgres:///real"}
    done = run("-c", said, DJANGO_SETTINGS_MODULE="config.settings.demo", **environment)
    assert Path(done.stdout.strip()) == OWN["NAME"]


@pytest.mark.parametrize("database", [REAL, ELSEWHERE, CLIMBING], ids=["postgresql", "elsewhere", "climbing"])
def test_the_demo_refuses_any_database_but_its_own(settings, database):
    settings.IS_DEMO = True
    refuse_other_databases({"default": OWN})
    with pytest.raises(ImproperlyConfigured, match="under var/demo/"):
        refuse_other_databases({"default": OWN, "other": database})


def test_no_other_settings_install_the_demo(settings):
    settings.SETTABLE_CLOCK = False
    with pytest.raises(ImproperlyConfigured, match="INSTALLED_APPS"):
        refuse_other_databases({"default": OWN})


@pytest.mark.parametrize(
    ("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.168.1.20", 403), ("2001:db8::1", 403)]
)
def test_the_demo_answers_its_own_machine_only(address, status):
    answer = loopback_only(lambda request: HttpResponse())(RequestFactory().get("/", REMOTE_ADDR=address))
    assert answer.status_code == status


def test_the_demo_keeps_others_out_before_anything_else():
    said = "from django.conf import settings; print(settings.MIDDLEWARE[0], settings.ALLOWED_HOSTS)"
    done = run("-c", said, DJANGO_SETTINGS_MODULE="config.settings.demo")
    assert done.stdout.strip() == "demo.middleware.loopback_only ['localhost', '127.0.0.1', '[::1]']"


@pytest.mark.parametrize("name", SECRETS)
def test_production_assumes_nothing_of_what_only_its_owner_knows(name):
    given = {known: value for known, value in SECRETS.items() if known != name}
    done = run("-c", "import config.wsgi", DJANGO_SETTINGS_MODULE="config.settings.production", **given)
    assert done.returncode == 1
    assert f"Set {name}, or {name}_FILE" in done.stderr


@pytest.mark.parametrize(
    "words", [("-c", "import config.wsgi"), ("-m", "celery", "--app", "config.celery", "worker")], ids=["web", "worker"]
)
def test_keys_that_protect_nothing_are_refused_by_web_server_and_worker(words):
    weak = SECRETS | {"MASTER_KEYS": f"1:{base64.b64encode(bytes(range(32))).decode()}"}
    done = run(*words, DJANGO_SETTINGS_MODULE="config.settings.production", **weak)
    assert done.returncode == 1
    assert "vault.E005" in done.stderr


def test_a_supervisor_asks_beside_the_proxy_and_is_not_sent_to_tls():
    asked = (
        "import django; django.setup(); from django.test import Client;"
        "print([Client().get(path, headers={'host': 'cordee.example'}).status_code for path in ('/healthz', '/')])"
    )
    done = run("-c", asked, DJANGO_SETTINGS_MODULE="config.settings.production", **SECRETS)
    assert done.stdout.strip() == "[200, 301]"

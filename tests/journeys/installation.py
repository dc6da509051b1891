"""An installation of one's own, from nothing: database, keys, web server, worker and clock, as docs/deploy.md says."""

import base64
import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPSConnection
from pathlib import Path

import psycopg

from tests.journeys.proxy import Proxy

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60
BROKER = os.environ.get("BROKER_URL", "redis://127.0.0.1:6379/8")


class Installation:
    """`with Installation(folder, mail_port=…) as site`: production settings, a database that did not exist before.

    Without a port for mails it only has its tables: nothing serves, nothing works.
    """

    def __init__(self, folder, *, mail_port=0):
        self.folder, self.database, self.port = folder, f"cordee_journey_{secrets.token_hex(4)}", free_port()
        self.serves = mail_port > 0
        self.url = f"https://localhost:{self.port}"
        self.env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.env |= {name: value for name, value in os.environ.items() if name.startswith("PG")}
        self.env |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "localhost",
            "SITE_URL": self.url,
            "MASTER_KEYS": numbered_key(),
            "INDEX_KEYS": numbered_key(),
            "PGDATABASE": self.database,
            "PGUSER": os.environ.get("PGUSER", "root"),
            "BROKER_URL": BROKER,
            "MAIL_FROM": "Cordée <cordee@journey.example>",
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": str(mail_port),
        }
        self.children, self.proxy = {}, None

    def __enter__(self):
        create(self.database)
        try:
            for command in ("migrate", "createcachetable", "load_places", "collectstatic --noinput"):
                self.manage(*command.split())
            if self.serves:
                self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        if self.proxy:
            self.proxy.close()
        for child in self.children.values():
            child.send_signal(signal.SIGTERM)
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        drop(self.database)

    def manage(self, *words):
        """What a command of the product prints."""
        return self.run(sys.executable, "manage.py", *words)

    def run(self, *command):
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self):
        behind, celery = free_port(), "celery --quiet --app config.celery"
        self.proxy = Proxy(self.port, behind=behind, folder=self.folder)
        commands = {
            "web": f"gunicorn config.wsgi --config python:config.server --bind 127.0.0.1:{behind}",
            "worker": f"{celery} worker --concurrency 1",
            "clock": f"{celery} beat --pidfile= --schedule {self.folder / 'clock'}",
        }
        for name, command in commands.items():
            with self.log(name).open("wb") as log:
                self.children[name] = subprocess.Popen(
                    [sys.executable, "-m", *command.split()],
                    cwd=ROOT, env=self.env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                )  # fmt: skip
        self.wait_until_ready()

    def log(self, name):
        return self.folder / f"{name}.log"

    def logs(self):
        return [self.log(name) for name in self.children]

    def wait_until_ready(self):
        until = time.monotonic() + PATIENCE
        while True:
            ended = [name for name, child in self.children.items() if child.poll() is not None]
            assert not ended, "\n".join(self.log(name).read_text() for name in ended)
            with suppress(OSError):
                assert all(self.ready().values())
                return
            assert time.monotonic() < until, self.log("web").read_text()
            time.sleep(0.2)

    def ready(self):
        """What the installation says of itself, over TLS that is checked."""
        trusting = ssl.create_default_context(cafile=self.folder / "certificate.pem")
        with closing(HTTPSConnection("localhost", self.port, context=trusting, timeout=10)) as connection:
            connection.request("GET", "/readyz")
            return json.load(connection.getresponse())


def maintenance():
    """A connection to the server itself, whichever database is to come or go."""
    name = os.environ.get("PGUSER", "root")
    return psycopg.connect(dbname="postgres", user=name, autocommit=True, connect_timeout=5)


def create(database):
    with maintenance() as connection:
        connection.execute(f"CREATE DATABASE {database}")


def drop(database):
    with maintenance() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def numbered_key():
    return f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}"

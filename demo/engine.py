"""The demo's processes on one machine: web server, worker, clock; started together, ended together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

LOOPBACKS = (("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6))
STARTING = 60
ENDING = 10
"""Seconds until we lose patience."""


class CannotStart(Exception):
    """Its text says why, and what to do."""


class Engine:
    """Children in sessions of their own: Ctrl-C reaches only us, and we end them in order."""

    def __init__(self, *, port: int, root: Path, state: Path) -> None:
        self.port, self.root, self.state = port, root, state
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def commands(self, addresses: list[str]) -> dict[str, list[str]]:
        python, celery = sys.executable, ["-m", "celery", "--app", "config.celery:app"]
        quiet = ["--loglevel", "warning"]
        # A browser opens connections in advance, and each holds a thread until it speaks: many, as they only wait.
        web = ["-m", "gunicorn", "config.wsgi", "--worker-class", "gthread", "--workers", "1", "--threads", "32"]
        binds = [part for address in addresses for part in ("--bind", address)]
        clock = ["beat", *quiet, "--pidfile", "", "--schedule", str(self.state / "clock")]
        return {
            "web": [python, *web, *binds, "--log-level", "warning", "--no-control-socket"],
            "clock": [python, *celery, *clock],
            "worker": [python, *celery, "worker", *quiet, "--pool", "threads", "--concurrency", "2"],
        }

    def start(self) -> None:
        """Raises CannotStart when the port is taken or a process ends at once."""
        for folder in ("messages", "control", "logs"):
            (self.state / folder).mkdir(parents=True, exist_ok=True)
        env = os.environ | {"PYTHONUNBUFFERED": "1", "SITE_URL": f"http://localhost:{self.port}"}
        for name, command in self.commands(free_addresses(self.port)).items():
            with self.log(name).open("wb") as log:
                self.children[name] = subprocess.Popen(  # noqa: S603  # our own commands
                    command, env=env, cwd=self.root, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
                )
        self.wait_until_it_answers()

    def log(self, name: str) -> Path:
        return self.state / "logs" / f"{name}.log"

    def wait_until_it_answers(self) -> None:
        patience = time.monotonic() + STARTING
        while not answers(self.port):
            self.refuse_dead_children()
            if time.monotonic() > patience:
                raise CannotStart(f"The web server does not answer: see {self.log('web')}.")
            time.sleep(0.1)

    def refuse_dead_children(self) -> None:
        """Raises CannotStart with the last words of a process that ended."""
        for name, child in self.children.items():
            if child.poll() is not None:
                words = self.log(name).read_text(errors="replace").splitlines()[-15:]
                raise CannotStart("\n".join([f"The {name} process ended:", *words]))

    def watch(self) -> None:
        """Stay until a process ends by itself: then raises CannotStart."""
        while True:
            self.refuse_dead_children()
            time.sleep(0.5)

    def stop(self) -> None:
        """Web first, so that nothing new comes in; then the clock and the worker."""
        for child in self.children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(ENDING)
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


def free_addresses(port: int) -> list[str]:
    """The loopback addresses of this machine, this port free on each. Raises CannotStart when it is taken."""
    found = []
    for host, family in LOOPBACKS:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if family == socket.AF_INET:
                    raise CannotStart(f"Port {port} is taken. Try another: make demo PORT={port + 1}") from error
                continue
        found.append(f"[{host}]:{port}" if family == socket.AF_INET6 else f"{host}:{port}")
    return found


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()

"""`manage.py demo`: builds once, serves with worker and clock, and leaves nothing behind."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from demo.engine import CannotStart, Engine

ROOT = Path(__file__).resolve().parent.parent.parent
STATE = f"test-{os.getpid()}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(port, **more):
    env = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "BROKER_URL"}}
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    more |= {"cwd": ROOT, "env": env | {"DEMO_STATE": STATE, "DEMO_FILES": "2"}, "text": True}
    return subprocess.Popen(command, stdout=subprocess.PIPE, **more)


def wait_until_ready(process):
    for line in process.stdout:
        if line.startswith("Ready:"):
            return line
    raise AssertionError(process.wait())


def open_database_too_early():
    """As any other command of manage.py does on a fresh machine: a file without tables."""
    folder = ROOT / "var" / "demo" / STATE
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / "demo.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 1")


def ignore_interrupts():
    """As a shell does to what it starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.fixture
def demo():
    port = free_port()
    open_database_too_early()
    process = start(port, preexec_fn=ignore_interrupts)
    try:
        wait_until_ready(process)
        yield process, port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        process.stdout.close()
        shutil.rmtree(ROOT / "var" / "demo" / STATE)


def family(pid):
    """A process's children and theirs."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [grandchild for child in children for grandchild in family(child)]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


class Visitor:
    """Somebody with a browser."""

    def __init__(self, port):
        self.base = f"http://localhost:{port}"
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open

    def get(self, path):
        with self.open(self.base + path) as answer:
            self.page, self.url = answer.read().decode(errors="replace"), answer.url
        return self.page

    def post(self, path, **fields):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)[1]
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        with self.open(self.base + path, body) as answer:
            self.page, self.url = answer.read().decode(), answer.url


def wait_for(found, seconds=20):
    for _ in range(seconds * 5):
        if found():
            return
        time.sleep(0.2)
    raise TimeoutError


def test_it_serves_works_and_leaves_nothing_behind(demo):
    process, port = demo
    visitor = Visitor(port)
    assert "Claire Morel" in visitor.get("/demo/")
    visitor.post("/demo/", persona="social-worker")
    assert "Bonjour, Claire Morel" in visitor.page
    young_person = re.search(r"/dossiers/[\w-]+/", visitor.get("/jeunes/"))[0]
    visitor.get(f"{young_person}projet/imprimer/")
    visitor.post(f"{young_person}projet/imprimer/")
    job = visitor.url.removeprefix(visitor.base)
    wait_for(lambda: "<progress" not in visitor.get(job))  # the worker was told, and did it

    second = start(port, stderr=subprocess.PIPE)
    assert f"Port {port} is taken" in second.communicate()[1]
    assert second.returncode == 1

    processes = family(process.pid)
    assert len(processes) >= 4
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert not [pid for pid in processes if alive(pid)]


class Sleepers(Engine):
    """Two processes of which one ends at once."""

    def commands(self, addresses):
        words = "import sys; print('out of paint'); sys.exit(3)"
        return {"web": [sys.executable, "-c", words], "worker": ["sleep", "60"]}


def test_a_part_that_ends_is_named_with_its_last_words_and_takes_the_rest_down(tmp_path):
    engine = Sleepers(port=free_port(), root=ROOT, state=tmp_path)
    with pytest.raises(CannotStart, match=r"(?s)web process ended.*out of paint"):
        engine.start()
    engine.stop()
    assert not [child.pid for child in engine.children.values() if alive(child.pid)]

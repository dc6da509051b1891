"""Logs: one JSON object a line, and nobody's data in any of them."""

import io
import json
import logging

import kombu
import pytest
from celery import shared_task
from django.core.exceptions import BadRequest
from django.db import IntegrityError
from django.urls import path

from common import logs
from common.access import public

NAME = "Maïlys Kervern"
FIELDS = {"time", "level", "logger", "message", "request_id", "method", "route", "status", "ms", "user"}


@pytest.fixture
def lines():
    """`lines()`: what was logged since, line by line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Line())
    heard = [logging.getLogger(name) for name in (None, "django")]
    for logger in heard:
        logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for logger in heard:
        logger.removeHandler(handler)


@public
def quotes_the_row(request):
    """As PostgreSQL does when it refuses one."""
    try:
        raise IntegrityError(f"Key (email)=({NAME}) already exists.")
    except IntegrityError as error:
        raise ValueError(NAME) from error


@public
def misunderstood(request):
    raise BadRequest(NAME)


urlpatterns = [path("casse/", quotes_the_row, name="broken"), path("mal-dit/", misunderstood, name="misunderstood")]


@pytest.fixture
def broken(settings, client, db):
    """A client of pages that fail, as a reader sees them."""
    settings.ROOT_URLCONF = "tests.test_logs"
    client.raise_request_exception = False
    return client


def test_each_request_has_one_line_with_its_route_and_nothing_of_its_address(world, as_, lines):
    answer = as_(world.social_worker).get(f"/dossiers/{world.case.pk}/?nom={NAME}")
    [line] = [line for line in lines() if line["logger"] == "requests"]
    assert set(line) == FIELDS
    assert (line["method"], line["route"], line["status"]) == ("GET", "cases:detail", 200)
    assert (line["user"], line["request_id"]) == (str(world.social_worker.pk), answer["X-Request-ID"])
    assert str(world.case.pk) not in json.dumps(line)
    assert NAME not in json.dumps(line, ensure_ascii=False)


def test_what_was_typed_is_in_no_line(world, as_, lines):
    client = as_(world.social_worker)
    client.post("/recherche/", {"q": NAME})
    client.post("/jeunes/", {"name": NAME})
    client.get(f"/{NAME}/")
    assert len(lines()) == 3
    assert NAME not in json.dumps(lines(), ensure_ascii=False)


def test_an_absent_address_has_a_line_without_route(client, db, lines):
    client.get("/invitation-secret-jeton/")
    [line] = lines()
    assert (line["route"], line["status"], line["user"]) == (None, 404, None)
    assert "jeton" not in json.dumps(line)


def test_a_fault_says_what_was_raised_and_where_but_not_what_it_says(broken, lines):
    assert broken.get("/casse/").status_code == 500
    fault, request = lines()
    assert [found["error"] for found in fault["faults"]] == ["ValueError", "IntegrityError"]
    assert "quotes_the_row" in fault["faults"][0]["where"][-1]
    assert fault["request_id"] == request["request_id"]
    assert NAME not in json.dumps([fault, request], ensure_ascii=False)


@pytest.mark.parametrize(("address", "host"), [("/mal-dit/", "testserver"), ("/", "Kervern.example")])
def test_a_bad_request_is_told_without_its_words(broken, lines, address, host):
    broken.get(address, headers={"host": host})
    assert {line["status"] for line in lines() if line["logger"] == "requests"} == {400}
    assert "Kervern" not in json.dumps(lines(), ensure_ascii=False)


def test_probes_are_told_only_when_they_fail(client, db, lines, monkeypatch):
    client.get("/healthz")
    client.get("/readyz")
    assert lines() == []
    monkeypatch.setattr("config.health.needs", lambda: {"database": False})
    client.get("/readyz")
    told = [line for line in lines() if line["logger"] == "requests"]
    assert [(line["route"], line["status"]) for line in told] == [("readyz", 503)]


def test_a_warning_is_told_by_its_place_and_category(lines):
    logging.getLogger("py.warnings").handle(
        logging.LogRecord(
            "py.warnings", logging.WARNING, logging.__file__, 1, "%s", (f"models.py:8: RuntimeWarning: {NAME}",), None
        )
    )
    assert [line["message"] for line in lines()] == ["models.py:8: RuntimeWarning"]


@shared_task
def greet(name):
    library = logging.LogRecord("kombu", logging.WARNING, kombu.__file__, 1, "cannot greet %s", (name,), None)
    logging.getLogger("kombu").handle(library)
    raise ValueError(name)


def test_a_task_has_one_line_without_its_arguments(lines):
    greet.apply(args=[NAME])
    warned, *failed, ended = lines()
    assert (warned["message"], warned["task"]) == ("cannot greet %s", "tests.test_logs.greet")
    assert (ended["logger"], ended["state"], ended["task_id"]) == ("tasks", "FAILURE", warned["task_id"])
    assert [fault["error"] for line in failed for fault in line["faults"]] == ["ValueError"]
    assert NAME not in json.dumps(lines(), ensure_ascii=False)
    assert "task" not in logs.about.get()

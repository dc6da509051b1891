"""The benchmark measures what it says: each request does its work, within its budget of queries."""

import subprocess
import sys

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse

from bench.browser import Ask, Browser
from bench.measure import WARM_UP, WrongAnswer, check, measure
from bench.scenes import FLOOR, scenes
from bench.stage import Stage
from tests.factories.cases import commune

RUNS = 2


@pytest.fixture
def _connection_kept():
    """The application closes its connection between requests; the test's transaction lives in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def stage(db, settings, _connection_kept):
    settings.ROOT_URLCONF = "bench.urls"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    commune()
    stage = Stage()
    stage.grow(60, lambda text: None)
    return stage


def test_each_measured_request_does_its_work_within_its_queries(stage):
    for scene in scenes(stage, RUNS + WARM_UP + 1):
        found = measure(scene, Ask(reverse(FLOOR)), RUNS)
        assert 0 < found.queries <= scene.queries, scene.name
        assert len(found.own.wall) == len(found.floor.wall) == RUNS, scene.name


def test_a_refused_request_is_not_measured(stage):
    scene = scenes(stage, 1)[1]
    with pytest.raises(WrongAnswer):
        check(scene, Browser(scene.reader).prepare(Ask("/nulle-part/"))())


def test_it_brings_all_that_production_asks_of_its_environment():
    subprocess.run([sys.executable, "-m", "bench", "--help"], check=True, capture_output=True)

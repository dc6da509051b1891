"""What every test may use: the cast, the clock, a browser-like client."""

import datetime as dt
import gc
import os
from zlib import crc32

import hypothesis
import pytest
import time_machine
from django.db import connection

from audit import guards
from common import clock
from common.pdf import PdfUnavailable, engine
from tests import personas

pytest_plugins = ["tests.browser.driver"]

hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")  # a busy machine is no fault of the code

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
"""The day of the mock-ups."""


LARGE = ("cases/test_plan_moves", "cases/test_review_moves", "cases/test_version_moves", "referrals/test_moves")
LARGE += ("referrals/test_answer_by_link", "referrals/test_transfer_states")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Of the largest tables of states and moves, one line in four stands for the others before a change lands."""
    for item in items:
        if item.nodeid.removeprefix("tests/").startswith(LARGE) and crc32(item.nodeid.encode()) % 4:
            item.add_marker("thorough")


def pytest_collection_finish(session):
    """What is there before the first test stays: the collector need not look at it again after each."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def world(db):
    """The cast and their shared file. See tests/personas.py."""
    return personas.build()


@pytest.fixture(autouse=True)
def _guards_let_go(request):
    """A transactional test empties every table at its end: the audit trail's guards step aside for that."""
    transactional = {"transactional_db", "live_server"} & set(request.fixturenames)
    marker = request.node.get_closest_marker("django_db")
    if not transactional and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    guards.drop(connection)


@pytest.fixture
def at():
    """Travel: `with at(instant): …` sets Python's clock and the database's together."""

    class Travel:
        def __init__(self, instant):
            self.managers = [time_machine.travel(instant, tick=False), clock.at(instant)]

        def __enter__(self):
            for manager in self.managers:
                manager.__enter__()

        def __exit__(self, *error):
            for manager in reversed(self.managers):
                manager.__exit__(*error)

    return Travel


@pytest.fixture
def as_(client):
    """`as_(user)` is a client signed in as that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def pdf():
    """Says when a PDF cannot be made here; with REQUIRE_PDF=1 that is a failure."""
    try:
        engine()
    except PdfUnavailable as error:
        if os.environ.get("REQUIRE_PDF") == "1":
            raise
        pytest.skip(str(error))

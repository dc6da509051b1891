"""Every address × method × persona, in one table; and the document made from the access tables."""

import importlib
import pkgutil
import re
from contextlib import contextmanager
from http.cookies import SimpleCookie
from itertools import batched, product
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, resolve, reverse

from common.access import VERBS
from common.management.commands.access_table import FILE, table
from tests import access_table


def modules():
    found = (
        importlib.import_module(f"tests.access_table.{m.name}") for m in pkgutil.iter_modules(access_table.__path__)
    )
    return list(found)


ROWS = {name: row for module in modules() for name, row in module.ROWS.items()}
KWARGS = {name: given for module in modules() for name, given in getattr(module, "KWARGS", {}).items()}
ROUNDS = list(batched(sorted(ROWS), 12))
"""Addresses asked one after the other of one world."""
OTHERS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
LIBRARY = re.compile("account_|mfa_|usersessions_")
"""Pages of the sign-in library: about oneself only, with its own checks, tested by tests/accounts."""
SUPERVISED = {"healthz", "readyz"}
"""Asked by machines, some of which want no body: HEAD answers as GET."""
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(?!audit_|django_session|usersessions_)')
"""Reading leaves a trace and keeps the session; it changes nothing else."""


@pytest.fixture
def cast(world):
    return access_table.complete(world)


@pytest.fixture
def ask(cast):
    """`ask(name, (method, persona), …)`: the answers, each asked of the same world: what one did is taken back."""
    browsers = {persona: Client() for persona in access_table.PERSONAS}
    for persona, browser in browsers.items():
        if persona != "anonymous":
            browser.force_login(cast.people[persona])
    signed_in = {persona: browser.cookies.output(header="") for persona, browser in browsers.items()}

    def answered(address, method, persona):
        browsers[persona].cookies = SimpleCookie(signed_in[persona])
        with statements() as said, taken_back():
            answer = browsers[persona].generic(method, address)
        answer.writes = [sql for sql in said if WRITES.match(sql)]
        return answer

    def ask(name, *asked):
        with taken_back():
            given = KWARGS.get(name)
            address = reverse(name, kwargs=given(cast) if given else None)
            return [answered(address, method, persona) for method, persona in asked]

    return ask


@contextmanager
def statements():
    """What is asked of the database, without the values: noting those is a question of its own on SQLite."""
    said = []

    def note(execute, sql, params, many, context):
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield said


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def patterns(resolver=None, prefix=""):
    """(name, pattern) of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name}", entry


def addresses():
    """(name, view) of every address."""
    return [(name, pattern.callback) for name, pattern in patterns()]


def test_every_address_stands_in_the_table():
    missing = {name for name, _view in addresses()} - set(ROWS)
    assert not missing


def test_the_table_names_no_address_that_does_not_exist():
    assert not set(ROWS) - {name for name, _view in addresses()}


def test_every_view_declares_its_verb():
    undeclared = {name for name, view in addresses() if not LIBRARY.match(name) and not getattr(view, "verb", None)}
    assert not undeclared


def test_every_declared_verb_exists():
    declared = {view.verb for name, view in addresses() if getattr(view, "verb", None)} - {"public", "signed_in"}
    assert not declared - set(VERBS)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_row_answers_everybody_for_reading_and_for_sending(name):
    row = ROWS[name]
    assert set(row) == {"GET", "POST"}
    assert set(row["GET"]) == set(row["POST"]) == set(access_table.PERSONAS)


@pytest.mark.urls("tests.bare")
@pytest.mark.parametrize("names", ROUNDS, ids=lambda names: names[0])
def test_the_answer_is_that_of_the_table(ask, subtests, names):
    for name in names:
        with subtests.test(name):
            answers = ask(name, *product(("GET", "POST"), access_table.PERSONAS))
            read, sent = batched(answers, len(access_table.PERSONAS))
            assert codes(read) == ROWS[name]["GET"]
            assert [write for answer in read for write in answer.writes] == []
            assert codes(sent) == ROWS[name]["POST"]


@pytest.mark.parametrize("names", ROUNDS, ids=lambda names: names[0])
def test_no_address_knows_another_method(ask, cast, subtests, names):
    """Said before anything is looked for: nothing is learnt from it. Here with the whole way through, then without."""
    for name in names:
        if not LIBRARY.match(name) and name not in SUPERVISED:
            with subtests.test(name):
                expected = access_table.refused(ROWS[name]["GET"])
                visitors = ("anonymous", "social_worker")
                answers = ask(name, *product(OTHERS, visitors))
                assert [answer.status_code for answer in answers] == [expected[who] for who in visitors] * len(OTHERS)
                assert views_answers(name, cast) == {405}


def views_answers(name, cast):
    """What the view alone says to each of the others, for which it asks the database nothing."""
    with taken_back():
        kwargs = KWARGS[name](cast) if KWARGS.get(name) else {}
        view = resolve(reverse(name, kwargs=kwargs)).func
        with statements() as said:
            asked = [request_by(user, method) for user, method in product(cast.people.values(), OTHERS)]
            found = {view(request, **kwargs).status_code for request in asked}
    assert not said
    return found


def request_by(user, method):
    request = RequestFactory().generic(method, "/")
    request.user = user
    return request


def codes(answers):
    """What each persona was answered, in their order."""
    return {persona: answer.status_code for persona, answer in zip(access_table.PERSONAS, answers, strict=True)}


def test_the_document_says_what_the_tables_say():
    assert Path(settings.BASE_DIR, FILE).read_text(encoding="utf-8") == table()

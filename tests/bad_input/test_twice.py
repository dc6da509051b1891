"""The same form sent twice, by impatience or by a bad line: one row, and an answer that frightens nobody."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client

from tests.bad_input.conftest import rows
from tests.bad_input.table import PAGES, in_turn

ONCE_ONLY = {"cases:hand_over": 403, "organisations:invitation": 404, "organisations:membership_change": 404}
ONCE_ONLY |= {"referrals:link_code": 404, "cases:link_code": 404}
"""Handed over, one is not the lead any more; a used link says that it is over; a changed membership is another row; a
code opens once."""


@pytest.mark.parametrize("name", in_turn(PAGES))
def test_sent_twice_it_is_one_row(open_page, name):
    sheet = open_page(name)
    typed = sheet.right()
    sheet.post(typed)
    once = rows()
    answer = sheet.post(typed)
    assert rows() == once
    assert answer.status_code in {200, 302, ONCE_ONLY.get(name)}


MADE = [name for name in PAGES if name.endswith(("_add", "_record", ":open", ":create", "_create", "_ask", "_propose"))]
MADE += ["organisations:role_invite", "organisations:member_invite", "referrals:write"]
MADE += [f"cases:review_{name}" for name in ("convene", "invite", "prepare", "minutes", "decide", "correct")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="an in-memory database has one writer")
@pytest.mark.parametrize("name", in_turn(MADE))
def test_sent_twice_at_once_it_is_one_row(transactional_db, open_page, name):
    sheet = open_page(name)
    typed, before, answers, gate = sheet.right(), rows(), [], threading.Barrier(2)

    def send():
        client = Client()
        client.cookies = sheet.client.cookies.copy()
        gate.wait()
        try:
            answers.append(client.post(sheet.path, typed).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    twice = rows()
    assert twice != before
    assert sheet.post(typed).status_code == 302
    assert rows() == twice

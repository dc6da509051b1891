"""What is hidden answers as what does not exist: same status, same page, same number of questions to the database."""

import re
import uuid
from itertools import batched

import pytest
from django.db import transaction
from django.urls import reverse

from tests.bad_input.table import PAGES, in_turn, nothing
from tests.test_access import KWARGS, LIBRARY, statements

ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
VARYING = re.compile(rf'{ID}|nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')
"""Ids, nonces, tokens."""

OUTSIDERS = ("mentor", "stranger", "dpo")
"""Seated for what is practical, without any part, steering: what each of the others gets is in the access table."""
BUILDERS = {name: page.at for name, page in PAGES.items()} | KWARGS
OTHERWISE = {"organisations:invitation", "accounts:session_end", "reporting:own_rows"}
OTHERWISE |= {"cases:link", "referrals:link", "referrals:link_again"}
"""Named by a token, a number of one's own, a word."""

NAMED = sorted(
    {name for name, given in BUILDERS.items() if given not in (None, nothing) and not LIBRARY.match(name)} - OTHERWISE
)

OWN = {("documents:download", "mentor")}
"""One's own file, not ready yet: nothing is hidden there."""


def asked(browser, method, name, kwargs):
    with statements() as said:
        answer = getattr(browser, method)(reverse(name, kwargs=kwargs))
    return answer.status_code, VARYING.sub("", answer.content.decode(errors="replace")), len(said)


@pytest.mark.parametrize("names", in_turn(batched(NAMED, 12)), ids=lambda names: names[0])
def test_hidden_answers_as_absent(world, as_, subtests, names):
    for name in names:
        with subtests.test(name), transaction.atomic():
            hides(world, as_, name)
            transaction.set_rollback(True)


def hides(world, as_, name):
    kwargs = BUILDERS[name](world)
    hidden_from = 0
    for persona in OUTSIDERS:
        browser = as_(world.people[persona])
        browser.get(reverse("accessibility"))  # the session begins
        for method in ("get", "post"):
            absent = asked(browser, method, name, kwargs | {"pk": uuid.uuid4()})
            found = asked(browser, method, name, kwargs)
            if found[0] == 404 and (name, persona) not in OWN:
                assert found == absent
                hidden_from += 1
            if absent[0] != 405:
                assert absent[0] in {404, 403}
    assert hidden_from

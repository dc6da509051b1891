"""Every page of the product, once the people it is about are erased: it answers as before, and breaks nowhere."""

from itertools import batched

import pytest
from django.db import transaction
from django.urls import reverse

from people.models import YoungPerson
from tests.access_table import complete
from tests.bad_input.table import in_turn
from tests.cases.test_plan_pdf import prepare
from tests.test_access import KWARGS, ROWS
from tests.vault.conftest import SECRETS
from vault.actions import destroy_key
from vault.keys import fresh_ring

READERS = [
    (name, next((who for who in ("social_worker", *cells) if cells.get(who) == 200 and who != "anonymous"), None))
    for name, cells in ((name, row["GET"]) for name, row in sorted(ROWS.items()) if "GET" in row)
]
PAGES = [(name, reader) for name, reader in READERS if reader]
OVER = {"referrals:link", "cases:link", "cases:document_file", "cases:document_preview", "cases:archive_file"}
"""A link about whoever is erased opens nothing any more; its page says that it is over. A file is absent, as are its
pictures."""


def erase_everybody():
    for pk in YoungPerson.objects.values_list("pk", flat=True):
        destroy_key(person_id=pk, by=None, reason="retention")
    fresh_ring()


@pytest.mark.parametrize("pages", in_turn(batched(PAGES, 12)), ids=lambda pages: pages[0][0])
def test_they_still_answer(world, as_, subtests, pages):
    complete(world)
    for name, reader in pages:
        with subtests.test(name), transaction.atomic():
            given = KWARGS.get(name)
            address = reverse(name, kwargs=given(world) if given else None)
            erase_everybody()
            answer = as_(world.people[reader]).get(address)
            assert answer.status_code == (404 if name in OVER else 200)
            assert "Ferrand" not in answer.content.decode(errors="replace")
            transaction.set_rollback(True)
        fresh_ring()


def test_enough_pages_are_tried_for_this_to_mean_something():
    assert len(PAGES) > 40


@pytest.mark.pdf
@pytest.mark.usefixtures("pdf")
def test_a_file_prepared_before_is_gone_and_a_new_one_says_erased(filled, as_):
    client = as_(filled.social_worker)
    before = prepare(client, filled.case)
    assert client.get(f"{before}fichier/").status_code == 200
    erase_everybody()
    assert client.get(before).status_code == 200
    assert client.get(f"{before}fichier/").status_code == 404
    after = client.get(prepare(client, filled.case))
    assert after.status_code == 200
    assert not [secret for secret in SECRETS if secret in after.content.decode()]

"""The invented year, built once for whatever looks at it."""

import pytest
from django.db import transaction

from demo.build import build


@pytest.fixture(scope="package")
def year(django_db_setup, django_db_blocker):
    """What the builder said. Undone when the last that looks at it has: these are all of the group `year`."""
    said = []
    with django_db_blocker.unblock(), transaction.atomic():
        build(said.append)
        yield said
        transaction.set_rollback(True)

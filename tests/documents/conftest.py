"""A kind of long work that needs nothing but a file somebody may open."""

import pytest

from cases.models import Case
from documents.jobs import KINDS, Made, job

KIND = "tests.count"


@pytest.fixture
def counting():
    """Registered as an app's `jobs.py` would; `counting.source` is what its file is made from."""

    class Counting:
        source, made, fails = "seven", 0, None

    def opens(reader, asked):
        return Case.objects.visible_to(reader).filter(pk=asked.case_id).exists()

    @job(KIND, "A count", allowed=opens, back=lambda asked: "/", source=lambda asked: Counting.source)
    def make(asked, source, progress):
        if Counting.fails:
            raise Counting.fails
        progress(50)
        Counting.made += 1
        return Made(source.encode(), "text/plain", "compte.txt")

    yield Counting
    del KINDS[KIND]

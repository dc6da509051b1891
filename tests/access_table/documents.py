"""Who may fetch what was prepared: its asker alone, while what it is made from is open to them."""

from documents.actions import start_job
from tests.access_table import cells, page

ROWS = {
    "documents:job": page(cells(404, mentor=200)),
    "documents:download": page(cells(404)),
}


def job(world):
    """What the mentor asked for, not made yet: there is nothing to fetch, for anybody."""
    return {"pk": start_job("cases.plan_pdf", by=world.mentor, case=world.case).pk}


KWARGS = {"documents:job": job, "documents:download": job}

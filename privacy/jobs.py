"""Long work for data protection officers: a trail as a table, the proof of the record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.proving import prove
from common import clock
from documents.jobs import Made, Progress, job
from organisations.models import OrganisationRole
from privacy.access import recorded
from privacy.forms import TrailForm
from privacy.proofs import fault_in_words, heads
from privacy.trail import Line, actors_of, lines_of, rows_of

if TYPE_CHECKING:
    from accounts.models import User
    from documents.models import Job

TRAIL_TABLE = "privacy.trail_table"
PROOF = "privacy.proof"
AT_ONCE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would run."""

TITLES = (_("File"), _("When"), _("Who"), _("Association"), _("Kind"), _("What"), _("About"), _("Code"))


def file_of(asked: Job) -> UUID:
    """Raises ValueError for a job about no file."""
    if asked.case_id is None:
        raise ValueError(asked.pk)
    return asked.case_id


def protects_file(reader: User, asked: Job) -> bool:
    return recorded(reader).filter(pk=file_of(asked)).exists()


def trail_page(asked: Job) -> str:
    return reverse("privacy:who_saw", args=[file_of(asked)])


@job(TRAIL_TABLE, _("Who did and saw what, as a table"), allowed=protects_file, back=trail_page)
def trail_table(asked: Job, source: str, progress: Progress) -> Made:
    """The lines as they stand when it is made, with the filters it was asked with."""
    case = recorded(asked.asked_by).get(pk=file_of(asked))
    wanted = TrailForm(asked.params, people=actors_of(case, asked.asked_by)).wanted()
    rows = list(rows_of(case, asked.asked_by, wanted))
    content = table(case.reference, lines_by_parts(rows, progress))
    return Made(content, "text/csv", f"journal-{clock.today():%Y-%m-%d}.csv", custody_id=case.leading_organisation_id)


def lines_by_parts(rows: list[dict[str, Any]], progress: Progress) -> Iterator[Line]:
    for start in range(0, len(rows), AT_ONCE):
        progress(90 * start // len(rows))
        yield from lines_of(rows[start : start + AT_ONCE])


def table(reference: str, lines: Iterator[Line]) -> bytes:
    """What a spreadsheet opens at once in French: semicolons, a byte order mark; no cell is run as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([str(title) for title in TITLES])
    for line in lines:
        at = timezone.localtime(line.at).isoformat(sep=" ", timespec="seconds")
        cells = (reference, at, line.who, line.association, line.kind_label, line.what, line.about, line.verb)
        writer.writerow([inert(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def protects(reader: User, asked: Job) -> bool:
    return OrganisationRole.objects.protecting(reader).exists()


def log_page(asked: Job) -> str:
    return reverse("privacy:log")


@job(PROOF, _("Proof of the record"), allowed=protects, back=log_page)
def proof_of_record(asked: Job, source: str, progress: Progress) -> Made:
    """Verify everything now; the paper says what was found, and the last seals."""
    found = prove(by=asked.asked_by, progress=progress)
    content = "\n".join(paper(found)).encode()
    custody = OrganisationRole.objects.protecting(asked.asked_by).order_by("valid_from", "pk").first()
    return Made(
        content,
        "text/plain; charset=utf-8",
        f"preuve-{clock.today():%Y-%m-%d}.txt",
        custody_id=custody.organisation_id if custody else None,
    )


def paper(found: dict[str, Any]) -> Iterator[str]:
    """The proof, line by line."""
    now = timezone.localtime(clock.now())
    yield gettext("Record of Cordée, verified on %(day)s") % {"day": now.isoformat(" ", "seconds")}
    yield ""
    yield gettext("It is whole.") if found["intact"] else gettext("It is not whole.")
    if not found["intact"]:
        yield fault_in_words(found["first"])
        yield from found["faults"]
    yield gettext("%(rows)s lines, %(blocks)s seals") % found
    for name, seq, seal in heads():
        yield gettext("Last seal of %(stream)s: number %(seq)s, %(seal)s") % {"stream": name, "seq": seq, "seal": seal}

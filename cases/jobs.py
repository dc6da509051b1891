"""Long work about a file: the plan, the same in plain words, an agreement to share, as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.access import is_lead
from cases.agreement_pdf import agreement_html, printable_to
from cases.models import Case
from cases.opened import opened_links
from cases.own_pdf import own_plan_html
from cases.pdf import STYLE, plan_html
from common import clock
from common.pdf import make_pdf
from documents.jobs import Made, Progress, job

if TYPE_CHECKING:
    from accounts.models import User
    from documents.models import Job

PLAN_PDF = "cases.plan_pdf"
AGREEMENT_PDF = "cases.agreement_pdf"
OWN_PLAN_PDF = "cases.own_plan_pdf"


def case_of(asked: Job) -> UUID:
    """Raises ValueError for a job about no file."""
    if asked.case_id is None:
        raise ValueError(asked.pk)
    return asked.case_id


def opens_case(reader: User, asked: Job) -> bool:
    return Case.objects.visible_to(reader).filter(pk=case_of(asked)).exists()


def printing_page(asked: Job) -> str:
    return reverse("cases:plan_pdf", args=[case_of(asked)])


def plan_source(asked: Job) -> str:
    return plan_html(case_of(asked), asked.asked_by)


@job(PLAN_PDF, _("Plan as a PDF file"), allowed=opens_case, back=printing_page, source=plan_source)
def plan_pdf(asked: Job, source: str, progress: Progress) -> Made:
    return printed(asked, source, progress, "projet")


def printed(asked: Job, source: str, progress: Progress, name: str) -> Made:
    """The tagged document, answered for by the association that leads the file."""
    progress(30)
    content = make_pdf(source, css=STYLE)
    leading = Case.objects.values_list("leading_organisation", flat=True).get(pk=case_of(asked))
    return Made(content, "application/pdf", f"{name}-{clock.today():%Y-%m-%d}.pdf", custody_id=leading)


def agreement_of(asked: Job) -> UUID:
    return UUID(asked.params["recipient"])


def leads_agreement(reader: User, asked: Job) -> bool:
    recipient = printable_to(reader).filter(pk=agreement_of(asked)).first()
    return recipient is not None and is_lead(reader, recipient)


def agreement_page(asked: Job) -> str:
    return reverse("cases:agreement_pdf", args=[agreement_of(asked)])


def agreement_source(asked: Job) -> str:
    return agreement_html(agreement_of(asked), asked.asked_by)


@job(
    AGREEMENT_PDF,
    _("Agreement to share as a PDF file"),
    allowed=leads_agreement,
    back=agreement_page,
    source=agreement_source,
)
def agreement_pdf(asked: Job, source: str, progress: Progress) -> Made:
    return printed(asked, source, progress, "accord")


def link_of(asked: Job) -> UUID:
    return UUID(asked.params["link"])


def leads_link(reader: User, asked: Job) -> bool:
    link = opened_links(reader).filter(pk=link_of(asked)).first()
    return link is not None and link.opens() and is_lead(reader, link)


def own_plan_page(asked: Job) -> str:
    return reverse("cases:own_plan_pdf", args=[link_of(asked)])


def own_plan_source(asked: Job) -> str:
    return own_plan_html(link_of(asked), asked.asked_by)


@job(
    OWN_PLAN_PDF, _("Plan in plain words as a PDF file"), allowed=leads_link, back=own_plan_page, source=own_plan_source
)
def own_plan_pdf(asked: Job, source: str, progress: Progress) -> Made:
    return printed(asked, source, progress, "projet-en-clair")

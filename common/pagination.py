"""Pages of a list."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS = 25


def page_of(rows: QuerySet[Any], request: HttpRequest, per_page: int = ROWS, *, count: int | None = None) -> Page[Any]:
    """The page asked for; one that does not exist is the nearest. Raises ValueError for rows in no fixed order.

    `count`: how many rows there are, where the page knows it already. Rows that fit one page are not counted, nor those
    that say it themselves (`in_all`, annotated).
    """
    if not rows.totally_ordered:
        message = f"{rows.model.__name__}: order by something unique, or rows move between pages"
        raise ValueError(message)
    pages = Paginator(rows, per_page)
    if count is not None:
        pages.count = count
    if request.GET.get("page", "1") != "1":
        return pages.get_page(request.GET["page"])
    first = list(rows[: per_page + 1])
    if len(first) <= per_page:
        pages.count = len(first)
    elif hasattr(first[0], "in_all"):
        pages.count = first[0].in_all
    return Page(first[:per_page], 1, pages)

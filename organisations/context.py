"""Who the reader is, for the top of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from common.context import signed_in
from organisations.standing import standing


def reader(request: HttpRequest) -> dict[str, Any]:
    return {"standing": SimpleLazyObject(lambda: standing(request))} if signed_in(request) else {"standing": None}

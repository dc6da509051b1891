"""Handing a file out: as what it is and nothing else, able to do nothing, kept in no cache."""

from __future__ import annotations

from django.http import HttpResponse


def file_response(content: bytes, content_type: str, *, name: str = "") -> HttpResponse:
    """To be saved under `name`, one of our own making; without one, to be shown in a page."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"' if name else "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)

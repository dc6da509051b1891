"""Logs: one JSON object a line, of fields chosen one by one. Nothing a person typed or is called ever enters a line."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

FIELDS = ("request_id", "method", "route", "status", "ms", "user", "task", "task_id", "state")
"""Whatever else a record carries stays out."""

PROBES = {"healthz", "readyz"}
"""Asked every few seconds: told only when they fail."""

HERE = str(Path(__file__).resolve().parent.parent)

requests, tasks = logging.getLogger("requests"), logging.getLogger("tasks")
about: ContextVar[dict[str, str]] = ContextVar("about", default={})  # noqa: B039  # replaced, never changed
began: ContextVar[float] = ContextVar("began", default=0.0)


class Line(logging.Formatter):
    """A record as JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": said(record),
        }
        line |= about.get() | {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["faults"] = [*faults(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False, default=str)


def said(record: logging.LogRecord) -> str:
    """Our own words whole. Of a library's only the fixed part: it may fill in an address, a header, a value."""
    if record.pathname.startswith(HERE) and "site-packages" not in record.pathname:
        return record.getMessage()
    if record.name == "py.warnings":  # “file:line: Category: words”
        return ": ".join(str(record.args).split(": ")[:2]).strip("('")
    return record.name if hasattr(record, "request") else str(record.msg).strip()


def faults(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """What was raised and where, cause by cause. Not what it says: a database quotes the row it refuses."""
    while error is not None:
        yield {"error": type(error).__qualname__, "where": where(error.__traceback__)}
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def where(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def request_lines(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """One line a request: the name of its route, never its address. Its id is in every line written meanwhile."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began.set(time.perf_counter())
        request_id = uuid4().hex
        token = about.set({"request_id": request_id})
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = request_id
            if is_told(request, response):
                requests.info("request", extra=facts(request, response))
        finally:
            about.reset(token)
        return response

    return middleware


def is_told(request: HttpRequest, response: HttpResponse) -> bool:
    """Probes and static files are not, unless they fail."""
    quiet = request.resolver_match is None or request.resolver_match.view_name in PROBES
    return not quiet or response.status_code >= 400


def facts(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    user = getattr(request, "_cached_user", None)  # only if somebody asked for it: a line costs no query
    return {
        "method": request.method,
        "route": request.resolver_match.view_name if request.resolver_match else None,
        "status": response.status_code,
        "ms": since_it_began(),
        "user": user.pk if user is not None else None,
    }


def task_begins(*, task: Any, task_id: str, **_: Any) -> None:
    """A worker's lines carry the task's name and id."""
    began.set(time.perf_counter())
    about.set({"task": task.name, "task_id": task_id})


def task_ends(*, state: str | None, **_: Any) -> None:
    """One line a task; not what it was given, nor what it returned."""
    tasks.info("task", extra={"state": state, "ms": since_it_began()})
    about.set({})


def since_it_began() -> int:
    """In milliseconds."""
    return round((time.perf_counter() - began.get()) * 1000)

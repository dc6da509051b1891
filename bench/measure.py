"""Queries, wall time and processor time of a request, beside those of the floor."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.browser import Answer, Ask, Browser
from bench.scenes import Scene

WARM_UP = 6
"""Requests before any is counted: templates compiled, statements prepared, plans settled."""


class WrongAnswer(AssertionError):
    """The request did not do what is measured."""


@dataclass(slots=True)
class Times:
    """Wall and processor milliseconds of each request."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def time(self, send: Callable[[], Answer]) -> Answer:
        wall, cpu = time.perf_counter(), time.process_time()
        answer = send()
        self.cpu.append(1000 * (time.process_time() - cpu))
        self.wall.append(1000 * (time.perf_counter() - wall))
        return answer

    @property
    def p50(self) -> float:
        return statistics.median(self.wall)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.wall, n=20)[-1]


@dataclass(frozen=True, slots=True)
class Found:
    """What one kind of request costs. `floor` was measured in turn with it, under the same load of the machine."""

    queries: int
    own: Times
    floor: Times

    @property
    def ratio(self) -> float:
        return self.own.p50 / self.floor.p50


def measure(scene: Scene, floor: Ask, runs: int) -> Found:
    """The scene and the floor in turn, by the same reader."""
    browser = Browser(scene.reader)
    for _unused in range(WARM_UP):
        check(scene, browser.prepare(next(scene.asks))())
        browser.prepare(floor)()
    send = browser.prepare(next(scene.asks))
    with CaptureQueriesContext(connection) as captured:
        check(scene, send())
        queries = len(captured)  # the next request forgets them
    own, bare = Times(), Times()
    for _unused in range(runs):
        bare.time(browser.prepare(floor))
        check(scene, own.time(browser.prepare(next(scene.asks))))
    return Found(queries, own, bare)


def check(scene: Scene, answer: Answer) -> None:
    """Raises WrongAnswer."""
    if answer.status != scene.expected or scene.shows.encode() not in answer.body:
        message = f"{scene.name}: {answer.status}, {len(answer.body)} bytes without {scene.shows!r}"
        raise WrongAnswer(message)

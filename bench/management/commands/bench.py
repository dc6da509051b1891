"""`bench 1000 10000`: what the pages cost with so many young people, one JSON line a case."""

from __future__ import annotations

import gc
import json
import statistics
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.urls import reverse

from bench.browser import Ask
from bench.measure import WARM_UP, Found, measure
from bench.scenes import FLOOR, Scene, scenes
from bench.stage import Stage
from cases.pdf import STYLE, plan_html
from common.pdf import make_pdf
from places.actions import load_map

GROWTH = 1.25
PDF_CPU_MS = 1000


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = []  # some ask the database, which is made below

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sizes", nargs="*", type=int, default=[1000, 10000], help="young people, smallest first")
        parser.add_argument("--runs", type=int, default=60, help="timed requests of each case")
        parser.add_argument("--only", default="", help="only the cases whose name holds this")

    def handle(self, *args: Any, sizes: list[int], runs: int, only: str, **options: Any) -> None:
        call_command("collectstatic", interactive=False, verbosity=0)
        own = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            self.compare(sorted(sizes), runs, only)
        finally:
            connection.creation.destroy_test_db(own, verbosity=0)

    def compare(self, sizes: list[int], runs: int, only: str) -> None:
        """Each size in turn; the first one is what growth is told against."""
        load_map()
        stage, smallest = Stage(), dict[str, float]()
        for size in sizes:
            stage.grow(size, lambda text: self.stderr.write(text))
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")  # what the planner knows after a night
            gc.collect()
            gc.freeze()  # a web process does not carry what the building left behind
            for scene in scenes(stage, runs + WARM_UP + 1):
                if only in scene.name:
                    found = measure(scene, Ask(reverse(FLOOR)), runs)
                    base = smallest.setdefault(scene.name, found.ratio)
                    self.tell(size, scene.name, **figures(scene, found, growth=found.ratio / base))
            if only in "plan as PDF":
                self.tell(size, "plan as PDF", **pdf(stage))

    def tell(self, size: int, case: str, **figures: Any) -> None:
        self.stdout.write(json.dumps({"young_people": size, "case": case, **figures}))


def figures(scene: Scene, found: Found, growth: float) -> dict[str, Any]:
    """One line: what was found, the budget, and what misses it."""
    cpu = statistics.median(found.own.cpu)
    missed = {
        "queries": found.queries > scene.queries,
        "ratio": found.ratio > scene.floors,
        "growth": growth > GROWTH,
        "cpu": cpu > scene.cpu_ms,
    }
    return {
        "queries": found.queries,
        "p50_ms": round(found.own.p50, 1),
        "p95_ms": round(found.own.p95, 1),
        "cpu_ms": round(cpu, 1),
        "floor_ms": round(found.floor.p50, 1),
        "ratio": round(found.ratio, 2),
        "growth": round(growth, 2),
        "budget": {"queries": scene.queries, "ratio": scene.floors},
        "missed": [name for name, is_missed in missed.items() if is_missed],
    }


def pdf(stage: Stage) -> dict[str, Any]:
    """The measured plan on paper, made anew; a prepared one is found again by its content."""
    times = []
    for _unused in range(4):
        began = time.process_time()
        content = make_pdf(plan_html(stage.measured.pk, stage.leading.workers[0]), css=STYLE)
        times.append(1000 * (time.process_time() - began))
    cpu = statistics.median(times[1:])  # the first one loads the library
    return {"cpu_ms": round(cpu), "kilobytes": len(content) // 1024, "missed": ["cpu"] if cpu > PDF_CPU_MS else []}

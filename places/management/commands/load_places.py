"""Loads every commune, département and EPCI from the repository's own files."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from places.actions import load_map


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_map()
        text = json.dumps(counts) if options["json"] else ", ".join(f"{n} {name}" for name, n in counts.items())
        self.stdout.write(text)

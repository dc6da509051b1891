"""Proves that the record of what was done and seen is whole. Exit code 0 only then."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from audit import chain


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        chain.seal_all()
        found = chain.verify_all()
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write("\n".join(found["faults"]) or f"intact: {found['rows']} rows, {found['blocks']} blocks")
        if not found["intact"]:
            sys.exit(1)

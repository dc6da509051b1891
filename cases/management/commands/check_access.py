"""Compares the access policy with the access view on live data. Exit code 0 only when they agree."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.checking import check_access


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_access()
        summary = "\n".join([f"{found['files']} files, {found['ways_in']} ways in", *found["differences"]])
        self.stdout.write(json.dumps(found) if options["json"] else summary)
        if not found["agree"]:
            sys.exit(1)

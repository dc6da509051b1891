"""Puts every data key under the current master key, or one person's data under a new key.

Cut short, it goes on where it stopped. Exit code 0 only if nothing is left to do. Give the new key to every process
before it becomes the current one; take the old one out of the settings only after this command ended well.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vault import rotation
from vault.keys import MissingMasterKey
from vault.models import PersonKey


class Command(BaseCommand):
    help = __doc__
    quiet = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", type=UUID, help="id of the young person whose data key is replaced")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        self.quiet = options["json"]
        try:
            found = self.rotate_person(options["person"]) if options["person"] else self.rotate_all()
        except MissingMasterKey as error:
            raise CommandError(str(error)) from None
        summary = ", ".join(f"{name}: {count}" for name, count in found.items())
        self.stdout.write(json.dumps(found) if self.quiet else summary)
        if found["left"]:
            sys.exit(1)

    def rotate_all(self) -> dict[str, int]:
        """Master key, index key, and what earlier rotations of one person left behind."""
        return {
            "rewrapped": self.counted("keys rewrapped", rotation.rewrap_keys()),
            "reindexed": self.counted("people indexed anew", rotation.rebuild_indexes()),
            "resealed": self.counted("values sealed anew", rotation.reseal_leftovers(PersonKey.objects.all())),
            "forgotten": rotation.forget_retired(),
            "left": PersonKey.objects.to_rewrap().count() + len(rotation.still_used(PersonKey.objects.all())),
        }

    def rotate_person(self, person_id: UUID) -> dict[str, int]:
        try:
            resealed = self.counted("values sealed anew", rotation.rotate_person(person_id))
        except PersonKey.DoesNotExist:
            message = "No living key belongs to that id: nobody has it, or their data was erased."
            raise CommandError(message) from None
        return {"resealed": resealed, "left": len(rotation.still_used(PersonKey.objects.of(person_id)))}

    def counted(self, what: str, batches: Iterator[int]) -> int:
        """Their sum, said after each full batch."""
        done = 0
        for size in batches:
            done += size
            if size >= rotation.BATCH and not self.quiet:
                self.stdout.write(f"{done} {what}")
        return done

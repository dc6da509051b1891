"""Writes docs/access.md from the access tables: who may do what."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from common.access import ROLES, VERBS, Verb

FILE = "docs/access.md"
HEAD = """# Who may do what

Generated from each app's `access.py` by `manage.py access_table`; a test keeps it true. A cell says under which
condition a role may do the verb; an empty cell means it may not. Every object is first fetched from rows the person
may see at all: what is hidden answers as if it did not exist.

"""


def table() -> str:
    """The whole document, in English."""
    with translation.override("en"):
        titles = ["verb", "what", *(role.replace("_", " ") for role in ROLES)]
        lines = [titles, ["---"] * len(titles), *(line(VERBS[name]) for name in sorted(VERBS))]
        return HEAD + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def line(verb: Verb) -> list[str]:
    cells = [(verb.who[role].__doc__ or "").strip() if role in verb.who else "" for role in ROLES]
    return [f"`{verb.name}`", str(verb.label), *cells]


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        Path(settings.BASE_DIR, FILE).write_text(table(), encoding="utf-8")

"""What the house promises about itself, read from its own source. Nothing here runs a page."""

import ast
import functools
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"


@functools.cache
def python():
    """Path below the root -> (text, tree), for every Python file but migrations."""
    found = {}
    for path in sorted(ROOT.glob("**/*.py")):
        place = path.relative_to(ROOT)
        if place.parts[0].startswith(".") or place.parts[0] == "var" or "migrations" in place.parts:
            continue
        text = path.read_text(encoding="utf-8")
        found[place.as_posix()] = (text, ast.parse(text))
    return found


@functools.cache
def product():
    """What serves people: not what tests it, nor what fills a database of its own to measure it."""
    return {name: found for name, found in python().items() if not name.startswith(("tests/", "bench/"))}


@functools.cache
def templates():
    """Name -> text."""
    paths = (path for path in sorted(TEMPLATES.rglob("*")) if path.is_file())
    return {path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def walk(files):
    """(file, node) of every node of these files."""
    for name, (_text, tree) in files.items():
        for node in ast.walk(tree):
            yield name, node


def dotted(node):
    """`Case.objects.filter` of the expression that reads so; calls on the way are passed over."""
    parts = []
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        else:
            break
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""

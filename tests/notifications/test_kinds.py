"""Every kind that is told can be read, and every letter has its text."""

import ast
from pathlib import Path

import pytest
from django.template.loader import get_template

from notifications.registry import RESOLVERS

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = [path for path in ROOT.glob("*/") if (path / "__init__.py").exists() and path.name != "tests"]


def kinds(function):
    """The first argument of every call of this function, where it is written out."""
    for path in (found for app in APPS for found in app.rglob("*.py")):
        calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call) and node.args)
        for call in calls:
            if getattr(call.func, "id", "") == function and isinstance(call.args[0], ast.Constant):
                yield call.args[0].value


@pytest.mark.parametrize("kind", sorted(set(kinds("notify"))))
def test_a_kind_that_is_told_can_be_read(kind):
    assert kind in RESOLVERS


@pytest.mark.parametrize("kind", sorted(set(kinds("send_letter"))))
def test_a_letter_has_its_text(kind):
    for ending in (".txt", "_subject.txt"):
        get_template(f"notifications/email/letter_{kind.replace('.', '_')}{ending}")

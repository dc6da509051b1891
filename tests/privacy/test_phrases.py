"""Every verb the product records has a phrase of its own."""

import ast
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

from cases.access import CHANGEABLE
from cases.listing import SEARCHED
from cases.models import Action, Need
from common.access import VERBS
from organisations.models import Decision
from privacy.actions import LOOKED_UP
from privacy.phrases import DONE, SEEN, seen

MODELS = [model._meta.model_name for model in CHANGEABLE]
PATTERNS = {
    "{kind}_added": [*(f"cases.{name}_added" for name in MODELS), "cases.review_added", "programs.attendance_added"],
    "cases.{item._meta.model_name}_changed": [f"cases.{name}_changed" for name in MODELS],
    "cases.item_{change}": ["cases.item_widened", "cases.item_narrowed"],
    "cases.action_{status}": [f"cases.action_{status}" for status in Action.Status],
    "cases.need_{status}": [f"cases.need_{status}" for status in Need.Status],
    "decision_{decision.outcome}": [f"organisations.decision_{outcome}" for outcome in Decision.Outcome],
}
"""Verbs composed in the code, and everything they can be."""

PASSED_ON = {"organisations.{verb}", "programs.{verb}", "referrals.{done}", "f", "verb", "kind"}
"""What the small helpers pass on: the calls of the helpers name the verb."""

HELPERS = {"record", "record_view", "settle", "post", "close", "tell", "by_link"}


def text_of(node):
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}" for part in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def recorded():
    """(app, verb as written) of every call that records, in every app."""
    for path in sorted(Path(settings.BASE_DIR).glob("*/**/*.py")):
        app = path.relative_to(settings.BASE_DIR).parts[0]
        if app not in settings.INSTALLED_APPS or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in HELPERS:
                yield from ((app, found) for found in map(text_of, node.args[:2]) if found)


def full(app, verb):
    return verb if "." in verb else f"{app}.{verb}"


WRITTEN = sorted({(app, verb) for app, verb in recorded() if app not in {"common", "demo"}} - {("privacy", "")})
VERBS_DONE = sorted(
    {
        concrete
        for app, verb in WRITTEN
        if verb not in PASSED_ON
        for concrete in PATTERNS.get(verb, [full(app, verb)])
        if app != "notifications"
    }
    | {LOOKED_UP, SEARCHED}
)


@pytest.mark.parametrize("verb", VERBS_DONE)
def test_what_is_recorded_has_a_phrase(verb):
    assert verb in DONE or verb in SEEN


def test_enough_was_found_for_the_test_to_mean_something():
    assert len(VERBS_DONE) > 60


def test_no_phrase_is_for_a_verb_that_is_never_recorded():
    assert set(DONE) - set(VERBS_DONE) == set()
    assert set(SEEN) - set(VERBS) - set(VERBS_DONE) == set()


@pytest.mark.parametrize(("verb", "detail"), list(product(sorted(VERBS), [{}, {"refused": "hidden"}])))
def test_every_page_has_a_phrase_read_or_refused(verb, detail):
    assert verb not in seen(verb, detail)

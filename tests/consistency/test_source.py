"""Source: pages reach what hangs on a file through the one predicate; nothing writes behind the history's back."""

import ast
import re

from django.apps import apps

from cases.models import Case, CaseItem, TimelineEntry
from tests.consistency import dotted, product, templates, walk

READERS = ("views", "panels", "search", "notices", "timeline", "todo", "forms", "listing", "reading", "pdf", "printing")
"""Modules that show: pages, panels, lists, letters, paper."""
GUARDS = {
    "visible_to": "whoever may open the file, by the predicate",
    "archive_for": "what one’s team wrote, under the reference alone",
    "steering_for": "steering rows, fixed columns",
    "steered_by": "files whose steering row one sees",
    "detailed_to": "files whose details one knows: fewer than `visible_to`",
    "protected_by": "files whose record one reads",
    "for_link": "a young person or a representative, by their personal link",
    "previewed_by": "the receiver of a referral, its preview",
    "known_to": "both sides of a referral, its reference and dates",
    "received_by": "the receiver of a referral",
    "to_tell": "the sender, or the lead, while the file is open to them",
    "unanswered": "narrowed by `known_to` or `received_by` before it is shown",
    "shown_to": "an expression, no rows",
    "blocked": "an expression, no rows",
    "none": "no rows",
}
GUARDED = {model.__name__ for model in apps.get_models() if issubclass(model, (Case, CaseItem, TimelineEntry))}
RAW = {
    "cases/apps.py": "creates the access view",
    "audit/chain.py": "one sealer at a time",
    "audit/guards.py": "creates the triggers",
    "common/clock.py": "the clock of SQLite",
    "vault/actions.py": "wipes what was destroyed from the file",
}
"""Where SQL is written, and what for: no value of a user reaches it."""
UNGUARDED = {
    "referrals/reading.py": "the row a verb has already fetched, with what its page needs",
}
BEHIND = ("_raw_delete", "raw", "extra", "RawSQL")


def shows(name):
    return "/actions/" not in name and any(part.removesuffix(".py") in READERS for part in name.split("/"))


def test_pages_reach_case_data_only_through_a_guard():
    found = set()
    for name, node in walk(product()):
        parts = dotted(node).split(".") if isinstance(node, ast.Attribute) else []
        reached = len(parts) == 3 and parts[0] in GUARDED and parts[1] == "objects"
        if shows(name) and reached and parts[2] not in GUARDS:
            found.add(name)
    assert found == set(UNGUARDED)


def test_pages_do_not_reach_case_data_backwards():
    """`case.need_set` would be every need of the file; so would a manager got by its hidden name."""
    backwards = {f"{name.lower()}_set" for name in GUARDED} | {"_base_manager", "timeline"}
    used = [
        (name, node.attr)
        for name, node in walk(product())
        if isinstance(node, ast.Attribute) and shows(name) and node.attr in backwards
        if not (isinstance(node.value, ast.Name) and node.value.id == "actions")
    ]
    assert used == []


def test_nothing_deletes_or_reads_behind_the_models():
    used = {
        (name, node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id)
        for name, node in walk(product())
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name))
    }
    assert sorted(name for name, called in used if called in BEHIND) == []


def test_sql_is_written_in_few_known_places():
    used = {
        name
        for name, node in walk(product())
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "cursor"
    }
    assert used == set(RAW)


def test_only_key_rotation_passes_the_queryset_that_keeps_history():
    """It changes ciphertext, never content."""
    used = {
        name
        for name, node in walk(product())
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] == "QuerySet"
    }
    assert used == {"vault/rotation.py"}


def test_lists_are_paged_by_the_one_that_refuses_rows_in_no_order():
    used = {name for name, node in walk(product()) if isinstance(node, ast.Name) and node.id == "Paginator"}
    assert used == {"common/pagination.py", "demo/components.py"}  # the latter shows numbers


def test_html_is_never_declared_safe_by_hand():
    used = [name for name, node in walk(product()) if isinstance(node, ast.Name) and node.id == "mark_safe"]
    assert used == []


def test_the_details_of_an_identity_are_written_in_one_card():
    """Which shows to whoever `cases.identity` says, and to nobody else."""
    details = "birth_date|address|other_contacts|language|needs_interpreter|situation|trusted_person|representatives"
    details += "|sex|birth_place|siblings"
    named = re.compile(rf"\.({details})\b")
    found = {name for name, text in templates().items() if "/email/" not in name and named.search(text)}
    assert found == {"cases/parts/identity.html", "cases/parts/family.html"}

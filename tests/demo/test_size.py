"""The invented network is data; what brings it to life is short, and acts as people do."""

import ast

import pytest

from tests.consistency import dotted, python, walk

WRITES = {"create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "save", "delete"}


def built_by(name="demo/build.py"):
    """A file of the demo and those it imports, and theirs."""
    modules = {node.module or "" for _name, node in walk({name: python()[name]}) if isinstance(node, ast.ImportFrom)}
    below = {f"{module.replace('.', '/')}.py" for module in modules if module.startswith("demo.")}
    return {name}.union(*(built_by(other) for other in below))


@pytest.fixture(scope="module")
def builder():
    return {name: python()[name] for name in built_by()}


def test_it_is_under_four_hundred_lines(builder):
    assert {"demo/build.py", "demo/cast.py", "demo/lives.py"} <= set(builder)
    assert sum(len(text.splitlines()) for text, _tree in builder.values()) < 400


def test_it_writes_no_row_itself(builder):
    """But for the network, which begins before anybody who could act."""
    calls = [dotted(node.func) for _name, node in walk(builder) if isinstance(node, ast.Call)]
    assert [call for call in calls if call.split(".")[-1] in WRITES] == ["Network.objects.create"]

"""Small enough to be read at once."""

import ast

from tests.consistency import python, templates, walk

FILE, FUNCTION, VIEW, TEMPLATE, TEST_FILE, CLASS, MODEL, ARGUMENTS = 400, 40, 25, 150, 300, 150, 200, 6
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def lines(node):
    return node.end_lineno - node.lineno + 1


def test_a_file_is_short():
    """But for tables, which are long by nature."""
    limits = {name: TEST_FILE if name.startswith("tests/") else FILE for name in python() if "table" not in name}
    assert [name for name, limit in limits.items() if len(python()[name][0].splitlines()) > limit] == []


def test_a_function_is_short_and_a_view_shorter():
    def limit(name):
        return VIEW if "/views" in name else FUNCTION

    long = [
        (name, node.name, lines(node))
        for name, node in walk(python())
        if isinstance(node, FUNCTIONS) and lines(node) > limit(name)
    ]
    assert long == []


def test_a_class_is_short():
    """A class of tests is a scene or a machine, within its file's own limit."""
    long = [
        (name, node.name, lines(node))
        for name, node in walk(python())
        if isinstance(node, ast.ClassDef) and not name.startswith("tests/")
        if lines(node) > (MODEL if "/models" in name else CLASS)
    ]
    assert long == []


def test_a_function_takes_few_arguments():
    def named(node):
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        return [argument.arg for argument in given if argument.arg not in ("self", "cls")]

    many = [
        (name, node.name, named(node))
        for name, node in walk(python())
        if isinstance(node, FUNCTIONS) and len(named(node)) > ARGUMENTS
    ]
    assert many == []


def test_a_template_is_short():
    assert [name for name, text in templates().items() if len(text.splitlines()) > TEMPLATE] == []

"""Styles: what no page wears is not kept, what a page wears exists."""

import re

from tests.consistency import ROOT, product, templates

SHEETS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "static" / "css").glob("*.css")}
RULES = re.sub(r"/\*.*?\*/", "", "\n".join(SHEETS.values()), flags=re.S)
HTML = {name: text for name, text in templates().items() if name.endswith(".html")}
CLASS = re.compile(r'\bclass="((?:{%.*?%}|{{.*?}}|[^"])*)"')
SOURCE = "\n".join(text for text, _tree in product().values())
SCRIPT = (ROOT / "static" / "js" / "app.js").read_text(encoding="utf-8")


def styled():
    """Classes that a rule names."""
    return {
        name for selector in re.findall(r"([^{}]+){", RULES) for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)
    }


def worn():
    """Classes that a template gives, or the script, or a widget of a form."""
    given = [found for text in [*HTML.values(), SOURCE] for found in re.findall(CLASS, text)]
    given += re.findall(r'className = "([^"]+)"|"class": "([\w -]+)"', SCRIPT + SOURCE)
    flat = " ".join(" ".join(one) if isinstance(one, tuple) else one for one in given)
    return set(re.sub(r"{%.*?%}|{{.*?}}", " ", flat).split())


def test_every_rule_is_for_a_class_that_some_page_wears():
    assert styled() - worn() == set()


def test_every_class_that_a_page_wears_has_a_rule():
    assert worn() - styled() == set()


def test_every_colour_and_measure_is_used():
    declared = set(re.findall(r"(--[\w-]+)\s*:", SHEETS["tokens.css"]))
    assert {name for name in declared if f"var({name})" not in RULES and f"var({name}," not in RULES} == set()


def test_every_icon_is_drawn_and_used():
    drawn = set(re.findall(r'id="i-([\w-]+)"', (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")))
    words = set(re.findall(r"[\w-]+", SOURCE + "".join(HTML.values())))
    named = {name for text in HTML.values() for name in re.findall(r'{% icon "([\w-]+)"', text)}
    assert drawn - words == set()
    assert named - drawn == set()

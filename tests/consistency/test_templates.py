"""Templates: every one is reached, none carries style, script or unescaped text, components say what they take.

Reached means: compiled, and named by the source, by a template that is reached, or by the sign-in library. What they
render is read by the tests of each page, all of which stand in the table of addresses.
"""

import re
from pathlib import Path

import allauth
import pytest
from django.template import engines
from django.template.loader import get_template

from tests.consistency import product, templates

HTML = {name: text for name, text in templates().items() if name.endswith(".html")}
COMPONENTS = sorted(name for name in HTML if name.startswith("ui/"))
NAMED = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"'#]+)")
INCLUDED = re.compile(r"{%\s*include\s+\"(ui/[^\"]+)\"([^%]*)%}")
COMMENT = re.compile(r"\A{# .+ #}\n")
FORBIDDEN = {
    "style": r"<style|\sstyle\s*=",
    "script": r"<script(?![^>]*\bsrc=)",
    "handler": r"\son[a-z]+\s*=\s*[\"']",
    "address that is script": r"javascript:",
    "unescaped text": r"\|\s*safe\b|{%\s*autoescape|\|\s*safeseq",
}


def test_every_template_compiles():
    for name in templates():
        get_template(name)


def named_by_source():
    """Names of templates in the source, whole or with a part filled in: `common/about_{topic}.html`."""
    written = "\n".join(text for text, _tree in product().values())
    patterns = re.findall(r"[\"']([\w/{}.]+/[\w{}.]+?(?:\.html|\.txt)?)(?:#\w+)?[\"']", written)
    return [re.compile(re.sub(r"\\{[^}]*\\}", r"\\w+", re.escape(name))) for name in patterns if name[0] not in "/."]


def test_every_template_is_reached():
    library = {
        path.as_posix().split("/templates/")[-1] for path in Path(allauth.__file__).parent.glob("**/templates/**/*")
    }
    wanted = named_by_source()
    endings = ("", ".txt", "_subject.txt", "_message.txt", ".html")
    reached = {
        name
        for name in templates()
        if name in library
        or "/" not in name
        or any(pattern.fullmatch(name.removesuffix(end)) for pattern in wanted for end in endings if name.endswith(end))
    }
    waiting = set(reached)
    while waiting:
        inner = {name for outer in waiting for name in NAMED.findall(templates()[outer])} & set(templates())
        waiting = inner - reached
        reached |= inner
    assert set(templates()) - reached == set()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_carries(what):
    assert [name for name, text in HTML.items() if re.search(FORBIDDEN[what], text)] == []


def test_no_template_loads_a_library_it_does_not_use():
    engine = engines["django"].engine
    for name, text in templates().items():
        for libraries in re.findall(r"{%\s*load\s+([^%]+?)\s*%}", text):
            for library in libraries.split(" from ")[-1].split():
                found = engine.template_libraries[library]
                used = re.findall(r"{%\s*(\w+)", text) + re.findall(r"\|(\w+)", text)
                assert {*found.tags, *found.filters} & set(used), (name, library)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_begins_by_saying_what_it_takes(name):
    says = COMMENT.match(HTML[name])
    assert says
    assert "{% csrf_token %}" not in HTML[name] or "uses" in says.group()


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_given_what_it_says_it_takes_and_nothing_else(name):
    """But for those that say what they use of the page itself: the token of its forms, its address, its reader."""
    says = COMMENT.match(HTML[name]).group()
    for outer, text in HTML.items():
        for _included, given in [found for found in INCLUDED.findall(text) if found[0] == name]:
            assert given.rstrip().endswith("only") or "uses" in says, outer
            arguments = re.findall(r"(\w+)=", given)
            assert [argument for argument in arguments if not re.search(rf"\b{argument}\b", says)] == [], outer


def test_only_the_page_of_one_young_person_names_somebody_in_its_title():
    titles = {
        name: re.findall(r"{{\s*([\w.]+)|with \w+=([\w.]+)", block)
        for name, text in HTML.items()
        for block in re.findall(r"{% block title %}(.*?){% endblock", text, re.S)
    }
    people = re.compile(r"person|user|full_name|first_name|membership|author")
    naming = {name for name, found in titles.items() if any(people.search("".join(one)) for one in found)}
    assert naming == {"cases/case_detail.html"}

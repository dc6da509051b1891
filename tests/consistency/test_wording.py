"""French as the interface speaks it."""

import re

import polib

from tests.consistency import ROOT, templates

CATALOGUE = polib.pofile(str(ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
TEXTS = [text for entry in CATALOGUE for text in ([entry.msgstr] if entry.msgstr else entry.msgstr_plural.values())]
NEVER = {
    "a person is no case": r"(?<!en )(?<!au )(?<!ce )(?<!le )\bcas\b",
    "client": r"\bclient",
    "user": r"\busag",
    "beneficiary": r"\bbénéficiaire",
    "please do": r"\bveuillez\b",
}
"""« en cas de danger » is about no young person."""
SPACE = "\u00a0"
UNSPACED = re.compile(rf"(?<![{SPACE}\d&:])(?<!https)(?<!http)(?<!mailto)[:;?!](?![/\d])")
GUILLEMETS = re.compile(rf"«(?!{SPACE})|(?<!{SPACE})»")
ENTITY = re.compile(r"&\w+;")


def without(texts):
    return [re.sub(ENTITY, "", text) for text in texts]


def test_every_string_has_its_french():
    missing = CATALOGUE.untranslated_entries() + CATALOGUE.fuzzy_entries() + CATALOGUE.obsolete_entries()
    assert [entry.msgid for entry in missing] == []


def test_some_words_are_never_said():
    said = [(why, text) for why, word in NEVER.items() for text in TEXTS if re.search(word, text, re.IGNORECASE)]
    assert said == []


def test_signs_of_two_parts_do_not_stand_alone_on_a_line():
    assert [text for text in without(TEXTS) if UNSPACED.search(text)] == []
    assert [text for text in TEXTS if GUILLEMETS.search(text)] == []


def test_quotation_marks_and_apostrophes_are_french():
    assert [text for text in TEXTS if re.search(r"[“”]|\w'\w", text)] == []


def test_nobody_is_called_tu():
    assert [text for text in TEXTS if re.search(r"\b(tu|toi|ton|tes)\b", text, re.IGNORECASE)] == []


WRITTEN = {"Cordée", "English", "Français", "min"}
"""The product's name, languages in their own words, a unit."""
TAGS = re.compile(
    r"{#.*?#}|{% block page_class %}.*?{% endblock|{%\s*blocktranslate.*?endblocktranslate\s*%}|{%.*?%}|{{.*?}}", re.S
)


def test_every_word_of_a_page_is_translated():
    """But for the page of a server that fails: it can ask nothing of anybody."""
    for name, text in templates().items():
        if name.endswith(".html") and name != "common/error_server.html":
            bare = TAGS.sub(" ", text)
            shown = re.sub(r"<[^>]*>|&\w+;", " ", bare)
            said = re.findall(r'\b(?:aria-label|title|placeholder|alt|data-label)="([^"]*)"', bare)
            words = set(re.findall(r"[A-Za-zÀ-ÿ]{2,}", f"{shown} {' '.join(said)}"))
            assert words <= WRITTEN, name

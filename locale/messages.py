"""Brings the catalogue up to date with the source, and checks that it is complete.

`make messages` rewrites; `--check` changes nothing and says what is missing.
"""

import re
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
MAKE = [
    "makemessages",
    "-l",
    "fr",
    "--no-location",
    "--no-wrap",
    "--no-obsolete",
    "-i",
    ".venv",
    "-i",
    "var",
    "-i",
    "tests",
]


def extract() -> None:
    """Ask Django for every string; dates of generation are left out so that the file only changes with its text."""
    subprocess.run([sys.executable, "manage.py", *MAKE], cwd=ROOT, check=True, capture_output=True)  # noqa: S603
    catalogue = polib.pofile(str(PO), wrapwidth=0)
    for name in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To"):
        catalogue.metadata.pop(name, None)
    catalogue.metadata["Plural-Forms"] = "nplurals=2; plural=(n > 1);"  # Django's own counts millions apart
    catalogue.header = "French catalogue of Cordée."
    catalogue.metadata_is_fuzzy = False
    for entry in catalogue:
        entry.msgstr = spaced(entry.msgstr)
        entry.msgstr_plural = {number: spaced(text) for number, text in entry.msgstr_plural.items()}
    catalogue.save(str(PO))


def spaced(text: str) -> str:
    """French signs of two parts keep to their word: the space typed before them becomes one that does not break."""
    return re.sub(r"[ \u202f]([:;?!»])", "\u00a0\\1", re.sub(r"«[ \u202f]", "«\u00a0", text))


def faults() -> list[str]:
    """Entries without a translation or marked as doubtful."""
    catalogue = polib.pofile(str(PO))
    doubtful = {entry.msgid for entry in catalogue.fuzzy_entries()}
    return sorted({entry.msgid for entry in catalogue.untranslated_entries()} | doubtful)


def main() -> int:
    before = PO.read_bytes() if PO.exists() else b""
    mo = PO.with_suffix(".mo")
    compiled_before = mo.read_bytes() if mo.exists() else b""
    extract()
    polib.pofile(str(PO)).save_as_mofile(str(mo))
    changed = before != PO.read_bytes() or compiled_before != mo.read_bytes()
    missing = faults()
    for msgid in missing:
        sys.stdout.write(f"no French for: {msgid!r}\n")
    if "--check" in sys.argv:
        if changed:
            sys.stdout.write("The catalogue is not up to date: run make messages.\n")
        PO.write_bytes(before)
        mo.write_bytes(compiled_before)
        return int(changed or bool(missing))
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())

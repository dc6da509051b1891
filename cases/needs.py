"""The coded needs of a young person, read once from the vocabulary kept beside this file."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from common.areas import Area

VOCABULARY = Path(__file__).parent / "data" / "needs.csv"


@dataclass(frozen=True, slots=True)
class CodedNeed:
    """One need of the vocabulary: `area.need`, never re-used."""

    code: str
    area: Area
    label_fr: str
    label_en: str
    plain_label_fr: str

    def __str__(self) -> str:
        return self.label_en if get_language() == "en" else self.label_fr

    @property
    def plain(self) -> str:
        """In the words of whoever has it; these exist in French alone."""
        return self.label_en if get_language() == "en" else self.plain_label_fr


@cache
def vocabulary() -> dict[str, CodedNeed]:
    """Every coded need by its code, in the vocabulary's order."""
    with VOCABULARY.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: CodedNeed(
                row["code"], Area[row["area"].upper()], row["label_fr"], row["label_en"], row["plain_label_fr"]
            )
            for row in csv.DictReader(file)
        }


def needs_of(area: Area) -> list[CodedNeed]:
    """The coded needs of one area, in the vocabulary's order."""
    return [need for need in vocabulary().values() if need.area == area]

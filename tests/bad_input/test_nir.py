"""A social security number is never kept: refused in every text, with the reason. Other numbers pass."""

import pytest
from django.core.exceptions import ValidationError

from common.forms import refuse_nir
from tests.bad_input.table import PAGES, in_turn

NUMBERS = (
    "185057800608436",
    "1850578006084",
    "1 85 05 78 006 084 36",
    "1.85.05.78.006.084.36",
    "1-85-05-78-006-084-36",
    "1 85 05 78 006 084 - 36",
    "1 - 85 - 05 - 78 - 006 - 084",
    "1  85  05  78  006  084  36",
    "1\u00a085\u00a005\u00a078\u00a0006\u00a0084\u00a036",
    "1\u202f85\u202f05\u202f78\u202f006\u202f084\u202f36",
    "1–85–05–78–006–084–36",
    "1\u201185\u201105\u201178\u2011006\u2011084\u201136",
    "1/85/05/78/006/084/36",
    "1_85_05_78_006_084_36",
    "1\t85\t05\t78\t006\t084",
    "1 85 05 78\n006 084 36",
    "2 99 12 2A 004 123 45",
    "2 99 12 2b 004 123 45",
    "299122a00412345",
    "299122B004123",
    "7 04 31 99 350 001",
    "1 85 05 97 105 084 36",
    "NIR : 1850578006084",
    "n°185057800608436.",
    "(185057800608436)",
    "1850578 006084 36",
    "\uff11\uff18\uff15\uff10\uff15\uff17\uff18\uff10\uff10\uff16\uff10\uff18\uff14",
)

OTHERS = (
    "06 12 34 56 78",
    "0612345678 ou 0698765432",
    "06 12 34 56 78 06 98 76 54 32",
    "01 42 34 56 78 - 01 42 34 56 79",
    "+33 6 12 34 56 78, +33 7 12 34 56 78",
    "+33612345678",
    "tél. 04.76.12.34.56 / 04.76.65.43.21",
    "2026-11-24 09:00",
    "du 24/11/2026 au 24/12/2026",
    "1 12 2026, 2 01 2027 et 3 02 2027",
    "24.11.2026 - 31.12.2026",
    "SIRET 732 829 320 00074",
    "SIRET 73282932000074",
    "FR76 3000 6000 0112 3456 7890 189",
    "IBAN FR7630006000011234567890189",
    "KJ7A-39QD",
    "12 rue du 11 novembre 1918, 38000 Grenoble",
    "99001",
    "1 200 € sur 3 mois, 2 400 € en tout",
    "8h30-12h, 14h-17h30",
    "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14",
)


@pytest.mark.parametrize("number", NUMBERS)
def test_it_is_known_however_it_is_written(number):
    for text in (number, f"Voici : {number}", f"{number} merci"):
        with pytest.raises(ValidationError, match="sécurité sociale"):
            refuse_nir(text)


@pytest.mark.parametrize("text", OTHERS)
def test_numbers_of_another_kind_pass(text):
    refuse_nir(text)


@pytest.mark.parametrize("name", in_turn(PAGES))
def test_every_text_of_every_form_refuses_it_and_keeps_the_rest(open_page, nothing_saved, name):
    sheet = open_page(name)
    with nothing_saved:
        for field, asked in sheet.texts().items():
            number = "1 85 05 2a 006 084"[: asked.max_length]
            number = "185052a006084@example.org" if "email" in field else number
            typed = sheet.right(**{field: number})
            html = sheet.refused(sheet.post(typed), field)
            assert "numéro de sécurité sociale" in html
            sheet.keeps(html, typed)

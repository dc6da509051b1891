"""Addresses: the names others call stay, and nothing in them says anything about anybody."""

import pytest
from django.urls import URLPattern
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from tests.test_access import ROWS, patterns

KEPT = (
    "home",
    "cases:list",
    "cases:detail",
    "cases:plan_pdf",
    "privacy:who_saw",
    "programs:session_create",
    "referrals:inbox",
    "referrals:detail",
    "reporting:coverage",
    "reporting:own",
    "healthz",
    "readyz",
    "demo:personas",
)
CARRIED = {
    "pk": (UUIDConverter, IntConverter),
    "token": (StringConverter,),
    "key": (SlugConverter,),
}
"""An id, a secret that opens one thing once, a code of a list. Names, references and words travel in the body."""


@pytest.mark.parametrize("name", KEPT)
def test_the_names_others_call_stay(name):
    assert name in ROWS


def test_an_address_carries_ids_and_codes_only():
    carried = {
        (name, argument, type(converter))
        for name, pattern in patterns()
        if isinstance(pattern, URLPattern) and not name.startswith("account_")
        for argument, converter in pattern.pattern.converters.items()
    }
    assert [one for one in carried if one[2] not in CARRIED.get(one[1], ())] == []

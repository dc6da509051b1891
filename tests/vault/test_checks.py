"""What the installation refuses to start with."""

import os

import pytest
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from vault import checks
from vault.fields import SealedTextField

GOOD, OTHER = bytes(reversed(range(32))), bytes(reversed(range(50, 82)))
KEYS = [
    ("sound", {1: GOOD}, {1: OTHER}, 1, set()),
    ("two versions", {1: GOOD, 2: os.urandom(32)}, {1: OTHER}, 2, set()),
    ("none", {}, {1: OTHER}, 0, {"vault.E001"}),
    ("current one missing", {1: GOOD}, {1: OTHER}, 2, {"vault.E001"}),
    ("no index key", {1: GOOD}, {}, 1, {"vault.E001"}),
    ("version out of range", {0: GOOD}, {1: OTHER}, 0, {"vault.E001"}),
    ("short", {1: GOOD[:16]}, {1: OTHER}, 1, {"vault.E002"}),
    ("long", {1: GOOD + b"x"}, {1: OTHER}, 1, {"vault.E002"}),
    ("twice", {1: GOOD, 2: GOOD}, {1: OTHER}, 2, {"vault.E003"}),
    ("master is index", {1: GOOD}, {1: GOOD}, 1, {"vault.E003"}),
    ("the demo's", {1: bytes(range(32))}, {1: OTHER}, 1, {"vault.E005"}),
    ("the demo's index", {1: GOOD}, {1: bytes(range(32, 64))}, 1, {"vault.E005"}),
    ("zeros", {1: bytes(32)}, {1: OTHER}, 1, {"vault.E005"}),
    ("typed", {1: b"cordee" * 5 + b"co"}, {1: OTHER}, 1, {"vault.E005"}),
]


@pytest.mark.parametrize(("master", "index", "current", "faults"), [row[1:] for row in KEYS], ids=[r[0] for r in KEYS])
def test_keys_that_protect_nothing_are_refused(settings, master, index, current, faults):
    settings.MASTER_KEYS, settings.INDEX_KEYS, settings.MASTER_KEY_CURRENT = master, index, current
    found = checks.keys_protect()
    assert {fault.id for fault in found} == faults
    assert not [fault for fault in found if any(repr(key) in fault.msg for key in master.values())]


def test_the_demo_may_use_its_own(settings):
    settings.IS_DEMO = True
    assert checks.keys_protect() == []


@pytest.mark.django_db
def test_the_models_of_the_product_are_sound():
    assert checks.sealed_columns_can_be_opened() == []
    assert [fault for fault in run_checks() if fault.id.startswith("vault.") and not fault.is_silenced()] == []


@isolate_apps("people")
def test_a_sealed_column_needs_a_person_a_uuid_and_no_order():
    class Bad(models.Model):
        text = SealedTextField()

        class Meta:
            app_label = "people"
            ordering = ["-text"]

        def __str__(self):
            return ""

    faults = [*checks.ownerless(Bad), *checks.numbered(Bad), *checks.sorted_by_noise(Bad)]
    assert [fault.id for fault in faults] == ["vault.E004", "vault.E006", "vault.E007"]

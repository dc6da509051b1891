"""The portrait: strengths, interests, preferences and difficulties, each dated, with who says so."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.items import CaseItem, ItemQuerySet
from vault.fields import SealedTextField


class Statement(CaseItem):
    """Something said of the young person, by whom, on which day."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("Strengths")
        INTEREST = "interest", _("Interests")
        PREFERENCE = "preference", _("Preferences")
        DIFFICULTY = "difficulty", _("Difficulties")

    class Source(models.TextChoices):
        YOUNG_PERSON = "young_person", _("the young person")
        FAMILY = "family", _("the family")
        PROFESSIONAL = "professional", _("a professional")

    kind = models.CharField(_("what it is about"), max_length=10, choices=Kind)
    text = SealedTextField(_("what is said"))
    source = models.CharField(_("who says so"), max_length=12, choices=Source)
    said_on = models.DateField(_("said on"))

    objects = ItemQuerySet["Statement"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("line of the portrait")
        verbose_name_plural = _("portrait")

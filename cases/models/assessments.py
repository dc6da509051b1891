"""How an area of life goes, as somebody says it on one day: one mark a coded need, made again as often as useful."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.items import CaseItem, ItemQuerySet
from cases.models.portrait import Statement


class Assessment(CaseItem):
    """The marks of one area on one day; whoever says so is the young person or a professional."""

    class Mark(models.IntegerChoices):
        """The one scale, in words that both use."""

        FINE = 1, _("going well")
        UNEASY = 2, _("a little difficult")
        HARD = 3, _("difficult")
        URGENT = 4, _("help needed now")

    SOURCES = (Statement.Source.YOUNG_PERSON, Statement.Source.PROFESSIONAL)

    source = models.CharField(
        _("who says so"), max_length=12, choices=[(source.value, source.label) for source in SOURCES]
    )
    assessed_on = models.DateField(_("assessed on"))
    marks: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(
        _("marks"), help_text="by code of need, of this row's area"
    )

    objects = ItemQuerySet["Assessment"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("assessment of needs")
        verbose_name_plural = _("assessments of needs")

    def where(self) -> str:
        return reverse("cases:assessments", args=[self.case_id])

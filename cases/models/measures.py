"""Measures: what a judge ordered or the département agreed, with its decision, its dates and what it allows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.items import CaseItem, ItemQuerySet
from common import clock
from vault.fields import SealedTextField


class Measure(CaseItem):
    """A measure of protection or of justice. Once over it stays, as a thing of the past."""

    says_where = True

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("Support or placement agreed with the département")
        EDUCATION = "education", _("Educational assistance at home, ordered by a judge (AEMO)")
        PLACEMENT = "placement", _("Placement ordered by a judge")
        GUARDIANSHIP = "guardianship", _("Guardianship or delegation of authority")
        JUSTICE = "justice", _("Educational measure of juvenile justice (PJJ)")
        OTHER = "other", _("Other measure")

    kind = models.CharField(_("measure"), max_length=12, choices=Kind)
    decided_by = SealedTextField(_("court or service, and its place"))
    decided_on = models.DateField(_("date of the decision"))
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    grounds = SealedTextField(_("grounds"), blank=True, default="")
    text = SealedTextField(_("content of the measure"))
    objectives = SealedTextField(_("objectives of the measure"), blank=True, default="")
    visits = SealedTextField(_("visiting and accommodation rights"), blank=True, default="")
    papers = SealedTextField(_("other documents"), blank=True, default="")

    objects = ItemQuerySet["Measure"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            *CaseItem.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_on=None) | Q(begins_on__lte=F("ends_on")), name="measure_in_order"),
        ]

    def is_past(self) -> bool:
        return self.ends_on is not None and self.ends_on < clock.today()

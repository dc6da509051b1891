"""The administrative map. Codes are text: `2A`, leading zeros."""

import re
import unicodedata
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _


def plain_name(text: str) -> str:
    """A place's name as it is searched: lower case, no accents, single spaces, `st` spelled out."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c)))
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


class Department(models.Model):
    """A département or overseas collectivity."""

    code = models.CharField(primary_key=True, max_length=3)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("département")

    def __str__(self) -> str:
        return self.name


class Epci(models.Model):
    """An intercommunal body with its own taxation."""

    siren = models.CharField(primary_key=True, max_length=9)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("intercommunal body")

    def __str__(self) -> str:
        return self.name


class CommuneQuerySet(models.QuerySet["Commune"]):
    def typed(self, name: str, code: str = "") -> Self:
        """The communes of exactly this name (or INSEE code), kept to a département or postal code when one is given."""
        found = self.filter(Q(search_name=plain_name(name)) | Q(insee_code=name.strip().upper()))
        if code:
            found = found.filter(Q(department=code.upper()) | Q(postal_codes__contains=code))
        return found.select_related("department").order_by("department", "insee_code")

    def beginning(self, text: str) -> Self:
        """Suggestions for what is being typed: names that begin so, shortest first, or a postal code."""
        plain = plain_name(text)
        wanted = Q(postal_codes__contains=plain) if plain.isdigit() else Q(search_name__startswith=plain)
        return self.filter(wanted).order_by(Length("search_name"), "search_name", "insee_code")


class Commune(models.Model):
    """A commune, or a municipal district of Paris, Lyon or Marseille."""

    insee_code = models.CharField(primary_key=True, max_length=5)
    name = models.CharField(_("name"), max_length=60)
    search_name = models.CharField(max_length=60, db_index=True, help_text="lower case, no accents, for completion")
    postal_codes = models.CharField(max_length=200, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="communes")
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, related_name="communes")
    population = models.PositiveIntegerField(null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="districts")

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")

    def __str__(self) -> str:
        return f"{self.name} ({self.department_id})"


class Territory(models.Model):
    """A named set of communes, as an association, a service or a figure covers it."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    communes = models.ManyToManyField(Commune, related_name="territories")

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")

    def __str__(self) -> str:
        return self.name

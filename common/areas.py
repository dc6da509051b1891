"""The eleven areas of a plan and the three levels of an item: the alphabet of the access rule."""

from enum import IntFlag

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

NAMED = 0b11_1111_1111


class Area(IntFlag):
    """A set of areas as bits. Never renumbered: the numbers are stored."""

    EDUCATION = 1
    EMPLOYMENT_TRAINING = 2
    MENTAL_HEALTH = 4
    HEALTH = 8
    FAMILY = 16
    HOUSING = 32
    LEISURE_CULTURE_SPORT = 64
    JUSTICE = 128
    RIGHTS_MONEY = 256
    SOCIAL_LIFE_MOBILITY = 512
    GENERAL = 1024


ALL_AREAS = Area(2047)
NO_AREAS = Area(0)

LABELS = {
    Area.EDUCATION: _("Education"),
    Area.EMPLOYMENT_TRAINING: _("Employment and training"),
    Area.MENTAL_HEALTH: _("Mental health"),
    Area.HEALTH: _("Health"),
    Area.FAMILY: _("Family"),
    Area.HOUSING: _("Housing"),
    Area.LEISURE_CULTURE_SPORT: _("Leisure, culture, sport"),
    Area.JUSTICE: _("Justice"),
    Area.RIGHTS_MONEY: _("Rights and money"),
    Area.SOCIAL_LIFE_MOBILITY: _("Social life and mobility"),
    Area.GENERAL: _("General"),
}

AREA_CHOICES = [(int(area), label) for area, label in LABELS.items()]
NAMED_AREA_CHOICES = [choice for choice in AREA_CHOICES if choice[0] != Area.GENERAL]


class Level(models.IntegerChoices):
    """Who an item is for, within its area."""

    PRACTICAL = 1, _("Practical")
    COORDINATION = 2, _("Coordination")
    RESTRICTED = 3, _("Restricted")


SEAT_LEVELS = [(level.value, level.label) for level in (Level.PRACTICAL, Level.COORDINATION)]


def with_general(areas: int) -> int:
    """The set, plus `general` when it names at least one of the ten; otherwise nothing at all."""
    return areas | Area.GENERAL if areas & NAMED else 0


def labels(areas: int) -> list[str]:
    """The areas of a set in words, `general` left out."""
    return [str(label) for area, label in LABELS.items() if areas & area and area != Area.GENERAL]


def names_an_area(name: str) -> models.CheckConstraint:
    """`general` and at least one of the ten: what every seat, recipient, ground and partnership must hold."""
    return models.CheckConstraint(condition=Q(areas__gt=int(Area.GENERAL), areas__lte=int(ALL_AREAS)), name=name)


def one_area(name: str) -> models.CheckConstraint:
    """Exactly one area: two would show the item to the readers of either."""
    return models.CheckConstraint(condition=Q(area__in=[int(area) for area in Area]), name=name)

"""The six groups of needs of the network's publication: one fixed grid, so that no two tables can be subtracted."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.needs import vocabulary
from common.areas import Area


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the grid."""

    key: str
    label: Promise | str
    areas: Area

    def codes(self) -> list[str]:
        """The coded needs of the group."""
        return [need.code for need in vocabulary().values() if need.area & self.areas]

    @property
    def first_area(self) -> Area:
        """The area whose icon stands for the group."""
        return next(iter(self.areas))


GROUPS = {
    group.key: group
    for group in (
        Group("education_work", _("Education, employment, training"), Area.EDUCATION | Area.EMPLOYMENT_TRAINING),
        Group("mental_health", _("Mental health and health"), Area.MENTAL_HEALTH | Area.HEALTH),
        Group("family", _("Family"), Area.FAMILY),
        Group("housing", _("Housing"), Area.HOUSING),
        Group("leisure", _("Leisure, social life, mobility"), Area.LEISURE_CULTURE_SPORT | Area.SOCIAL_LIFE_MOBILITY),
        Group("rights", _("Justice, rights, money"), Area.JUSTICE | Area.RIGHTS_MONEY),
    )
}
GROUP_CHOICES = [(group.key, group.label) for group in GROUPS.values()]

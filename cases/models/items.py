"""What hangs on a file: one row, one area, one level, one author."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cases.models.access import ShowsItem
from cases.models.case import Case
from cases.models.exceptions import Block
from cases.models.links import CaseLink
from cases.models.marks import ShowsToLink
from common import clock
from common.areas import AREA_CHOICES, Level, one_area
from common.history import Tracked, TrackedQuerySet
from organisations.models import Team, TeamMembership
from people.models import YoungPerson

if TYPE_CHECKING:
    from accounts.models import User


class ItemQuerySet[M: models.Model](TrackedQuerySet[M]):
    """Items by the one predicate."""

    def visible_to(self, user: User) -> Self:
        """The items one of this person's ways in shows, or that they wrote in a file still open to them."""
        return self.filter(ShowsItem(user.pk))

    def for_link(self, link: CaseLink) -> Self:
        """The items that a young person, or a representative, reads by their link; by a partner's, none."""
        if link.kind == CaseLink.Kind.REPRESENTATIVE and not link.is_of_a_minor():
            return self.none()
        return self.filter(ShowsToLink(link, self.model))

    def archive_for(self, user: User) -> Self:
        """What the teams in which this person is bound wrote, file open to them or not. A block alone closes it."""
        teams = TeamMembership.objects.of(user).bound().values("team")
        blocks = Block.objects.in_force().filter(case=OuterRef("case"), user=user)
        return self.filter(~Exists(blocks), author_team__in=teams)


class CaseItem(Tracked):
    """Inherited by every record of a file. What has two levels is two rows."""

    says_where: ClassVar[bool] = False
    """Whether it tells a place or an hour at which the young person is: kept from whom the address is hidden from."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)s_set")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+", editable=False)
    area = models.PositiveSmallIntegerField(_("area"), choices=AREA_CHOICES)
    level = models.PositiveSmallIntegerField(_("who may see this"), choices=Level)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    author_team = models.ForeignKey(Team, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta(Tracked.Meta):
        abstract = True
        constraints = [one_area("%(app_label)s_%(class)s_one_area")]
        indexes = [models.Index(fields=["case", "area"], name="%(app_label).8s_%(class).12s_case")]

    def __str__(self) -> str:
        return str(self.id)

    def where(self) -> str:
        """The page it is read on: that of the young person, unless it has a closer one."""
        return self.case.get_absolute_url()


class TimelineEntry(models.Model):
    """Something happened: kind and ids, never text. Carries its item's area and level."""

    says_where: ClassVar[bool] = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="timeline")
    at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True)
    area = models.PositiveSmallIntegerField(choices=AREA_CHOICES)
    level = models.PositiveSmallIntegerField(choices=Level)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    author_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")

    objects = ItemQuerySet["TimelineEntry"].as_manager()

    class Meta:
        constraints = [one_area("timeline_one_area")]
        indexes = [models.Index(fields=["case", "-at"], name="timeline_of_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

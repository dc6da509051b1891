"""The support circle: who has a seat, and who leads."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.covers import LeadCover
from common import clock
from common.areas import SEAT_LEVELS, Level, names_an_area
from common.facts import Span, SpanQuerySet, span_in_order
from organisations.models import Team, TeamMembership

if TYPE_CHECKING:
    from accounts.models import User


class CircleMembershipQuerySet(SpanQuerySet["CircleMembership"]):
    def of(self, user: User) -> Self:
        """Seats of this person or of a team of theirs: offered, held, ended."""
        teams = TeamMembership.objects.of(user).values("team")
        return self.filter(Q(team__in=teams) | Q(user=user))

    def asked_of(self, user: User) -> Self:
        """Seats offered to this person or to a team of theirs, not yet answered."""
        return self.of(user).filter(valid_from=clock.FOREVER, valid_until=clock.FOREVER)

    def held_by(self, user: User) -> Self:
        """Seats in force of this person or of a team of theirs."""
        return self.of(user).in_force()


class CircleMembership(Span):
    """A seat: a team, or one person in their own right. It counts from its acceptance (`valid_from`)."""

    class Function(models.TextChoices):
        SOCIAL_WORK = "social_work", _("social work")
        EDUCATION = "education", _("teaching and school support")
        PSYCHOLOGY = "psychology", _("psychological support")
        MENTORING = "mentoring", _("mentoring")
        LEISURE = "leisure", _("leisure and sport")
        HOUSING = "housing", _("housing support")
        EMPLOYMENT = "employment", _("employment advice")
        HEALTH = "health", _("health care")
        FAMILY = "family", _("family support")
        JUSTICE = "justice", _("legal support")

    class Purpose(models.TextChoices):
        LEAD = "lead", _("lead the support")
        CONTRIBUTE = "contribute", _("contribute to the plan")
        REFERRAL = "referral", _("answer a referral")
        ADVISE = "advise", _("advise the circle")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="seats")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="seats")
    function = models.CharField(_("function"), max_length=16, choices=Function)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.CONTRIBUTE)
    level = models.PositiveSmallIntegerField(_("level"), choices=SEAT_LEVELS, default=Level.PRACTICAL)
    areas = models.PositiveIntegerField(_("areas"))
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateTimeField(default=clock.FOREVER)

    objects = CircleMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the support circle")
        constraints = [
            span_in_order("seat_in_order"),
            names_an_area("seat_names_an_area"),
            models.CheckConstraint(
                condition=Q(team=None, user__isnull=False) | Q(team__isnull=False, user=None),
                name="seat_team_or_person",
            ),
            models.CheckConstraint(condition=Q(level__in=[1, 2]), name="seat_level_practical_or_coordination"),
        ]
        indexes = [
            models.Index(fields=["team", "case"], name="seat_of_team", condition=Q(team__isnull=False)),
            models.Index(fields=["user", "case"], name="seat_of_person", condition=Q(user__isnull=False)),
            models.Index(fields=["valid_from"], name="seat_by_beginning"),  # those offered begin at the end of time
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.team_id or self.user_id}"

    def is_asked(self) -> bool:
        """Offered, and neither accepted nor declined yet."""
        return self.valid_from == clock.FOREVER


class LeadQuerySet(SpanQuerySet["Lead"]):
    def acting(self, user: User) -> Self:
        """Those this person leads now, or covers in the lead's absence: for what waits, never for what may be done."""
        covers = LeadCover.objects.running().filter(user=user, lead=OuterRef("user"), team=OuterRef("team"))
        return self.in_force().filter(Q(user=user) | Exists(covers))


class Lead(Span):
    """The lead professional of a file for a time, in the name of a team. At most one is current."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="leads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="leads")
    team = models.ForeignKey(Team, models.PROTECT, related_name="leads")

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead professional")
        constraints = [
            span_in_order("lead_in_order"),
            models.UniqueConstraint(fields=["case"], condition=Q(valid_until=clock.FOREVER), name="one_open_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


def absent_lead(user: User, case: str) -> Subquery:
    """The name of whoever leads a file of the outer query, unless it is this person."""
    others = Lead.objects.in_force().filter(case=OuterRef(case)).exclude(user=user)
    return Subquery(others.values("user__full_name")[:1])

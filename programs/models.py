"""Services and their places, sessions and attendance."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from cases.models import CaseItem, Goal, ItemQuerySet
from common import clock
from organisations.models import Organisation, Team, TeamMembership
from places.models import Territory

if TYPE_CHECKING:
    from accounts.models import User


class ServiceQuerySet(models.QuerySet["Service"]):
    def open(self) -> Self:
        return self.filter(is_open=True, team__dissolved_at=None)

    def serving(self, code: str) -> Self:
        """Services that serve a coded need."""
        return self.filter(needs__code=code)

    def cared_for_by(self, user: User) -> Self:
        """Services whose entry and places somebody was given the care of, in person or through a team of theirs.

        An active membership of the service's association is asked for in both.
        """
        memberships = TeamMembership.objects.of(user)
        given = ServiceUserObjectPermission.objects.filter(user=user).values("content_object")
        return self.filter(organisation__in=memberships.values("team__organisation")).filter(
            Q(pk__in=given) | Q(care_team__in=memberships.values("team"))
        )


class Service(models.Model):  # type: ignore[django-manager-missing]  # guardian ships no types
    """What an association offers, and the team that answers referrals to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    team = models.ForeignKey(Team, models.PROTECT, related_name="services", verbose_name=_("team that answers"))
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what it offers"), max_length=2000, blank=True)
    conditions = models.TextField(_("its conditions"), max_length=1000, blank=True, default="")
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territory")
    )
    min_age = models.PositiveSmallIntegerField(_("from age"), default=0)
    max_age = models.PositiveSmallIntegerField(_("to age"), default=30)
    usual_answer_days = models.PositiveSmallIntegerField(_("usual answer, in working days"), default=5)
    is_open = models.BooleanField(_("open to referrals"), default=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    care_team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="cared_services", verbose_name=_("team in care of it")
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="service_name_once"),
            models.CheckConstraint(condition=Q(min_age__lte=F("max_age")), name="service_ages_in_order"),
        ]
        permissions = [("care_for_service", "Keep the entry and places of a service up to date")]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"


class ServiceNeed(models.Model):
    """A coded need that a service serves."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="needs")
    code = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("need served")
        constraints = [models.UniqueConstraint(fields=["service", "code"], name="service_need_once")]

    def __str__(self) -> str:
        return self.code


class QuestionQuerySet(models.QuerySet["ServiceQuestion"]):
    def asked(self) -> Self:
        """Those that are asked now, in their order."""
        return self.filter(retired_at=None).order_by("service", "rank", "pk")


class ServiceQuestion(models.Model):
    """What a service asks whoever refers somebody to it. The answer is read before acceptance: never free text.

    Its words never change. Other words are another question, so that an answer keeps the words it was given to.
    """

    class Kind(models.TextChoices):
        YES_NO = "yes_no", _("Yes or no")
        CHOICE = "choice", _("One choice among several")
        NUMBER = "number", _("A number")
        DAY = "day", _("A day")

    MOST = 8
    """How many a service may ask."""
    LARGEST = 999
    """A number below any year, postcode or telephone number."""
    AROUND = (366, 731)
    """How many days ago and ahead a day may lie: no birthday of anybody supported here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="questions")
    text = models.CharField(_("question"), max_length=160)
    kind = models.CharField(_("kind of answer"), max_length=8, choices=Kind)
    options = models.TextField(_("choices"), max_length=1000, blank=True, default="", help_text="one a line")
    is_required = models.BooleanField(_("must be answered before sending"), default=False)
    rank = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of a service")
        verbose_name_plural = _("questions of services")
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="choice") & ~Q(options="")) | (~Q(kind="choice") & Q(options="")),
                name="choices_of_a_choice_alone",
            ),
            models.UniqueConstraint(
                fields=["service", "rank"], condition=Q(retired_at=None), name="one_question_a_rank"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def choices(self) -> list[str]:
        return self.options.splitlines()

    def accepts(self, value: str) -> bool:
        """Whether this is one of its closed answers."""
        if self.kind == self.Kind.YES_NO:
            return value in ("yes", "no")
        if self.kind == self.Kind.CHOICE:
            return value in self.choices
        if self.kind == self.Kind.NUMBER:
            return value.isdecimal() and int(value) <= self.LARGEST
        return self.kind == self.Kind.DAY and is_near(value)


def is_near(value: str) -> bool:
    """Whether this is a day of the present, and so nobody's birthday."""
    before, ahead = ServiceQuestion.AROUND
    try:
        return -before <= (dt.date.fromisoformat(value) - clock.today()).days <= ahead
    except ValueError:
        return False


def answer_in_words(kind: str, value: str) -> str:
    """An answer as it reads."""
    if not value:
        return gettext("Not answered")
    if kind == ServiceQuestion.Kind.YES_NO:
        return {"yes": gettext("Yes"), "no": gettext("No")}.get(value, value)
    return date_format(dt.date.fromisoformat(value)) if kind == ServiceQuestion.Kind.DAY else value


class Capacity(models.Model):
    """The places of a service, as last said by those in care of it."""

    service = models.OneToOneField(Service, models.CASCADE, related_name="capacity")
    places = models.PositiveSmallIntegerField(_("places in all"))
    free = models.PositiveSmallIntegerField(_("free places"))
    said_at = models.DateTimeField(default=clock.now)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("places")
        constraints = [models.CheckConstraint(condition=Q(free__lte=F("places")), name="free_within_places")]

    def __str__(self) -> str:
        return f"{self.free}/{self.places}"


class ServiceUserObjectPermission(UserObjectPermissionBase):  # type: ignore[misc]
    """The care of a service given by people to a person: django-guardian's direct table, never the generic one."""

    content_object = models.ForeignKey(Service, models.CASCADE, related_name="care_given")


class Session(models.Model):
    """A meeting: date, place, team, and nobody's name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="sessions")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="sessions")
    held_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("length, in minutes"), default=60)
    place = models.CharField(_("place"), max_length=80, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [models.CheckConstraint(condition=Q(minutes__lte=720), name="session_within_a_day")]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d}"


class Attendance(CaseItem):
    """One young person at one session: a practical fact."""

    says_where = True

    class Status(models.TextChoices):
        PRESENT = "present", _("present")
        LATE = "late", _("late")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("did not come")
        CANCELLED = "cancelled", _("cancelled by us")

    class Reason(models.TextChoices):
        ILL = "ill", _("ill")
        SCHOOL = "school", _("school or work")
        TRANSPORT = "transport", _("no way to come")
        FORGOT = "forgot", _("forgot")
        UNKNOWN = "unknown", _("not known")

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="attendances")
    status = models.CharField(_("presence"), max_length=10, choices=Status)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)

    objects = ItemQuerySet["Attendance"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            *CaseItem.Meta.constraints,
            models.UniqueConstraint(fields=["session", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=(Q(status__in=["absent", "excused"]) & ~Q(reason=""))
                | (~Q(status__in=["absent", "excused"]) & Q(reason="")),
                name="absence_has_a_reason",
            ),
        ]

    def is_of_today(self) -> bool:
        """Whether it was written down today: it may still be corrected."""
        return clock.local_day(self.session.recorded_at) == clock.today()

"""Whether another association accompanies the same young person: asked by one, answered by nobody but the other lead.

Whoever asks learns nothing, not even that nobody was found.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.circle import Lead
from common import clock
from common.moves import Moves
from organisations.models import Organisation, Team

if TYPE_CHECKING:
    from accounts.models import User


class DuplicateQuestion(models.Model):
    """Somebody asks, about the young person of a file open to them. Searched once, by the clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="duplicate_questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", help_text="in whose name")
    on_opening = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=clock.now)
    searched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("duplicate check")
        indexes = [
            models.Index(fields=["asked_by", "asked_at"], name="duplicate_asked_lately"),
            models.Index(fields=["asked_at"], name="duplicate_to_search", condition=Q(searched_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class LikenessQuerySet(models.QuerySet["Likeness"]):
    def led_by(self, user: User) -> Self:
        """Those of the files that this person leads and may open."""
        leads = Lead.objects.in_force().filter(case=OuterRef("case"), user=user)
        return self.filter(Exists(leads), case__in=Case.objects.visible_to(user))

    def told_to_asker(self, user: User) -> Self:
        """Those of which the other lead got in touch, for whoever asked and may still open the file asked about."""
        asked = self.filter(status=Likeness.Status.CONTACTED, question__asked_by=user)
        return asked.filter(question__case__in=Case.objects.visible_to(user))

    def to_tell(self) -> Self:
        """Those nobody was told of yet, of open files that have a lead now."""
        leads = Lead.objects.in_force().filter(case=OuterRef("case"))
        return self.filter(Exists(leads), told_at=None, case__status=Case.Status.OPEN)


class Likeness(Moves):
    """A file, and a question that may be about the same young person: for its lead alone."""

    class Status(models.TextChoices):
        FOUND = "found", _("to look at")
        CONTACTED = "contacted", _("the lead got in touch")
        LET_BE = "let_be", _("let be")

    class Reason(models.TextChoices):
        NOT_THE_SAME = "not_same", _("it is somebody else")
        KNOWN = "known", _("the two associations already know")
        NOT_WANTED = "not_wanted", _("the young person does not want it, or it would harm them")

    MOVES = {
        Status.FOUND: {Status.CONTACTED, Status.LET_BE},
        Status.LET_BE: {Status.CONTACTED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(DuplicateQuestion, models.PROTECT, related_name="likenesses")
    case = models.ForeignKey(Case, models.PROTECT, related_name="likenesses")
    told_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.FOUND)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_for = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        constraints = [
            models.UniqueConstraint(fields=["question", "case"], name="one_likeness_a_question"),
            models.CheckConstraint(
                condition=Q(status="found", answered_by=None, answered_for=None, answered_at=None)
                | (
                    ~Q(status="found")
                    & Q(answered_by__isnull=False, answered_for__isnull=False, answered_at__isnull=False)
                ),
                name="likeness_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(status="let_be") & ~Q(reason="")) | (~Q(status="let_be") & Q(reason="")),
                name="likeness_let_be_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("cases:likeness", args=[self.pk])

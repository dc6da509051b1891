"""What the young person and the representatives say by their links: words on a goal, requests, objections."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.links import CaseLink
from cases.models.plan import Goal
from cases.models.sharing import SharingRecipient
from common import clock
from common.areas import AREA_CHOICES, Level
from people.models import YoungPerson
from vault.fields import SealedTextField

if TYPE_CHECKING:
    from accounts.models import User


class Said(models.Model):
    """Said by link, once: nobody changes it, not even whoever said it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+", editable=False)
    link = models.ForeignKey(CaseLink, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Word(Said):
    """What the young person says of a goal: in words, by a feeling, or both. Read by whoever sees the goal."""

    class Feeling(models.IntegerChoices):
        VERY_BAD = 0, _("not well at all")
        BAD = 1, _("not so well")
        MIDDLING = 2, _("so-so")
        GOOD = 3, _("well")
        VERY_GOOD = 4, _("very well")

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="said")
    area = models.PositiveSmallIntegerField(choices=AREA_CHOICES, help_text="the goal's on that day")
    level = models.PositiveSmallIntegerField(choices=Level, help_text="the goal's on that day")
    text = SealedTextField(_("my words"), null=True)  # type: ignore[misc]  # None: a feeling alone
    feeling = models.PositiveSmallIntegerField(_("how I feel about it"), choices=Feeling, null=True)

    class Meta:
        verbose_name = _("word of the young person")
        constraints = [
            models.CheckConstraint(
                condition=Q(text__isnull=False) | Q(feeling__isnull=False), name="word_says_something"
            ),
            models.CheckConstraint(condition=Q(level__in=[1, 2]), name="word_on_a_goal_they_read"),
        ]
        indexes = [models.Index(fields=["goal", "-created_at"], name="word_of_goal")]


class PersonalRequestQuerySet(models.QuerySet["PersonalRequest"]):
    def of(self, link: CaseLink) -> Self:
        """Those made by whoever holds this link, by this one or one they held before."""
        same = {"link__kind": link.kind, "link__representative": link.representative_id}
        return self.filter(case=link.case_id, **same).select_related("recipient__organisation").order_by("-created_at")

    def visible_to(self, user: User) -> Self:
        """Of the files this person may open: the lead alone is let in."""
        return self.filter(case__in=Case.objects.visible_to(user))


class PersonalRequest(Said):
    """Somebody concerned asks for a correction, or objects to an agreement to share: the lead answers."""

    class Kind(models.TextChoices):
        OBJECTION = "objection", _("objection to what is shared")
        IDENTITY = "identity", _("correction of who I am")
        ITEM = "item", _("correction of something written")

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        PARTLY = "partly", _("done in part")
        NOT_DONE = "not_done", _("not done, and why")

    kind = models.CharField(_("what is asked"), max_length=10, choices=Kind)
    recipient = models.ForeignKey(SharingRecipient, models.PROTECT, null=True, related_name="+")
    item = models.UUIDField(null=True, help_text="of what is written")
    text = SealedTextField(_("in my words"))
    outcome = models.CharField(_("what comes of it"), max_length=8, choices=Outcome, blank=True)
    answer = SealedTextField(_("answer"), null=True)  # type: ignore[misc]  # None: not settled yet
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PersonalRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a person concerned")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="objection", recipient__isnull=False, item=None)
                | Q(kind="item", recipient=None, item__isnull=False)
                | Q(kind="identity", recipient=None, item=None),
                name="personal_request_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer__isnull=True, settled_at=None, settled_by=None)
                | Q(~Q(outcome=""), answer__isnull=False, settled_at__isnull=False, settled_by__isnull=False),
                name="personal_request_settled_with_an_answer",
            ),
            models.UniqueConstraint(
                fields=["recipient"], condition=Q(kind="objection", settled_at=None), name="one_open_objection_a_row"
            ),
        ]
        indexes = [models.Index(fields=["case", "settled_at"], name="personal_request_of_case")]

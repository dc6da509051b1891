"""The action plan: needs, goals in two wordings, actions owned by a team that accepted them, notes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.items import CaseItem, ItemQuerySet
from cases.models.portrait import Statement
from cases.needs import CodedNeed, vocabulary
from common import clock
from common.history import Tracked, TrackedQuerySet
from common.moves import Moves
from organisations.models import Team
from vault.fields import SealedTextField


class ActionPlan(Tracked, Moves):
    """The one plan of a file, and when it is next reviewed."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        ACTIVE = "active", _("active")
        UNDER_REVIEW = "under_review", _("under review")
        CLOSED = "closed", _("closed")

    MOVES = {
        Status.DRAFT: {Status.PROPOSED, Status.CLOSED},
        Status.PROPOSED: {Status.ACTIVE, Status.DRAFT, Status.CLOSED},
        Status.ACTIVE: {Status.UNDER_REVIEW, Status.CLOSED},
        Status.UNDER_REVIEW: {Status.ACTIVE, Status.CLOSED},
    }

    case = models.OneToOneField(Case, models.PROTECT, related_name="plan")
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.DRAFT)
    next_review_on = models.DateField(_("next review"))
    in_force = models.ForeignKey(
        "cases.PlanVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version in force")
    )

    objects = TrackedQuerySet["ActionPlan"].as_manager()

    class Meta(Tracked.Meta):
        verbose_name = _("action plan")

    def __str__(self) -> str:
        return str(self.id)


class Need(CaseItem, Moves):
    """A coded need. Unmet: nobody offers what it takes."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        UNMET = "unmet", _("not covered")
        COVERED = "covered", _("covered")
        CLOSED = "closed", _("closed")

    MOVES = {
        Status.OPEN: {Status.UNMET, Status.COVERED, Status.CLOSED},
        Status.UNMET: {Status.COVERED, Status.CLOSED},
        Status.COVERED: {Status.OPEN, Status.UNMET, Status.CLOSED},
        Status.CLOSED: {Status.OPEN},
    }

    code = models.CharField(_("need"), max_length=60)
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.OPEN)
    unmet_since = models.DateField(_("not covered since"), null=True, blank=True)
    detail = SealedTextField(_("in a few words"), blank=True, default="")

    objects = ItemQuerySet["Need"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            *CaseItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status="unmet", unmet_since__isnull=False) | (~Q(status="unmet") & Q(unmet_since=None)),
                name="need_unmet_since",
            ),
        ]

    def moves_by_hand(self) -> list[str]:
        """Where somebody may put it. Not covered, it stays so until a referral for it is accepted, or it is closed."""
        moves = self.MOVES[self.Status(self.status)]
        return sorted({self.Status.CLOSED} if self.status == self.Status.UNMET else moves)

    def look(self) -> tuple[str, str]:
        """The tone and icon of its state."""
        return {"open": ("wait", "part"), "unmet": ("late", "unmet")}.get(self.status, ("ok", "done"))

    @property
    def coded(self) -> CodedNeed:
        return vocabulary()[self.code]


class Goal(CaseItem):
    """A goal in the young person's own words."""

    class Progress(models.IntegerChoices):
        NOT_BEGUN = 0, _("not begun")
        BEGUN = 1, _("begun")
        HALFWAY = 2, _("halfway")
        NEARLY = 3, _("nearly there")
        REACHED = 4, _("reached")

    words = SealedTextField(_("in their own words"))
    proposed_by = models.CharField(
        _("proposed by"), max_length=12, choices=Statement.Source, default=Statement.Source.YOUNG_PERSON
    )
    expected = SealedTextField(_("what will have changed"), blank=True, default="")
    builds_on: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list,
        blank=True,
        help_text="lines of the portrait, each for its own readers; none is ever deleted",
    )
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="goals")
    target_on = models.DateField(_("target date"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(_("progress"), choices=Progress, default=Progress.NOT_BEGUN)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = ItemQuerySet["Goal"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            *CaseItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(progress=4, reached_on__isnull=False) | Q(progress__lt=4, reached_on=None),
                name="goal_reached_on_a_day",
            ),
        ]


class GoalWording(CaseItem):
    """The professionals' wording of a goal: a row of its own, at its own level."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="wordings")
    text = SealedTextField(_("professional wording"))

    objects = ItemQuerySet["GoalWording"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("professional wording")


class Action(CaseItem, Moves):
    """Something one team does. It is proposed until that team accepts it."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed, waiting for acceptance")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        IN_PROGRESS = "in_progress", _("In progress")
        ON_HOLD = "on_hold", _("On hold")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    class Reason(models.TextChoices):
        NO_MEANS = "no_means", _("no means for it now")
        NOT_OURS = "not_ours", _("not our mission")
        NOT_WANTED = "not_wanted", _("the young person does not want it any more")
        MOVED = "moved", _("situation has changed")

    MOVES = {
        Status.PROPOSED: {Status.ACCEPTED, Status.DECLINED},
        Status.ACCEPTED: {Status.IN_PROGRESS, Status.DONE, Status.DROPPED},
        Status.IN_PROGRESS: {Status.ON_HOLD, Status.DONE, Status.DROPPED},
        Status.ON_HOLD: {Status.IN_PROGRESS, Status.DONE, Status.DROPPED},
    }
    OPEN = (Status.PROPOSED, Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD)

    title = SealedTextField(_("action"))
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="actions")
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="actions")
    owner_team = models.ForeignKey(Team, models.PROTECT, related_name="actions", verbose_name=_("owner"))
    person_in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person in charge"),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.PROPOSED)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)

    objects = ItemQuerySet["Action"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            *CaseItem.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(status__in=["declined", "dropped"]) & ~Q(reason=""))
                | (~Q(status__in=["declined", "dropped"]) & Q(reason="")),
                name="action_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(starts_on__lte=F("due_on")), name="action_in_order"
            ),
        ]

    def is_open(self) -> bool:
        return self.status in self.OPEN

    def is_late(self) -> bool:
        """Open after its day."""
        return self.is_open() and self.due_on is not None and self.due_on < clock.today()

    def look(self) -> tuple[str, str]:
        """The tone and icon of its state; lateness replaces the state shown."""
        return ("late", "clock") if self.is_late() else LOOKS[self.Status(self.status)]


LOOKS = {
    Action.Status.PROPOSED: ("wait", "hourglass"),
    Action.Status.ACCEPTED: ("info", "check"),
    Action.Status.DECLINED: ("late", "no"),
    Action.Status.IN_PROGRESS: ("run", "run"),
    Action.Status.ON_HOLD: ("calm", "pause"),
    Action.Status.DONE: ("ok", "done"),
    Action.Status.DROPPED: ("calm", "no"),
}


class Note(CaseItem):
    """Something written down, for one level of readers."""

    text = SealedTextField(_("note"))

    objects = ItemQuerySet["Note"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("note")
        verbose_name_plural = _("notes")

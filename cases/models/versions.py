"""Versions of the action plan: what was proposed and signed, row by row, and who signed it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.models.access import Access
from cases.models.case import Case
from cases.models.circle import Lead
from cases.models.links import CaseLink
from cases.models.plan import Action, Goal, GoalWording, Need
from cases.models.reviews import Review
from common import clock
from common.moves import Moves
from organisations.models import Organisation, Team
from people.models import LegalRepresentative, YoungPerson
from vault.fields import SealedTextField

if TYPE_CHECKING:
    from accounts.models import User

FROZEN = (Goal, GoalWording, Action, Need)
"""What a version is made of. Notes are no part of it: nobody signs what one professional wrote down."""


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def visible_to(self, user: User) -> Self:
        """Those of the files this person may open: that there is a version, never what it holds."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def signed_before(self, version: PlanVersion) -> PlanVersion | None:
        """The one in force when another was proposed."""
        rows = self.filter(case=version.case_id, number__lt=version.number, status=PlanVersion.Status.SIGNED)
        return rows.order_by("-number").first()


class PlanVersion(Moves):
    """The plan as it was proposed. Once signed it never changes: an amendment is the next version."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        SIGNED = "signed", _("signed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    MOVES = {Status.PROPOSED: {Status.SIGNED, Status.WITHDRAWN}}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="plan_versions")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+", editable=False)
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.PROPOSED)
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, models.PROTECT, null=True, blank=True, related_name="versions")
    ended_at = models.DateTimeField(_("signed or withdrawn"), null=True, blank=True)
    columns: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(
        default=dict, help_text="the columns the digest covers, by kind: one that is added later changes nothing"
    )
    salt = SealedTextField(help_text="digested with the rest: nobody guesses what it covers once the key is destroyed")
    digest = models.CharField(
        max_length=64, help_text="SHA-256 over the salt and the rows of history, column by column"
    )

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the action plan")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="plan_version_number"),
            models.UniqueConstraint(fields=["case"], condition=Q(status="proposed"), name="one_proposed_version"),
            models.CheckConstraint(
                condition=Q(status="proposed", ended_at=None) | (~Q(status="proposed") & Q(ended_at__isnull=False)),
                name="plan_version_ended_with_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FrozenItem(models.Model):
    """One row of an item's history that a version holds: shown to whoever sees the item and that row."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=12, choices=[(model._meta.model_name, "") for model in FROZEN])
    history_id = models.BigIntegerField()
    owner_team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+", help_text="of an open action: whose association signs"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "kind", "history_id"], name="frozen_once")]
        indexes = [models.Index(fields=["kind", "history_id"], name="frozen_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.history_id}"


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def visible_to(self, user: User) -> Self:
        """To the lead every one; to the others that of an association in whose name they are in the file."""
        leads = Lead.objects.in_force().filter(case=OuterRef("case"), user=user)
        ways = Access.objects.filter(case=OuterRef("case"), user_id=user.pk)
        return self.filter(Exists(ways.filter(Q(team__organisation=OuterRef("organisation")) | Exists(leads))))

    def signed_by(self, user: User) -> Self:
        """Those this person may give: bound, and in the file for a team that owns an action of the version."""
        owners = FrozenItem.objects.filter(version=OuterRef(OuterRef("version")), owner_team=OuterRef("team"))
        ways = Access.objects.filter(Exists(owners), case=OuterRef("case"), user_id=user.pk, is_bound=True)
        return self.filter(Exists(ways.filter(team__organisation=OuterRef("organisation"))))

    def of_link(self, link: CaseLink) -> Self:
        """Those that whoever holds a personal link gives, of any version of the file."""
        return self.filter(case=link.case_id, party=link.kind, representative=link.representative_id)

    def awaited(self) -> Self:
        """Not given yet, of a version that is still proposed."""
        return self.filter(answer="", version__status=PlanVersion.Status.PROPOSED)


class SignOff(models.Model):
    """What one party answers to a version: signed, or refused with a reason. Given once."""

    class Party(models.TextChoices):
        YOUNG_PERSON = "young_person", _("young person")
        REPRESENTATIVE = "representative", _("holder of parental authority")
        ORGANISATION = "organisation", _("association")

    class Answer(models.TextChoices):
        SIGNED = "signed", _("signed")
        REFUSED = "refused", _("refused")

    class Means(models.TextChoices):
        ACCOUNT = "account", _("with their account")
        PAPER = "paper", _("on paper, seen by whoever notes it")
        LINK = "link", _("by their personal link")
        NOTED = "noted", _("without a paper, noted by the lead")

    class Reason(models.TextChoices):
        GOALS = "goals", _("disagrees with the goals")
        ACTIONS = "actions", _("disagrees with the actions")
        NO_MEANS = "no_means", _("cannot do what is asked")
        NOT_CLEAR = "not_clear", _("needs more explanations or time")
        PAPERS = "papers", _("does not want to sign anything")
        NOT_REACHED = "not_reached", _("could not be reached")
        LEFT = "left", _("no longer takes part")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="sign_offs")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="sign_offs")
    party = models.CharField(_("party"), max_length=16, choices=Party)
    representative = models.ForeignKey(LegalRepresentative, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    means = models.CharField(_("how"), max_length=8, choices=Means, blank=True)
    answered_on = models.DateField(_("on which day"), null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-off")
        constraints = [
            models.UniqueConstraint(fields=["version", "organisation"], name="organisation_signs_once"),
            models.UniqueConstraint(fields=["version", "representative"], name="representative_signs_once"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(organisation=None, representative=None), name="young_person_signs_once"
            ),
            models.CheckConstraint(
                condition=Q(party="young_person", representative=None, organisation=None)
                | Q(party="representative", representative__isnull=False, organisation=None)
                | Q(party="organisation", representative=None, organisation__isnull=False),
                name="sign_off_of_one_party",
            ),
            models.CheckConstraint(
                condition=Q(answer="", means="", reason="", answered_on=None, recorded_at=None, recorded_by=None)
                | Q(
                    Q(answer="signed", reason="", means__in=["account", "paper", "link"])
                    | Q(~Q(reason=""), answer="refused", means__in=["account", "noted", "link"]),
                    Q(means="link", recorded_by=None) | Q(~Q(means="link"), recorded_by__isnull=False),
                    answered_on__isnull=False,
                    recorded_at__isnull=False,
                ),
                name="sign_off_answered_with_its_facts",
            ),
        ]
        indexes = [models.Index(fields=["case"], name="sign_off_awaited", condition=Q(answer=""))]

    def __str__(self) -> str:
        return str(self.id)

"""What lets an association know: agreements to share, legal grounds recorded instead; objections that suspend one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.links import CaseLink
from common import clock
from common.areas import names_an_area
from common.facts import Span, SpanQuerySet, span_in_order
from organisations.models import Organisation
from people.models import MAJORITY, LegalRepresentative

if TYPE_CHECKING:
    from uuid import UUID

ANNOUNCED = dt.timedelta(days=30)
"""How long before its end, or the 18th birthday, an agreement is announced to the lead."""

ANNOUNCED_AGAIN = dt.timedelta(days=7)


def agreement_address(case_id: UUID, organisation_id: UUID, areas: int, **more: str) -> str:
    """Where an agreement is recorded, the association and the areas filled in."""
    asked = {"organisation": organisation_id, "areas": areas} | more
    return f"{reverse('cases:agreement_record', args=[case_id])}?{urlencode(asked)}"


class SharingAgreement(models.Model):
    """Who agreed, in what capacity, how. Its recipients carry areas and dates."""

    class Capacity(models.TextChoices):
        YOUNG_PERSON = "young_person", _("the young person")
        REPRESENTATIVE = "representative", _("a holder of parental authority")
        BOTH = "both", _("the young person and the holders of parental authority")

    class Means(models.TextChoices):
        SIGNED = "signed", _("signed on paper")
        ORAL = "oral", _("said in an interview")
        WRITTEN = "written", _("in writing, by message")

    class NotInformed(models.TextChoices):
        UNREACHABLE = "unreachable", _("could not be reached")
        DANGER = "danger", _("informing would put them in danger")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="sharing_agreements")
    capacity = models.CharField(_("who agreed"), max_length=16, choices=Capacity)
    means = models.CharField(_("how"), max_length=10, choices=Means)
    information_given = models.BooleanField(_("what is shared, with whom and why was explained beforehand"))
    not_informed_reason = models.CharField(_("if not, why"), max_length=12, choices=NotInformed, blank=True)
    agreed_on = models.DateField(_("agreed on"))
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("agreement to share")
        constraints = [
            models.CheckConstraint(
                condition=Q(information_given=True, not_informed_reason="")
                | (Q(information_given=False) & ~Q(not_informed_reason="")),
                name="agreement_informed_or_says_why_not",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


BY_REPRESENTATIVES = (SharingAgreement.Capacity.REPRESENTATIVE, SharingAgreement.Capacity.BOTH)


def ends_soon() -> Q:
    return Q(valid_until__lte=clock.end_of(clock.today() + ANNOUNCED))


def perhaps_of_age() -> Q:
    """Agreed by representatives, of whoever may be near 18 or past it: by the year of birth, which is plain."""
    return Q(
        agreement__capacity__in=BY_REPRESENTATIVES,
        case__person__birth_year__lte=(clock.today() + ANNOUNCED).year - MAJORITY,
    )


class RecipientQuerySet(SpanQuerySet["SharingRecipient"]):
    def covering(self) -> Self:
        """Those of the outer row's association, in the same file, for all of its areas at least."""
        both: Any = F("areas").bitand(OuterRef("areas"))  # type: ignore[arg-type]
        same = self.filter(case=OuterRef("case"), organisation=OuterRef("organisation"))
        return same.alias(both=ExpressionWrapper(both, IntegerField())).filter(both=OuterRef("areas"))

    def with_terms(self) -> Self:
        """With what `cases.renewing` judges by.

        Who agreed and when (`capacity`, `agreed_on`), whether nothing else that covers the same outlasts it (`lasts`),
        until when the young person agreed to the same by themselves (`own_until`).
        """
        until, others = OuterRef("valid_until"), SharingRecipient.objects.covering()
        outlasts = Q(valid_until__gt=until) | Q(valid_until=until, valid_from__gt=OuterRef("valid_from"))
        own = others.in_force().filter(agreement__capacity=SharingAgreement.Capacity.YOUNG_PERSON)
        return self.annotate(
            capacity=F("agreement__capacity"),
            agreed_on=F("agreement__agreed_on"),
            lasts=~Exists(others.filter(outlasts, valid_from__lte=until)),
            own_until=Subquery(own.order_by("-valid_until").values("valid_until")[:1]),
        )

    def to_care_for(self, which: Q) -> Self:
        """Those in force in open files, the last of their kind, that end soon or perhaps are to be taken again."""
        return self.in_force().with_terms().filter(which, lasts=True, case__status=Case.Status.OPEN)


class SharingRecipient(Span):
    """One association that may know, in which areas, until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, related_name="recipients")
    case = models.ForeignKey(Case, models.PROTECT, related_name="recipients")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    areas = models.PositiveIntegerField(_("areas"))

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        constraints = [span_in_order("recipient_in_order"), names_an_area("recipient_names_an_area")]
        indexes = [models.Index(fields=["case", "organisation"], name="recipient_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.organisation_id}"

    def renewal_address(self) -> str:
        """Where the same is recorded anew."""
        return agreement_address(self.case_id, self.organisation_id, self.areas)


class Announcement(models.Model):
    """The lead was told, once, that an agreement needs care. A notice is forgotten; this is not."""

    class Kind(models.TextChoices):
        """With what the notice says."""

        ENDING = "ending", _("An agreement to share ends within 30 days")
        ENDING_SOON = "ending_soon", _("An agreement to share ends within 7 days")
        OF_AGE = "of_age", _("Agreements to share are to be taken again: 18 within 30 days")
        OF_AGE_SOON = "of_age_soon", _("Agreements to share are to be taken again: 18 within 7 days, or already")

    recipient = models.ForeignKey(SharingRecipient, models.PROTECT, related_name="announcements")
    kind = models.CharField(max_length=12, choices=Kind)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("announcement of an agreement that needs care")
        constraints = [models.UniqueConstraint(fields=["recipient", "kind"], name="announced_once")]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.kind}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> Self:
        return self.filter(settled_at=None)


class Objection(models.Model):
    """A holder of parental authority objects to one recipient: its row has ended, and no other begins until settled."""

    class Outcome(models.TextChoices):
        RESUMED = "resumed", _("the association may know again")
        STOPPED = "stopped", _("the association stays without")

    class Means(models.TextChoices):
        TALK = "talk", _("by speaking together")
        MEDIATION = "mediation", _("by family mediation")
        JUDGE = "judge", _("by a family judge")

    class Ground(models.TextChoices):
        WITHDRAWN = "withdrawn", _("the objection is withdrawn")
        USUAL_ACT = "usual_act", _("everyday act: one holder is enough (Civil Code, art. 372-2)")
        JUDGMENT = "judgment", _("decided by the judge")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="objections")
    recipient = models.ForeignKey(SharingRecipient, models.PROTECT, related_name="objections")
    recipient_until = models.DateTimeField(help_text="until when it was a recipient, but for the objection")
    representative = models.ForeignKey(LegalRepresentative, models.PROTECT, related_name="objections")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey(CaseLink, models.PROTECT, null=True, related_name="+", help_text="by which it was made")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("what comes of it"), max_length=8, choices=Outcome, blank=True)
    means = models.CharField(_("how it was settled"), max_length=10, choices=Means, blank=True)
    ground = models.CharField(_("on what ground"), max_length=10, choices=Ground, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, outcome="", means="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="") & ~Q(means="")),
                name="objection_settled_says_how",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="resumed") & ~Q(ground="")) | (~Q(outcome="resumed") & Q(ground="")),
                name="objection_resumed_on_a_ground",
            ),
            models.UniqueConstraint(fields=["recipient"], name="one_objection_a_row"),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False, link=None) | Q(recorded_by=None, link__isnull=False),
                name="objection_recorded_or_made_by_link",
            ),
        ]
        indexes = [models.Index(fields=["case", "settled_at"], name="objection_of_case")]

    def __str__(self) -> str:
        return str(self.id)


class LegalGround(Span):
    """What the law allows without an agreement, with its article."""

    class Article(models.TextChoices):
        CASF_226_2_2 = "casf_l226_2_2", _("shared secrecy in child protection (CASF, art. L. 226-2-2)")
        CSP_1110_4 = "csp_l1110_4", _("care team (CSP, art. L. 1110-4)")
        CASF_121_6_2 = "casf_l121_6_2", _("coordinator named by the mayor (CASF, art. L. 121-6-2)")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="legal_grounds")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    article = models.CharField(_("legal ground"), max_length=16, choices=Article)
    areas = models.PositiveIntegerField(_("areas"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = SpanQuerySet["LegalGround"].as_manager()

    class Meta:
        verbose_name = _("legal ground")
        constraints = [span_in_order("ground_in_order"), names_an_area("ground_names_an_area")]
        indexes = [models.Index(fields=["case", "organisation"], name="ground_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.organisation_id}"

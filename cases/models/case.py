"""The support file itself: one period of support of one young person."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.access import Access
from common import clock
from common.facts import Span, SpanQuerySet, span_in_order
from common.history import Tracked, TrackedQuerySet
from common.moves import Moves
from organisations.models import Organisation, OrganisationRole, Team, TeamMembership
from people.models import YoungPerson

if TYPE_CHECKING:
    from accounts.models import User

REFERENCE_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"  # none that is mistaken for another when read aloud


def new_reference() -> str:
    """Eight letters that say nothing: `KJ7A-39QD`."""
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


STEERING_COLUMNS = ("reference", "status", "opened_at", "closed_at", "leading_organisation_id", "leading_team_id")
"""What managers and data protection officers see of a file: no name, no content."""


def current_lead(field: str) -> QuerySet[Any, Any]:
    """One value of the outer file's lead, if it has one now."""
    leads = apps.get_model("cases", "Lead")._default_manager
    rows: QuerySet[Any, Any] = leads.filter(
        case=OuterRef("pk"), valid_from__lte=clock.DbNow(), valid_until__gt=clock.DbNow()
    ).values(field)
    return rows


def took_part(organisations: QuerySet[Any, Any]) -> Q:
    """The outer file was led by one of these, or one of theirs held a seat in it or opened it in an emergency."""

    def rows(name: str) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = apps.get_model("cases", name)._default_manager.filter(case=OuterRef("pk"))
        return found

    seats = rows("CircleMembership").filter(valid_from__lt=F("valid_until"), valid_from__lte=clock.DbNow())
    belonged = TeamMembership.objects.filter(
        user=OuterRef("user"),
        team__organisation__in=organisations,
        valid_from__lt=OuterRef("valid_until"),
        valid_until__gt=OuterRef("valid_from"),
    )
    return (
        Q(Exists(rows("LeadingPeriod").filter(organisation__in=organisations)))
        | Q(Exists(seats.filter(team__organisation__in=organisations)))
        | Q(Exists(seats.filter(Exists(belonged))))
        | Q(Exists(rows("EmergencyAccess").filter(team__organisation__in=organisations)))
    )


class CaseQuerySet(TrackedQuerySet["Case"]):
    def visible_to(self, user: User) -> Self:
        """The files this person may open now: the one predicate of every page, file, export and answer."""
        return self.filter(Exists(Access.objects.filter(case=OuterRef("pk"), user_id=user.pk)))

    def detailed_to(self, user: User) -> Self:
        """Those in which this person also knows the details: birth date, address, family. See `cases.identity`."""
        return self.filter(Exists(Access.objects.detailed().filter(case=OuterRef("pk"), user_id=user.pk)))

    def not_visible_to(self, user: User) -> Self:
        return self.exclude(Exists(Access.objects.filter(case=OuterRef("pk"), user_id=user.pk)))

    def archive_for(self, user: User) -> Self:
        """The references of files in which this person's teams wrote. No identity: reading it raises."""
        entries = apps.get_model("cases", "TimelineEntry")._default_manager
        written = entries.archive_for(user).filter(case=OuterRef("pk"))  # type: ignore[attr-defined]
        return self.filter(Exists(written)).only("reference", "person_id").fetch_mode(models.FETCH_RAISE)

    def steered_by(self, user: User) -> Self:
        """The files whose steering row this person sees: managers and DPO of the leading organisation."""
        managed = TeamMembership.objects.of(user).managers().values("team__organisation")
        protected = OrganisationRole.objects.protecting(user).values("organisation")
        return self.filter(leading_organisation__in=managed.union(protected))  # one list: the index on it serves

    def protected_by(self, user: User) -> Self:
        """The files in which an association this person protects has or had part. Opens none: its record only."""
        protected = OrganisationRole.objects.protecting(user).values("organisation")
        return self.filter(Q(leading_organisation__in=protected) | took_part(protected))

    def steering_for(self, user: User) -> Self:
        """Steering rows: fixed columns of the files this person steers. Reading anything else of a row raises."""
        rows = self.steered_by(user).annotate(
            lead_name=Subquery(current_lead("user__full_name")),
            team_name=F("leading_team__name"),
            next_review_on=F("plan__next_review_on"),
        )
        return rows.only(*STEERING_COLUMNS).fetch_mode(models.FETCH_RAISE)

    def with_lead(self) -> Self:
        """Joined with its lead of today, as `current_lead`: at most one, or none."""
        now = clock.DbNow()
        today = Q(leads__valid_from__lte=now, leads__valid_until__gt=now)
        return self.annotate(current_lead=FilteredRelation("leads", condition=today))

    def for_page(self, reader: User) -> Self:
        """What the head of a file's page needs, in one query.

        With its lead of today (as `current_lead`), the version that is proposed (`proposed_version`), and what the
        reader may sign of it (`to_sign`, for `signs_for`); who covers while the lead is away (`cover_name`).
        """
        signs = apps.get_model("cases", "SignOff")._default_manager.awaited().signed_by(reader)  # type: ignore[attr-defined]
        signs = signs.filter(case=OuterRef("pk")).order_by("organisation__name")
        covers = apps.get_model("cases", "LeadCover")._default_manager.of_case(OuterRef(OuterRef("pk")))  # type: ignore[attr-defined]
        proposed = FilteredRelation("plan_versions", condition=Q(plan_versions__status="proposed"))
        rows = self.with_lead().annotate(
            proposed_version=proposed,
            to_sign=Subquery(signs.values("pk")[:1]),
            signs_for=Subquery(signs.values("organisation__name")[:1]),
            cover_name=Subquery(covers.values("user__full_name")[:1]),
            cover_until=Subquery(covers.values("valid_until")[:1]),
        )
        return rows.select_related(
            "person__commune",
            "leading_organisation",
            "leading_team",
            "plan__in_force",
            "current_lead__user",
            "current_lead__team__organisation",
            "proposed_version",
        )

    def open(self) -> Self:
        return self.filter(status=Case.Status.OPEN)


class Case(Tracked, Moves):
    """One period of support: leading organisation, lead, circle, plan."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class ClosingReason(models.TextChoices):
        ACHIEVED = "achieved", _("goals reached")
        STOPPED = "stopped", _("stopped by the young person")
        MOVED = "moved", _("moved away")
        HANDED_OVER = "handed_over", _("followed elsewhere")
        OF_AGE = "of_age", _("age limit reached")
        LOST = "lost", _("no contact any more")

    MOVES = {Status.OPEN: {Status.CLOSED}}

    reference = models.CharField(_("reference"), max_length=9, unique=True, default=new_reference, editable=False)
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="cases")
    leading_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="led_cases")
    leading_team = models.ForeignKey(Team, models.PROTECT, related_name="led_cases")
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(_("reason"), max_length=12, choices=ClosingReason, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Tracked.Meta):
        verbose_name = _("support file")
        verbose_name_plural = _("support files")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None, closing_reason="")
                | (Q(status="closed", closed_at__isnull=False) & ~Q(closing_reason="")),
                name="case_closed_with_date_and_reason",
            )
        ]
        indexes = [models.Index(fields=["leading_organisation", "status"], name="case_led_by")]

    def __str__(self) -> str:
        return self.reference

    def is_visible_to(self, user: User) -> bool:
        return Case.objects.visible_to(user).filter(pk=self.pk).exists()

    def get_absolute_url(self) -> str:
        return reverse("cases:detail", args=[self.pk])


class LeadingPeriod(Span):
    """Which organisation led a file, and when: the past of `Case.leading_organisation`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="leading_periods")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    objects = SpanQuerySet["LeadingPeriod"].as_manager()

    class Meta:
        constraints = [
            span_in_order("leading_period_in_order"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(valid_until=clock.FOREVER), name="one_open_leading_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.organisation_id}"

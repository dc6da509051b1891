"""Networks, associations, teams, who belongs to them, and the agreements that open a channel between them."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from common import clock
from common.areas import names_an_area
from common.facts import Span, SpanQuerySet, span_in_order
from common.moves import Moves

if TYPE_CHECKING:
    from accounts.models import User


class Network(models.Model):
    """Organisations working together, and a coordination without files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def partners_of(self, organisation: "Organisation") -> Self:
        """The associations with which this one has an agreement in force."""
        in_force = PartnershipAgreement.objects.in_force().filter(parties__organisation=organisation)
        parties = PartnershipParty.objects.filter(agreement__in=in_force).values("organisation")
        return self.filter(pk__in=parties).exclude(pk=organisation.pk)

    def without_administrator(self) -> Self:
        """Nobody can sign in for them: another party notes what they signed on paper."""
        roles = OrganisationRole.objects.in_force().filter(role=OrganisationRole.Role.ADMIN)
        return self.filter(answers_by_link=True).exclude(pk__in=roles.values("organisation"))


class Organisation(models.Model):
    """An association. One without an account answers referrals by a link sent to its address."""

    class ReviewPace(models.IntegerChoices):
        HALF_YEAR = 6, _("every six months")
        YEAR = 12, _("every twelve months")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="organisations")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address of the association"), blank=True)
    answers_by_link = models.BooleanField(_("answers by link"), default=False)
    review_pace = models.PositiveSmallIntegerField(
        _("reviews of the plan"), choices=ReviewPace, default=ReviewPace.HALF_YEAR
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("association")
        verbose_name_plural = _("associations")
        constraints = [
            models.UniqueConstraint(fields=["network", "name"], name="organisation_name_once"),
            models.CheckConstraint(
                condition=Q(answers_by_link=False) | ~Q(email=""), name="organisation_answers_at_an_address"
            ),
            models.CheckConstraint(
                condition=Q(review_pace__in=[6, 12]), name="organisation_reviews_once_or_twice_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamQuerySet(models.QuerySet["Team"]):
    def answering_by_link(self) -> Self:
        """Without anybody who could sign in: a link goes to their association's address."""
        members = TeamMembership.objects.in_force().filter(team=OuterRef("pk"))
        return self.filter(~Exists(members), organisation__answers_by_link=True, dissolved_at=None)


class Team(models.Model):
    """The unit that has a seat, answers a referral, owns an action."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=120)
    dissolved_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"


class TeamMembershipQuerySet(SpanQuerySet["TeamMembership"]):
    def of(self, user: "User") -> Self:
        """The memberships this person holds now."""
        return self.filter(user=user).in_force()

    def managers(self) -> Self:
        return self.filter(role=TeamMembership.Role.MANAGER)

    def bound(self) -> Self:
        return self.filter(is_bound=True)

    def may_open_files(self, user: "User") -> Self:
        """Bound members, and managers, open files in the name of their team."""
        return self.of(user).filter(Q(is_bound=True) | Q(role=TeamMembership.Role.MANAGER))


class TeamMembership(Span):
    """One person in one team for a time. A change of role or secrecy ends the row and begins another."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        MANAGER = "manager", _("manager")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    is_bound = models.BooleanField(_("bound by professional secrecy"), default=False)
    job_title = models.CharField(_("function"), max_length=80, blank=True)

    objects = TeamMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            span_in_order("membership_in_order"),
            models.UniqueConstraint(
                fields=["user", "team"], condition=Q(valid_until=clock.FOREVER), name="one_open_membership"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.team}"


class OrganisationRoleQuerySet(SpanQuerySet["OrganisationRole"]):
    def protecting(self, user: "User") -> Self:
        """What this person protects today, as data protection officer."""
        return self.in_force().filter(user=user, role=OrganisationRole.Role.DPO)


class OrganisationRole(Span):
    """Administrator or data protection officer of an association: opens no file."""

    class Role(models.TextChoices):
        ADMIN = "admin", _("administrator")
        DPO = "dpo", _("data protection officer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="organisation_roles")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=10, choices=Role)

    objects = OrganisationRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role in the association")
        constraints = [
            span_in_order("organisation_role_in_order"),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(valid_until=clock.FOREVER),
                name="one_open_organisation_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class NetworkRole(Span):
    """Administrator of the network: creates associations, publishes figures, opens no file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="network_roles")
    network = models.ForeignKey(Network, models.PROTECT, related_name="roles")

    objects = SpanQuerySet["NetworkRole"].as_manager()

    class Meta:
        verbose_name = _("role in the network")
        constraints = [
            span_in_order("network_role_in_order"),
            models.UniqueConstraint(
                fields=["user", "network"], condition=Q(valid_until=clock.FOREVER), name="one_open_network_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.network}"


class PartnershipAgreement(Span, Moves):
    """An agreement between associations: areas and dates. In force from its last signature."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        TO_SIGN = "to_sign", _("to be signed")
        IN_FORCE = "in_force", _("in force")
        EXPIRED = "expired", _("expired")
        TERMINATED = "terminated", _("terminated")

    MOVES = {
        Status.DRAFT: {Status.TO_SIGN},
        Status.TO_SIGN: {Status.IN_FORCE, Status.DRAFT},
        Status.IN_FORCE: {Status.EXPIRED, Status.TERMINATED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=160)
    areas = models.PositiveIntegerField(_("areas"))
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.DRAFT)
    valid_from = models.DateTimeField(default=clock.FOREVER)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    organisations = models.ManyToManyField(Organisation, through="PartnershipParty", related_name="partnerships")

    objects = SpanQuerySet["PartnershipAgreement"].as_manager()

    class Meta:
        verbose_name = _("partnership agreement")
        verbose_name_plural = _("partnership agreements")
        constraints = [
            span_in_order("partnership_in_order"),
            names_an_area("partnership_names_an_area"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "to_sign"], valid_from=clock.FOREVER)
                | Q(status__in=["in_force", "expired", "terminated"], valid_from__lt=clock.FOREVER),
                name="partnership_begins_when_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PartnershipParty(models.Model):
    """One association of an agreement, and its signature: given with an account, or on paper and noted by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(PartnershipAgreement, models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnership_parties")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signatory = models.CharField(_("who signed on paper"), max_length=120, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("party to the agreement")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="party_once"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None) | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="party_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signatory="", signed_on=None)
                | (~Q(signatory="") & Q(signed_on__isnull=False, signed_at__isnull=False)),
                name="party_signed_on_paper_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

"""The only way in: an invitation to one address, for one membership or role."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from organisations.models.organisations import Network, Organisation, Team

KEPT_DAYS = 14
"""How long an invitation may be accepted."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> Self:
        """Neither accepted nor cancelled; perhaps too late."""
        return self.filter(accepted_at=None, cancelled_at=None)

    def with_token(self, token: str) -> Self:
        """The one this link opens, while it does."""
        return self.pending().filter(token_hash=hashed(token), expires_at__gt=clock.DbNow())


def hashed(token: str) -> str:
    """What is stored of a link: who reads the database cannot open it."""
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """An address is asked to join a team, or to hold a role in an association or a network."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        MANAGER = "manager", _("manager")
        ADMIN = "admin", _("administrator")
        DPO = "dpo", _("data protection officer")
        NETWORK = "network", _("administrator of the network")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=8, choices=Role)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="invitations")
    network = models.ForeignKey(Network, models.PROTECT, null=True, related_name="invitations")
    is_bound = models.BooleanField(_("bound by professional secrecy"), default=False)
    job_title = models.CharField(_("function"), max_length=80, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True)
    cancelled_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    token: str = ""
    """The link's secret, known only to whoever has just made it."""

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["member", "manager"], team__isnull=False, network=None)
                | Q(role__in=["admin", "dpo"], team=None, organisation__isnull=False, network=None, is_bound=False)
                | Q(role="network", team=None, organisation=None, network__isnull=False, is_bound=False),
                name="invitation_to_one_place",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(accepted_at=None), name="invitation_accepted_or_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.place}"

    @property
    def place(self) -> Team | Organisation | Network | None:
        return self.team or self.organisation or self.network

    @property
    def is_over(self) -> bool:
        return self.expires_at <= clock.now()

    def renew(self) -> None:
        """A new link; the one before opens nothing any more. The caller saves."""
        self.token = secrets.token_urlsafe(32)
        self.token_hash = hashed(self.token)
        self.sent_at = clock.now()
        self.expires_at = self.sent_at + KEPT_DAYS * clock.DAY

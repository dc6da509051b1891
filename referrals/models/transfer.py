"""Transfers: the team that leads a file proposes to a team of another association to lead it."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Block, Case, CircleMembership, Lead, LegalGround, SharingRecipient
from cases.models.case import REFERENCE_LETTERS
from common import clock
from common.history import Tracked, TrackedQuerySet
from common.moves import IllegalMove, Moves
from organisations.models import Organisation, Team, TeamMembership
from people.models import YoungPerson
from referrals import transfer_policy as policy
from referrals.choices import Informed, TransferDecline, TransferReason, WithdrawReason
from referrals.policy import Side
from vault.fields import SealedTextField

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_OVERLAP, USUAL_OVERLAP = 90, 30
"""Days during which the team before keeps its seat."""


def new_transfer_reference() -> str:
    """A reference of its own: the file's is known once the transfer is accepted. `TR-7K2M-9QDA`."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _unused in range(8))
    return f"TR-{letters[:4]}-{letters[4:]}"


class TransferOutOfTime(IllegalMove):
    """The time to answer has passed: nothing but the clock moves this transfer any more."""

    def __init__(self, transfer: Transfer) -> None:
        Exception.__init__(self, gettext("The time to answer this transfer has passed. It may be proposed anew."))
        self.row, self.wanted = transfer, policy.Status.EXPIRED


class TransferQuerySet(TrackedQuerySet["Transfer"]):
    def known_to(self, user: User) -> Self:
        """Whoever leads the file or has led it since, managers of either side, bound members of the team asked."""
        return self.filter(~self.blocked(user), self.sent(user) | self.asked(user))

    def received_by(self, user: User) -> Self:
        """Those asked of a team of theirs, whatever became of them."""
        return self.filter(~self.blocked(user), self.asked(user))

    def sent_by(self, user: User) -> Self:
        """Those of which they are on the side of whoever proposed it."""
        return self.filter(~self.blocked(user), self.sent(user))

    def sent(self, user: User) -> Q:
        held = TeamMembership.objects.of(user)
        leads = Lead.objects.filter(case=OuterRef("case"), user=user, valid_until__gte=OuterRef("proposed_at"))
        steered = Q(from_organisation__in=held.managers().values("team__organisation"))
        return steered | Q(Exists(leads.filter(team__in=held.values("team"))))

    def asked(self, user: User) -> Q:
        able = TeamMembership.objects.of(user).filter(Q(is_bound=True) | Q(role=TeamMembership.Role.MANAGER))
        return Q(to_team__in=able.values("team"))

    def awaiting(self, user: User) -> Self:
        """Those that await something of this person: see `referrals.todo`."""
        to_answer = self.asked(user) & Q(status=policy.Status.PROPOSED) & ~Q(proposed_by=user)
        to_confirm = self.sent(user) & Q(status=policy.Status.TO_CONFIRM)
        return self.filter(
            ~self.blocked(user),
            (Q(expires_at__gt=clock.DbNow()) & (to_answer | to_confirm)) | self.unshared(user),
        )

    def unshared(self, user: User) -> Q:
        """Led by this person since it was accepted; the team before has a seat that no agreement lets it use."""
        seats = CircleMembership.objects.in_force().filter(case=OuterRef("case"), team=OuterRef("from_team"))
        named = {"case": OuterRef("case"), "organisation": OuterRef("from_organisation")}
        agreed = SharingRecipient.objects.in_force().filter(**named)
        allowed = LegalGround.objects.in_force().filter(**named)
        leads = Q(lead__user=user, lead__valid_until__gt=clock.DbNow())
        return leads & Q(Exists(seats)) & ~Q(Exists(agreed)) & ~Q(Exists(allowed))

    def blocked(self, user: User) -> Exists:
        """Whether a block names them in the outer transfer's file."""
        return Exists(Block.objects.in_force().filter(case=OuterRef("case"), user=user))

    def pending(self) -> Self:
        return self.filter(status__in=policy.PENDING)

    def in_time(self) -> Self:
        """Pending, and the clock still runs."""
        return self.pending().filter(expires_at__gt=clock.DbNow())

    def to_remind(self) -> Self:
        return self.in_time().filter(reminded_at=None, remind_at__lte=clock.DbNow())

    def to_escalate(self) -> Self:
        return self.in_time().filter(escalated_at=None, escalate_at__lte=clock.DbNow())

    def to_expire(self) -> Self:
        return self.pending().filter(expires_at__lte=clock.DbNow())


class Transfer(Tracked, Moves):
    """Asked of one team, for one file: to become its leading team. At most one is pending a file."""

    Status = policy.Status
    MOVES = policy.MOVES

    reference = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_transfer_reference, editable=False
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+", editable=False)
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="transfers_proposed", verbose_name=_("from"))
    from_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="transfers_received", verbose_name=_("to the team"))
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, editable=False)
    escalate_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    escalated_at = models.DateTimeField(null=True, editable=False)

    reason = models.CharField(_("reason"), max_length=12, choices=TransferReason)
    informed = models.CharField(_("the young person"), max_length=8, choices=Informed)
    overlap_days = models.PositiveSmallIntegerField(_("days of overlap"), default=USUAL_OVERLAP)
    message = SealedTextField(_("message"), blank=True, default="")
    confirmed: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, help_text="ids of those of whom it was confirmed that they lose access"
    )

    status = models.CharField(_("state"), max_length=12, choices=policy.Status, default=policy.Status.PROPOSED)
    ended_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(_("reason"), max_length=12, choices=TransferDecline, blank=True)
    withdraw_reason = models.CharField(_("reason"), max_length=20, choices=WithdrawReason, blank=True)
    lead = models.OneToOneField(Lead, models.PROTECT, null=True, blank=True, related_name="transfer", editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta(Tracked.Meta):
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(status__in=["proposed", "to_confirm"]), name="one_pending_transfer"
            ),
            models.CheckConstraint(
                condition=~Q(from_organisation=F("to_organisation")), name="transfer_to_another_association"
            ),
            models.CheckConstraint(condition=Q(overlap_days__lte=LONGEST_OVERLAP), name="transfer_overlap"),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "to_confirm"], ended_at=None)
                | (~Q(status__in=["proposed", "to_confirm"]) & Q(ended_at__isnull=False)),
                name="transfer_ended_at",
            ),
            models.CheckConstraint(
                condition=Q(status="accepted", lead__isnull=False) | (~Q(status="accepted") & Q(lead=None)),
                name="transfer_led_once_accepted",
            ),
            models.CheckConstraint(
                condition=(Q(status="declined") & ~Q(decline_reason=""))
                | (~Q(status="declined") & Q(decline_reason="")),
                name="transfer_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=(Q(status="withdrawn") & ~Q(withdraw_reason=""))
                | (~Q(status="withdrawn") & Q(withdraw_reason="")),
                name="transfer_withdrawn_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["to_team", "status", "expires_at"], name="transfer_inbox")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("referrals:transfer", args=[self.pk])

    @property
    def overlap(self) -> dt.timedelta:
        return self.overlap_days * clock.DAY

    def change(self, at: dt.datetime) -> policy.Change:
        """What acceptance at that instant does to the facts of the file."""
        return policy.Change(at, self.to_team_id, self.to_organisation_id, self.from_team_id, self.overlap)

    def is_out_of_time(self) -> bool:
        """Pending at its last instant, whether or not the clock's job has said so."""
        return self.status in policy.PENDING and self.expires_at <= clock.now()

    def is_in_time(self) -> bool:
        """Pending, and the clock still runs."""
        return self.status in policy.PENDING and not self.is_out_of_time()

    def waits_for(self) -> Side:
        """Who must move, while it is pending."""
        return Side.SENDER if self.status == policy.Status.TO_CONFIRM else Side.RECEIVER

    def stands(self) -> policy.Status:
        """The state to show: out of time counts as expired."""
        return policy.Status.EXPIRED if self.is_out_of_time() else policy.Status(self.status)

    def allow(self, name: str) -> policy.Move:
        """One move of the table, if it may be made now. Raises IllegalMove, TransferOutOfTime."""
        move = policy.MOVE_BY_NAME[name]
        if self.is_out_of_time() and move.side is not Side.CLOCK:
            raise TransferOutOfTime(self)
        if self.status not in move.sources or (move.side is Side.CLOCK and not self.is_out_of_time()):
            raise IllegalMove(self, move.target)
        return move

    def make(self, name: str) -> None:
        """One move of the table; the caller saves. Raises IllegalMove, TransferOutOfTime."""
        self.move_to(self.allow(name).target)
        if self.status in policy.FINAL:
            self.ended_at = clock.now()

    def possible(self, side: Side) -> set[str]:
        """The moves this side may make now."""
        if self.is_out_of_time():
            return set()
        return {move.name for move in policy.TABLE if move.side is side and self.status in move.sources}

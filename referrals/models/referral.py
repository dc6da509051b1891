"""Referrals: one team asks another to take up a need."""

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

from cases.models import Block, Case, CaseItem, CaseLink, CircleMembership, ItemQuerySet, Lead, Need, Note
from cases.models.access import ShowsItem
from cases.models.case import REFERENCE_LETTERS
from common import clock
from common.areas import SEAT_LEVELS, names_an_area
from common.moves import IllegalMove, Moves
from common.workdays import Calendar, of_department
from organisations.models import Organisation, Team, TeamMembership
from programs.models import Service
from referrals import policy
from referrals.choices import Asked, DeclineReason, Outcome, Sector, Urgency, WithdrawReason
from referrals.models.told import Told

if TYPE_CHECKING:
    from accounts.models import User

REMIND_AFTER, ESCALATE_AFTER, EXPIRE_AFTER = 5, 10, 30
"""Working days from sending."""

NEWS_AFTER = 20
"""Working days from acceptance without a first appointment or a start."""

TOLD_FIRST = 5
"""Referrals that the home page says are to be told."""

SEAT_STAYS = dt.timedelta(days=30)
"""How long the receiving team keeps its seat after it has closed a referral."""


def new_reference() -> str:
    """A reference of its own, so that two referrals of one person cannot be laid side by side: `OR-7K2M-9QDA`."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _unused in range(8))
    return f"OR-{letters[:4]}-{letters[4:]}"


class OutOfTime(IllegalMove):
    """The time to answer has passed: nothing but the clock moves this referral any more."""

    def __init__(self, referral: Referral) -> None:
        Exception.__init__(
            self, gettext("The time to answer this referral has passed. To try again, make a new one linked to it.")
        )
        self.row, self.wanted = referral, policy.Status.EXPIRED


class MovedOn(IllegalMove):
    """Words about a step that is no longer the last one."""

    def __init__(self, referral: Referral) -> None:
        Exception.__init__(self, gettext("This referral has moved on meanwhile: read what there is to say now."))
        self.row, self.wanted = referral, referral.status


class ReferralQuerySet(ItemQuerySet["Referral"]):
    def visible_to(self, user: User) -> Self:
        """Whoever the file's one predicate shows it to; the receiving team by the very seat this referral gave it."""
        return self.filter(self.shown_to(user))

    def received_by(self, user: User) -> Self:
        """Sent to a team of theirs, whatever became of it: reference, dates, their own answer."""
        teams = TeamMembership.objects.of(user).values("team")
        return self.filter(~self.blocked(user), to_team__in=teams, sent_at__isnull=False)

    def previewed_by(self, user: User) -> Self:
        """Those of `received_by` whose preview is open: sent, not accepted, not ended, not out of time."""
        in_time = Q(status=policy.Status.WAITLISTED) | Q(expires_at__gt=clock.DbNow())
        return self.received_by(user).filter(in_time, status__in=policy.PREVIEWED)

    def known_to(self, user: User) -> Self:
        """Every referral this person may know of, in one of its three projections: file, preview, record."""
        held = TeamMembership.objects.of(user)
        received = Q(to_team__in=held.values("team"), sent_at__isnull=False)
        steered = Q(author_team__in=held.managers().values("team"))
        return self.filter(self.shown_to(user) | (~self.blocked(user) & (received | steered)))

    def unanswered(self) -> Self:
        """The clock runs."""
        return self.filter(status__in=policy.UNANSWERED, expires_at__gt=clock.DbNow())

    def to_expire(self) -> Self:
        return self.filter(status__in=policy.UNANSWERED, expires_at__lte=clock.DbNow())

    def to_remind(self) -> Self:
        return self.unanswered().filter(reminded_at=None, remind_at__lte=clock.DbNow())

    def to_escalate(self) -> Self:
        return self.unanswered().filter(escalated_at=None, escalate_at__lte=clock.DbNow())

    def to_chase(self) -> Self:
        """Accepted long ago, and nothing heard since; not yet asked for news."""
        silent = self.filter(status=policy.Status.ACCEPTED, first_meeting_on=None, news_due_at__lte=clock.DbNow())
        return silent.filter(news_asked_at=None)

    def untold(self) -> Self:
        """Of open files, where nobody has told the young person yet how it stands."""
        waits = Q(status__in=policy.UNANSWERED)
        behind = waits & ~Q(told=policy.Status.SENT) | ~waits & ~Q(told=F("status"))
        return self.filter(behind, case__status=Case.Status.OPEN, sent_at__isnull=False)

    def to_tell(self, user: User) -> Self:
        """Of those: what they wrote as a bound member of its team, and all of a file they lead, or cover for.

        The newest few: the next ones come once these are told.
        """
        bound = TeamMembership.objects.of(user).bound().values("team")
        leads = Exists(Lead.objects.acting(user).filter(case=OuterRef("case")))
        found = self.untold().filter(Q(author=user, author_team__in=bound) | Q(leads), self.shown_to(user))
        return self.filter(pk__in=found.order_by("-sent_at", "pk").values("pk")[:TOLD_FIRST])

    def open(self) -> Self:
        return self.filter(status__in=policy.OPEN)

    def shown_to(self, user: User) -> ShowsItem:
        """Whether the file's one predicate, or the seat it gave, shows the referral to somebody."""
        return ShowsItem(user.pk, seat="seat")

    def blocked(self, user: User) -> Exists:
        """Whether a block names them in the outer referral's file."""
        return Exists(Block.objects.in_force().filter(case=OuterRef("case"), user=user))


class Referral(CaseItem, Told, Moves):
    """Asked by one team of another, for one need of a file. An item of that file, in its need's area."""

    Status = policy.Status
    MOVES = policy.MOVES

    reference = models.CharField(_("reference"), max_length=12, unique=True, default=new_reference, editable=False)
    need = models.ForeignKey(Need, models.PROTECT, related_name="referrals", verbose_name=_("need"))
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="referrals_received", verbose_name=_("to the team"))
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals_received")
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("service")
    )
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")

    areas = models.PositiveIntegerField(_("areas that acceptance opens"))
    seat_level = models.PositiveSmallIntegerField(_("level that acceptance opens"), choices=SEAT_LEVELS)
    asked = models.CharField(_("what is asked"), max_length=16, choices=Asked)
    constraints: models.JSONField[list[str], list[str]] = models.JSONField(_("constraints"), default=list, blank=True)
    sector = models.CharField(_("where"), max_length=12, choices=Sector, default=Sector.COMMUNE)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    prepared_with_young_person = models.BooleanField(_("prepared with the young person"), default=False)

    status = models.CharField(_("state"), max_length=16, choices=policy.Status, default=policy.Status.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    counted_in = models.CharField(
        max_length=3, blank=True, default="", help_text="the département whose working days and clock count, once sent"
    )
    first_meeting_on = models.DateField(_("first appointment"), null=True, blank=True)
    news_due_at = models.DateTimeField(null=True, blank=True, help_text="accepted, neither met nor begun by then")
    news_asked_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(_("reason"), max_length=16, choices=DeclineReason, blank=True)
    withdraw_reason = models.CharField(_("reason"), max_length=20, choices=WithdrawReason, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    report = models.OneToOneField(
        Note, models.PROTECT, null=True, blank=True, related_name="+", help_text="what is said beside the outcome"
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("followed by"),
        help_text="who looks after it in the receiving team; anybody of the team may still answer",
    )
    moved_by_link = models.ForeignKey(
        CaseLink,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="by which it came to this state, when neither an account nor the clock brought it there",
    )
    seat = models.OneToOneField(
        CircleMembership, models.PROTECT, null=True, blank=True, related_name="referral", editable=False
    )

    objects = ReferralQuerySet.as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = [
            *CaseItem.Meta.constraints,
            *Told.Meta.constraints,
            names_an_area("referral_names_an_area"),
            models.CheckConstraint(condition=Q(seat_level__in=[1, 2]), name="referral_seat_level"),
            models.CheckConstraint(condition=~Q(author_team=F("to_team")), name="referral_to_another_team"),
            models.CheckConstraint(
                condition=Q(status="withdrawn")
                | Q(status="draft", sent_at=None, expires_at=None)
                | (~Q(status="draft") & Q(sent_at__isnull=False, expires_at__isnull=False)),
                name="referral_sent_unless_draft",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn")
                | Q(status__in=["draft", "sent", "under_review", "info_requested", "expired"], answered_at=None)
                | Q(
                    status__in=["waitlisted", "accepted", "in_progress", "closed", "declined"],
                    answered_at__isnull=False,
                ),
                name="referral_answered_at",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["closed", "declined", "withdrawn", "expired"], ended_at__isnull=False)
                | (~Q(status__in=["closed", "declined", "withdrawn", "expired"]) & Q(ended_at=None)),
                name="referral_ended_at",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn")
                | Q(status__in=["accepted", "in_progress", "closed"], seat__isnull=False)
                | (~Q(status__in=["accepted", "in_progress", "closed"]) & Q(seat=None)),
                name="referral_seated_once_accepted",
            ),
            models.CheckConstraint(
                condition=(Q(status="declined") & ~Q(decline_reason=""))
                | (~Q(status="declined") & Q(decline_reason="")),
                name="referral_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=(Q(status="withdrawn") & ~Q(withdraw_reason=""))
                | (~Q(status="withdrawn") & Q(withdraw_reason="")),
                name="referral_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=(Q(status="closed") & ~Q(outcome="")) | (~Q(status="closed") & Q(outcome="")),
                name="referral_closed_with_outcome",
            ),
            models.CheckConstraint(condition=Q(report=None) | Q(status="closed"), name="referral_reported_once_closed"),
        ]
        indexes = [
            *CaseItem.Meta.indexes,
            models.Index(fields=["to_team", "status", "expires_at"], name="referral_inbox"),
            models.Index(fields=["author_team", "status"], name="referral_sent_by"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("referrals:detail", args=[self.pk])

    @property
    def from_team(self) -> Team:
        """The sending team."""
        return self.author_team

    def is_out_of_time(self) -> bool:
        """Unanswered at its last instant, whether or not the nightly job has said so."""
        return self.status in policy.UNANSWERED and self.expires_at is not None and self.expires_at <= clock.now()

    def lacks_news(self) -> bool:
        """Accepted, and past the time by which a first appointment or the start was expected."""
        silent = self.status == policy.Status.ACCEPTED and self.first_meeting_on is None
        return silent and self.news_due_at is not None and self.news_due_at <= clock.now()

    def stands(self) -> policy.Status:
        """The state to show: out of time counts as expired."""
        return policy.Status.EXPIRED if self.is_out_of_time() else policy.Status(self.status)

    def step(self) -> policy.Status | None:
        """What the young person is to know of. That it is looked at, or asked about, changes nothing for them."""
        stands = self.stands()
        return policy.Status.SENT if stands in policy.UNANSWERED else stands if self.sent_at else None

    def make(self, name: str) -> None:
        """One move of the table; the caller saves. Raises IllegalMove; OutOfTime once only the clock may move it."""
        move = policy.MOVE_BY_NAME[name]
        if self.is_out_of_time() and move.side is not policy.Side.CLOCK:
            raise OutOfTime(self)
        if self.status not in move.sources or (move.side is policy.Side.CLOCK and not self.is_out_of_time()):
            raise IllegalMove(self, move.target)
        self.move_to(move.target)
        if move.target in policy.FINAL:
            self.ended_at = clock.now()

    def allow(self, name: str) -> None:
        """One of the acts beside the table, which leave the state as it is. Raises IllegalMove, OutOfTime."""
        if self.is_out_of_time():
            raise OutOfTime(self)
        if self.status not in policy.ACT_BY_NAME[name].sources:
            raise IllegalMove(self, self.status)

    def is_answered_by_link(self) -> bool:
        """Nobody of the receiving team has an account."""
        by_link = self.to_organisation.answers_by_link
        return by_link and Team.objects.answering_by_link().filter(pk=self.to_team_id).exists()

    def calendar(self) -> Calendar:
        """The receiver's working days and clock, as they were when it was sent."""
        return of_department(self.counted_in)

    def department_of_receiver(self) -> str:
        """The département of the service's territory, when it lies in one."""
        if self.service is None or self.service.territory is None:
            return ""
        codes = self.service.territory.communes.order_by().values_list("department", flat=True).distinct()[:2]
        return codes[0] if len(codes) == 1 else ""

    def possible(self, side: policy.Side) -> set[str]:
        """The moves and acts this side may make now."""
        if self.is_out_of_time():
            return set()
        return {one.name for one in (*policy.TABLE, *policy.BESIDE) if one.side is side and self.status in one.sources}

    def waits_for(self) -> policy.Side | None:
        """Who must move next; None when it is over."""
        if self.stands() in policy.FINAL:
            return None
        sender = {policy.Status.DRAFT, policy.Status.INFO_REQUESTED}
        return policy.Side.SENDER if self.status in sender else policy.Side.RECEIVER

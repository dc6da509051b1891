"""Reviews of the plan: who is convened and when, what each wrote before and during, what was decided."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import ExpressionWrapper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.access import Access
from cases.models.case import Case
from cases.models.circle import CircleMembership, Lead, absent_lead
from cases.models.items import CaseItem, ItemQuerySet
from cases.models.plan import Action
from common import clock
from common.areas import NAMED, Area, Level
from common.moves import Moves
from organisations.models import TeamMembership
from people.models import LegalRepresentative, YoungPerson
from vault.fields import SealedTextField

if TYPE_CHECKING:
    from accounts.models import User


class ReviewQuerySet(ItemQuerySet["Review"]):
    def open(self) -> Self:
        """Neither documented nor cancelled: a file has one at most."""
        return self.filter(status__in=Review.OPEN)

    def documented(self) -> Self:
        """The newest first."""
        return self.filter(status=Review.Status.DOCUMENTED).order_by("-starts_at", "pk")


class Review(CaseItem, Moves):
    """The circle looks at the plan together. That it does, where and when is practical: each text is a section."""

    says_where = True

    class Status(models.TextChoices):
        CONVENED = "convened", _("dates proposed")
        SCHEDULED = "scheduled", _("date fixed")
        HELD = "held", _("held, to be written up")
        DOCUMENTED = "documented", _("documented")
        CANCELLED = "cancelled", _("cancelled")

    class Purpose(models.TextChoices):
        FIRST = "first", _("first review of the plan")
        PERIODIC = "periodic", _("regular review of the plan")
        CHANGE = "change", _("something has changed")
        ENDING = "ending", _("the end of the support is near")

    class Means(models.TextChoices):
        PLACE = "place", _("in one place")
        VIDEO = "video", _("by video")
        PHONE = "phone", _("by telephone")

    class Reason(models.TextChoices):
        TOO_FEW = "too_few", _("too few people can come")
        POSTPONED = "postponed", _("put off to a later time")
        NOT_NEEDED = "not_needed", _("no longer needed")
        CASE_CLOSED = "case_closed", _("the file is closed")

    MOVES = {
        Status.CONVENED: {Status.SCHEDULED, Status.CANCELLED},
        Status.SCHEDULED: {Status.CONVENED, Status.HELD, Status.CANCELLED},
        Status.HELD: {Status.DOCUMENTED},
    }
    OPEN = (Status.CONVENED, Status.SCHEDULED, Status.HELD)
    COMING = (Status.CONVENED, Status.SCHEDULED)

    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.CONVENED)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    means = models.CharField(_("how"), max_length=8, choices=Means, default=Means.PLACE)
    place = SealedTextField(_("place"), blank=True, default="")
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    held_at = models.DateTimeField(_("recorded as held"), null=True, blank=True)
    documented_at = models.DateTimeField(_("documented"), null=True, blank=True)
    opinion = models.ForeignKey("cases.ReviewSection", models.PROTECT, null=True, blank=True, related_name="+")
    next_on = models.DateField(_("next review"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            *CaseItem.Meta.constraints,
            models.UniqueConstraint(
                fields=["case"], condition=Q(status__in=["convened", "scheduled", "held"]), name="one_open_review"
            ),
            models.CheckConstraint(
                condition=Q(area=int(Area.GENERAL), level=Level.PRACTICAL), name="review_is_for_the_whole_file"
            ),
            models.CheckConstraint(
                condition=Q(status="convened", starts_at=None, held_at=None, documented_at=None, reason="")
                | Q(status="scheduled", starts_at__isnull=False, held_at=None, documented_at=None, reason="")
                | Q(status="held", starts_at__isnull=False, held_at__isnull=False, documented_at=None, reason="")
                | Q(
                    status="documented",
                    starts_at__isnull=False,
                    held_at__isnull=False,
                    documented_at__isnull=False,
                    opinion__isnull=False,
                    next_on__isnull=False,
                    reason="",
                )
                | (Q(status="cancelled", held_at=None, documented_at=None) & ~Q(reason="")),
                name="review_with_the_facts_of_its_state",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("cases:review", args=[self.pk])

    def is_coming(self) -> bool:
        return self.status in self.COMING

    def look(self) -> tuple[str, str]:
        """The tone and icon of its state."""
        return LOOKS[self.Status(self.status)]


LOOKS = {
    Review.Status.CONVENED: ("wait", "hourglass"),
    Review.Status.SCHEDULED: ("info", "calendar"),
    Review.Status.HELD: ("wait", "pen"),
    Review.Status.DOCUMENTED: ("ok", "done"),
    Review.Status.CANCELLED: ("calm", "no"),
}


class ReviewSection(CaseItem):
    """A text of a review, for one area and one level: prepared, minuted, decided, said, or corrected afterwards."""

    class Kind(models.TextChoices):
        PREPARATION = "preparation", _("preparation")
        MINUTES = "minutes", _("minutes")
        DECISION = "decision", _("decision")
        OPINION = "opinion", _("what the young person says")
        CORRECTION = "correction", _("correction")

    class Missing(models.TextChoices):
        NOT_WISHED = "not_wished", _("did not wish to give it")
        ABSENT = "absent", _("did not come and could not be reached")
        UNABLE = "unable", _("is not able to give it at present")
        LATER = "later", _("will give it at another moment")

    WRITTEN_WHILE = {
        Kind.PREPARATION: Review.COMING,
        Kind.MINUTES: (Review.Status.HELD,),
        Kind.DECISION: (Review.Status.HELD,),
        Kind.OPINION: (Review.Status.HELD,),
        Kind.CORRECTION: (Review.Status.DOCUMENTED,),
    }
    """In which states of its review a section is written, and changed: a correction never is."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="sections")
    kind = models.CharField(_("part of the review"), max_length=12, choices=Kind)
    text = SealedTextField(_("text"), null=True, blank=True)  # type: ignore[misc]  # None: why is in `missing`
    missing = models.CharField(_("why it is missing"), max_length=12, choices=Missing, blank=True)
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="decisions")

    objects = ItemQuerySet["ReviewSection"].as_manager()

    class Meta(CaseItem.Meta):
        verbose_name = _("section of a review")
        verbose_name_plural = _("sections of reviews")
        constraints = [
            *CaseItem.Meta.constraints,
            models.UniqueConstraint(fields=["review"], condition=Q(kind="opinion"), name="one_opinion_a_review"),
            models.CheckConstraint(
                condition=Q(text__isnull=False, missing="") | (Q(kind="opinion", text__isnull=True) & ~Q(missing="")),
                name="review_section_says_something_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(action=None) | Q(kind="decision"), name="only_a_decision_becomes_an_action"
            ),
        ]

    def where(self) -> str:
        return self.review.get_absolute_url()


class ReviewDate(models.Model):
    """A day and hour proposed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="dates")
    starts_at = models.DateTimeField(_("begins"))

    class Meta:
        verbose_name = _("proposed date")
        constraints = [models.UniqueConstraint(fields=["review", "starts_at"], name="review_date_once")]

    def __str__(self) -> str:
        return str(self.id)


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def visible_to(self, user: User) -> Self:
        """As the circle is: the lead knows them all; others the lead and the members whose areas meet theirs.

        Representatives and people from outside show as the details of an identity do.
        """
        shared = F("practical_areas").bitand(OuterRef("seat__areas")).bitand(Value(NAMED))  # type: ignore[arg-type]
        details = F("coordination_areas").bitand(Value(int(Area.GENERAL)))  # type: ignore[arg-type]
        leads = Lead.objects.in_force().filter(case=OuterRef("case"))
        ways = Access.objects.filter(case=OuterRef("review__case"), user_id=user.pk).alias(
            party=ExpressionWrapper(OuterRef("party"), models.CharField()),
            team_asked=ExpressionWrapper(OuterRef("seat__team"), models.UUIDField()),
            user_asked=ExpressionWrapper(OuterRef("seat__user"), models.UUIDField()),
            shared=ExpressionWrapper(shared, models.IntegerField()),
            details=ExpressionWrapper(details, models.IntegerField()),
        )
        shown: Any = Q(party=Participant.Party.YOUNG_PERSON) | Q(shared__gt=0)
        shown |= Q(party__in=[Participant.Party.REPRESENTATIVE, Participant.Party.OUTSIDE], details__gt=0)
        shown |= Exists(leads.filter(user=user))
        shown |= Exists(leads.filter(Q(team=OuterRef("team_asked")) | Q(user=OuterRef("user_asked"))))
        return self.filter(Exists(ways.filter(shown)))

    def answered_by(self, user: User) -> Self:
        """Those in whose name this person answers: a seat in force of theirs or of a team of theirs."""
        return self.filter(seat__in=CircleMembership.objects.held_by(user))


class Participant(models.Model):
    """One party convened to a review, and whether they came."""

    class Party(models.TextChoices):
        YOUNG_PERSON = "young_person", _("young person")
        REPRESENTATIVE = "representative", _("holder of parental authority")
        SEAT = "seat", _("member of the support circle")
        OUTSIDE = "outside", _("from outside the circle")

    class Presence(models.TextChoices):
        PRESENT = "present", _("present")
        EXCUSED = "excused", _("excused")
        ABSENT = "absent", _("absent")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="participants")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+", editable=False)
    party = models.CharField(_("party"), max_length=16, choices=Party)
    seat = models.ForeignKey(CircleMembership, models.PROTECT, null=True, blank=True, related_name="participations")
    representative = models.ForeignKey(LegalRepresentative, models.PROTECT, null=True, blank=True, related_name="+")
    function = models.CharField(_("function"), max_length=16, choices=CircleMembership.Function, blank=True)
    name = SealedTextField(_("name"), blank=True, default="")
    presence = models.CharField(_("presence"), max_length=8, choices=Presence, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant of a review")
        constraints = [
            models.UniqueConstraint(fields=["review", "seat"], name="seat_convened_once"),
            models.UniqueConstraint(fields=["review", "representative"], name="representative_convened_once"),
            models.UniqueConstraint(
                fields=["review"], condition=Q(party="young_person"), name="young_person_convened_once"
            ),
            models.CheckConstraint(
                condition=Q(party="young_person", seat=None, representative=None, function="")
                | Q(party="representative", seat=None, representative__isnull=False, function="")
                | Q(party="seat", seat__isnull=False, representative=None, function="")
                | (Q(party="outside", seat=None, representative=None) & ~Q(function="")),
                name="participant_of_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def called(self, person: YoungPerson) -> str:
        """Its name, for whoever may know of it; from outside the circle, its function when there is no name."""
        if self.seat:
            return str(self.seat.team.organisation if self.seat.team else self.seat.user)
        if self.representative:
            return self.representative.name
        return person.called if self.party == self.Party.YOUNG_PERSON else self.name or self.get_function_display()


class DateReply(models.Model):
    """What one party answers to a proposed date. The last answer counts."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        IF_NEED_BE = "if_need_be", _("if need be")
        NO = "no", _("no")

    date = models.ForeignKey(ReviewDate, models.PROTECT, related_name="replies")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="replies")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    replied_at = models.DateTimeField(default=clock.now)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer to a proposed date")
        constraints = [models.UniqueConstraint(fields=["date", "participant"], name="one_reply_a_date")]

    def __str__(self) -> str:
        return str(self.pk)


def with_what_waits(cases: QuerySet[Case], user: User) -> QuerySet[Any, Any]:
    """With the open review of each file, and what of it waits for this person.

    `to_answer`: a party of theirs that has not answered every date; `is_answered`: nobody has still to;
    `first_at`: the first of the dates proposed;
    `prepares`: invited, bound, and has written nothing yet; `is_led`: they lead the file, or cover in the
    absence of `absent_lead`.
    """
    parties = Participant.objects.filter(review=OuterRef("open_review__pk"))
    dates = ReviewDate.objects.filter(review=OuterRef("open_review__pk"))
    mine, bound = parties.answered_by(user), TeamMembership.objects.of(user).bound()
    replied = DateReply.objects.filter(date=OuterRef("pk"), participant=OuterRef(OuterRef("pk")))
    unanswered = ReviewDate.objects.filter(~Exists(replied), review=OuterRef("review"))
    written = ReviewSection.objects.filter(review=OuterRef("open_review__pk"), kind="preparation", author=user)
    may_prepare = mine.filter(Q(seat__user=user) | Q(seat__team__in=bound.values("team")))
    is_open = Q(review_set__status__in=Review.OPEN)
    return cases.annotate(open_review=FilteredRelation("review_set", condition=is_open)).annotate(
        to_answer=Subquery(mine.filter(Exists(unanswered)).order_by("pk").values("pk")[:1]),
        is_answered=~Exists(parties.filter(Exists(unanswered), seat__isnull=False)),
        first_at=Subquery(dates.order_by("starts_at").values("starts_at")[:1]),
        prepares=ExpressionWrapper(Exists(may_prepare) & ~Exists(written), models.BooleanField()),
        is_led=Exists(Lead.objects.acting(user).filter(case=OuterRef("pk"))),
        absent_lead=absent_lead(user, "pk"),
    )

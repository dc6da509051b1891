"""What one reader sees of a review: its dates, the parties they may know of, each section by the one predicate."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.access import leads_open_file
from cases.deadlines import review_due_on
from cases.models import Action, ActionPlan, Case, DateReply, Participant, Review, ReviewDate, ReviewSection
from cases.taking_part import keeps_minutes, takes_part
from common import clock

if TYPE_CHECKING:
    from accounts.models import User

Answer, Kind = DateReply.Answer, ReviewSection.Kind


PARTS = (
    (Kind.PREPARATION, _("Prepared")),
    (Kind.OPINION, _("What the young person says")),
    (Kind.MINUTES, _("Minutes")),
    (Kind.DECISION, _("Decisions")),
    (Kind.CORRECTION, _("Corrections")),
)
"""The parts of a review, in order."""


ORDER: list[str] = [
    Participant.Party.YOUNG_PERSON,
    Participant.Party.SEAT,
    Participant.Party.REPRESENTATIVE,
    Participant.Party.OUTSIDE,
]
"""Of the parties."""


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One party by its name, and its answer to each date."""

    party: Participant
    name: str
    answers: list[tuple[ReviewDate, DateReply | None]]
    is_mine: bool
    """Whether the reader answers in its name."""

    @property
    def function(self) -> str:
        """What they are in the review."""
        party = self.party
        if party.seat:
            return str(party.seat.get_function_display())
        if party.representative:
            return str(party.representative.get_capacity_display())
        return str(party.get_function_display() if party.function else party.get_party_display())


@dataclass(frozen=True, slots=True)
class DateLine:
    """One date proposed, and how many of the parties shown it suits."""

    date: ReviewDate
    yes: int
    if_need_be: int
    no: int


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One text; the action it became, if the reader sees that."""

    section: ReviewSection
    action: Action | None
    may_change: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The texts of one kind."""

    kind: str
    title: str
    lines: list[SectionLine]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A review as this reader sees it."""

    review: Review
    plan: ActionPlan
    parties: list[PartyLine]
    dates: list[DateLine]
    parts: list[Part]
    leads: bool
    prepares: bool
    writes: bool

    @property
    def mine(self) -> list[Participant]:
        """Those in whose name the reader answers the dates, while these are open."""
        is_asked = self.review.status == Review.Status.CONVENED
        return [line.party for line in self.parties if line.is_mine and is_asked]

    @property
    def awaits_me(self) -> bool:
        """Whether a date is not answered yet by a party of the reader's."""
        return any(line.is_mine and reply is None for line in self.parties for _date, reply in line.answers)

    @property
    def asked(self) -> list[PartyLine]:
        """Those who answer for themselves, by an account."""
        return [line for line in self.parties if line.party.seat]

    @property
    def may_be_held(self) -> bool:
        """On its day or after."""
        starts_at = self.review.starts_at
        is_due = starts_at is not None and clock.local_day(starts_at) <= clock.today()
        return self.review.status == Review.Status.SCHEDULED and is_due

    @property
    def may_amend(self) -> bool:
        """Whether the plan is under review, which this review or a word of the lead began."""
        return self.leads and self.plan.status == ActionPlan.Status.UNDER_REVIEW and self.review.held_at is not None

    @property
    def may_prepare(self) -> bool:
        return self.prepares and self.review.is_coming()


def read_review(review: Review, reader: User) -> ReviewPage:
    """The review, which must come from `visible_to(reader)`."""
    dates = list(review.dates.order_by("starts_at"))
    parties = read_parties(review, reader, dates)
    leads = leads_open_file(reader, review)
    return ReviewPage(
        review=review,
        plan=review.case.plan,
        parties=parties,
        dates=[counted(date, n, parties) for n, date in enumerate(dates)],
        parts=read_parts(review, reader),
        leads=leads,
        prepares=leads or takes_part(reader, review),
        writes=leads or keeps_minutes(reader, review),
    )


def read_parties(review: Review, reader: User, dates: list[ReviewDate]) -> list[PartyLine]:
    """The young person first, then the circle, the representatives, the others; each kind by name."""
    known = review.participants.visible_to(reader).select_related(
        "seat__team__organisation", "seat__user", "representative"
    )
    mine = set(review.participants.answered_by(reader).values_list("pk", flat=True))
    said = {(one.participant_id, one.date_id): one for one in DateReply.objects.filter(date__in=dates)}
    lines = [
        PartyLine(
            one, one.called(review.case.person), [(date, said.get((one.pk, date.pk))) for date in dates], one.pk in mine
        )
        for one in known
    ]
    return sorted(lines, key=lambda line: (ORDER.index(line.party.party), line.name, str(line.party.pk)))


def named_parties(review: Review, reader: User) -> dict[Participant, str]:
    """Each party the reader knows of, by its name."""
    return {line.party: line.name for line in read_parties(review, reader, [])}


def counted(date: ReviewDate, n: int, parties: list[PartyLine]) -> DateLine:
    answers = [reply.answer for line in parties if (reply := line.answers[n][1])]
    return DateLine(date, *(answers.count(answer) for answer in (Answer.YES, Answer.IF_NEED_BE, Answer.NO)))


def read_parts(review: Review, reader: User) -> list[Part]:
    """Kind by kind, area by area, the oldest first."""
    rows = ReviewSection.objects.visible_to(reader).filter(review=review)
    rows = rows.select_related("author", "author_team__organisation").order_by("area", "created_at", "pk")
    actions = seen_actions(review, reader)
    found: dict[str, list[SectionLine]] = defaultdict(list)
    for one in rows:
        mine = one.author_id == reader.pk and may_still_change(one, review)
        found[one.kind].append(SectionLine(one, actions.get(one.action_id), mine))
    return [Part(kind, str(title), found[kind]) for kind, title in PARTS if found[kind]]


def read_minutes(review: Review, reader: User) -> list[Part]:
    """What is kept on paper: preparations stay on the screen."""
    return [part for part in read_parts(review, reader) if part.kind != Kind.PREPARATION]


def may_still_change(section: ReviewSection, review: Review) -> bool:
    """By its author. The young person's words have a page of their own; a correction stays as it was written."""
    kind = Kind(section.kind)
    timely = review.status in ReviewSection.WRITTEN_WHILE[kind] and review.case.status == Case.Status.OPEN
    return timely and kind not in (Kind.CORRECTION, Kind.OPINION)


def seen_actions(review: Review, reader: User) -> dict[UUID | None, Action]:
    """What its decisions became, as far as the reader sees it today."""
    rows = Action.objects.visible_to(reader).filter(decisions__review=review)
    return {action.pk: action for action in rows.select_related("owner_team__organisation")}


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """The reviews of a file, and when the next one falls due."""

    case: Case
    reviews: list[Review]
    due_on: dt.date | None
    leads: bool

    @property
    def open(self) -> Review | None:
        return next((review for review in self.reviews if review.status in Review.OPEN), None)

    @property
    def is_late(self) -> bool:
        """The date set is later than the rule allows."""
        planned: Any = self.case.plan.next_review_on
        return self.due_on is not None and planned > self.due_on


def read_reviews(case: Case, reader: User) -> ReviewsPage:
    """Every review the reader sees, the newest first."""
    rows = Review.objects.visible_to(reader).filter(case=case).order_by("-created_at", "pk")
    return ReviewsPage(case, list(rows), review_due_on(case), leads_open_file(reader, case))

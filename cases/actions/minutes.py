"""A review is prepared, held and written up: presence, minutes, decisions, the young person's opinion, the next date.

Every text is a section of its own, for one area and one level. A documented review changes no more: what was wrong in
it is corrected beside it, dated and signed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit import actions as audit
from cases.actions import plan, timeline, versions
from cases.actions.reviews import ReviewRefusal, lock_review, settle
from cases.models import ActionPlan, Participant, Review, ReviewSection
from common import clock
from common.areas import Area
from common.history import StaleVersion, remember

if TYPE_CHECKING:
    from accounts.models import User
    from organisations.models import Team

Kind, Status = ReviewSection.Kind, Review.Status


@transaction.atomic
def hold_review(review: Review, *, presence: dict[Participant, str], by: User) -> Review:
    """Who came. The review of the plan begins with it, unless it has begun; said again, the presence is corrected.

    Raises IllegalMove, and ReviewRefusal before the day.
    """
    review = lock_review(review)
    if review.status != Status.HELD:
        if review.starts_at and clock.local_day(review.starts_at) > clock.today():
            raise ReviewRefusal(_("This review has not been held yet."))
        review.move_to(Status.HELD)
        review.held_at = clock.now()
        settle("cases.review_held", review, by=by)
        begin_with_it(review, by=by)
    else:
        audit.record("cases.review_held", review, by=by)
    for participant, said in presence.items():
        participant.presence = said
        participant.save(update_fields=["presence"])
    return review


def begin_with_it(review: Review, *, by: User) -> None:
    """The plan in force is under review from now on: an amendment may be proposed."""
    if versions.lock_plan(review.case).status == ActionPlan.Status.ACTIVE:
        versions.begin_review(review.case, by=by)


@transaction.atomic
def write_section(review: Review, *, kind: str, by: User, new_id: UUID | None = None, **fields: Any) -> ReviewSection:
    """Something written for a review. Raises ReviewRefusal when it is not the moment, NotReadable as any item."""
    review = lock_review(review)
    refuse_untimely(review, kind)
    return plan.add_item(ReviewSection(review=review, kind=kind, **fields), by=by, case=review.case, new_id=new_id)


@transaction.atomic
def change_section(section: ReviewSection, *, by: User, version: int, **fields: Any) -> ReviewSection:
    """Change one's own section, as long as it is the moment. Raises ReviewRefusal, and StaleVersion."""
    review = lock_review(section.review)
    if section.kind == Kind.CORRECTION:
        raise ReviewRefusal(_("A correction stays as it was written: add another one."))
    if section.kind == Kind.OPINION:
        raise ReviewRefusal(_("What the young person says is noted on a page of its own."))
    refuse_untimely(review, section.kind)
    return plan.change_item(section, by=by, version=version, **fields)


@transaction.atomic
def decide(
    review: Review, *, title: str, by: User, owner_team: Team | None = None, new_id: UUID | None = None, **fields: Any
) -> ReviewSection:
    """A decision; with an owner it is proposed to it as an action, which the decision then names.

    Raises what `write_section` and `add_action` raise.
    """
    where = {name: fields[name] for name in ("area", "level")}
    section = write_section(review, kind=Kind.DECISION, by=by, new_id=new_id, text=title, **where)
    if owner_team and section.action is None:
        section.action = plan.add_action(review.case, by=by, title=title, owner_team=owner_team, **fields)
        remember(section, by=by)
    return section


@transaction.atomic
def record_opinion(
    review: Review, *, by: User, version: int, text: str = "", missing: str = "", level: int
) -> ReviewSection:
    """What the young person says, in their own words, or why that is missing. Said again, it replaces what was noted.

    Raises ReviewRefusal when it is not the moment, StaleVersion when somebody noted it meanwhile.
    """
    review = lock_review(review)
    refuse_untimely(review, Kind.OPINION)
    if review.version != version:
        raise StaleVersion(review)
    said = {"text": text or None, "missing": missing, "level": level}
    if review.opinion is None:
        section = ReviewSection(review=review, kind=Kind.OPINION, area=Area.GENERAL, **said)
        review.opinion = plan.add_item(section, by=by, case=review.case)
    else:
        replace_opinion(review.opinion, by=by, **said)
    remember(review, by=by)
    return review.opinion


def replace_opinion(section: ReviewSection, *, by: User, **said: Any) -> None:
    for name, value in said.items():
        setattr(section, name, value)
    remember(section, by=by)
    timeline.follow(section)
    audit.record("cases.reviewsection_changed", section, by=by)


@transaction.atomic
def document_review(review: Review, *, next_on: dt.date, by: User) -> Review:
    """It is written up: nothing of it changes any more. The next one has its date.

    Raises IllegalMove, and ReviewRefusal as long as the young person's opinion, or why it is missing, is not noted.
    """
    review = lock_review(review)
    if review.status == Status.HELD and review.opinion is None:
        raise ReviewRefusal(_("First note what the young person says of it, or why that is missing."))
    review.move_to(Status.DOCUMENTED)
    review.documented_at, review.next_on = clock.now(), next_on
    settle("cases.review_documented", review, by=by)
    plan.set_next_review(review.case.plan, on=next_on, by=by)
    return review


def refuse_untimely(review: Review, kind: str) -> None:
    """Raises ReviewRefusal when this kind of section is not written in this state."""
    if review.status not in ReviewSection.WRITTEN_WHILE[ReviewSection.Kind(kind)]:
        state = review.get_status_display()
        raise ReviewRefusal(
            _("This review is now “%(state)s”: this is not written any more, or not yet.") % {"state": state}
        )

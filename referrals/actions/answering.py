"""The receiving team's moves before and at acceptance, and the thread of both sides."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction

from audit import actions as audit
from cases.actions.referred import seat_referred_team
from cases.models import Need, account_of, link_of
from common import clock, workdays
from common.moves import IllegalMove
from common.once import own_id
from notifications.actions import notify
from organisations.models import Team, TeamMembership
from referrals import policy
from referrals.actions.moving import carry_over, keep, lock, settle, team_members, tell_side
from referrals.actions.ordering import pass_on
from referrals.choices import UNMET_REASONS, DeclineReason
from referrals.gates import GateShut, missing_to_accept
from referrals.models import NEWS_AFTER, Message, Referral
from referrals.policy import Side

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Reader


@transaction.atomic
def take_up_referral(referral: Referral, *, by: Reader) -> Referral:
    """Say to one's team and to the sender that somebody looks at it. It stays everybody's."""
    referral = lock(referral)
    referral.make("take_up")
    referral.handled_by = account_of(by)
    return settle(referral, "taken_up", by=by, tell=[Side.SENDER])


@transaction.atomic
def assign_referral(referral: Referral, *, by: User, to: User) -> Referral:
    """Say who of the receiving team looks after it, and tell them. It stays everybody's to answer.

    Raises IllegalMove once it has ended, or for somebody who is not of the team or is blocked from the file.
    """
    referral = lock(referral)
    if referral.stands() in policy.FINAL or not team_members(referral).filter(pk=to.pk).exists():
        raise IllegalMove(referral, referral.status)
    if referral.handled_by_id == to.pk:
        return referral
    referral.handled_by = to
    keep(referral, by=by, reason="assigned")
    audit.record("referrals.assigned", referral, by=by, organisation_id=referral.to_organisation_id)
    notify("referrals.assigned", to=[to], about=referral.pk, case_id=referral.case_id, by=by)
    return referral


@transaction.atomic
def ask_question(referral: Referral, *, by: Reader, text: str) -> Referral:
    """Ask the sender for a precision; the clock goes on."""
    referral = lock(referral)
    referral.make("ask")
    say(referral, Message.Kind.QUESTION, text, by=by, team=referral.to_team)
    return settle(referral, "question_asked", by=by, tell=[Side.SENDER])


@transaction.atomic
def reply_to_question(referral: Referral, *, by: User, text: str) -> Referral:
    """The sender's answer puts the referral back before the receiving team."""
    referral = lock(referral)
    referral.make("reply")
    say(referral, Message.Kind.ANSWER, text, by=by, team=referral.author_team)
    return settle(referral, "question_answered", by=by, tell=[Side.RECEIVER])


@transaction.atomic
def accept_referral(referral: Referral, *, by: Reader, first_meeting_on: dt.date | None = None) -> Referral:
    """Take the young person on: both gates again, then the seat, at once. From the waiting list it is a place offered.

    News is awaited from now on, unless the first appointment is known.

    Raises GateShut, IllegalMove.
    """
    referral = lock(referral)
    referral.make("offer_place" if referral.status == policy.Status.WAITLISTED else "accept")
    if gaps := missing_to_accept(referral):
        raise GateShut(referral, gaps)
    referral.answered_at = referral.answered_at or clock.now()
    referral.first_meeting_on = first_meeting_on
    referral.news_due_at = workdays.deadline(clock.now(), NEWS_AFTER, referral.calendar())
    referral.seat = seat_referred_team(
        referral.to_team,
        need=referral.need,
        areas=referral.areas,
        level=referral.seat_level,
        asked_by=referral.author,
        by=by,
    )
    settle(referral, "accepted", by=by, tell=[Side.SENDER])
    carry_over(referral, Need.Status.COVERED, by=by)
    return referral


@transaction.atomic
def waitlist_referral(referral: Referral, *, by: Reader) -> Referral:
    """Not now, but later: the preview stays open, no delay runs any more."""
    referral = lock(referral)
    referral.make("waitlist")
    referral.answered_at = clock.now()
    return settle(referral, "waitlisted", by=by, tell=[Side.SENDER])


@transaction.atomic
def decline_referral(referral: Referral, *, by: Reader, reason: DeclineReason, text: str = "") -> Referral:
    """Say no, with a coded reason. "No place" and "does not exist here" record that the need is not covered."""
    referral = lock(referral)
    referral.make("decline")
    referral.answered_at = referral.answered_at or clock.now()
    referral.decline_reason = reason
    if text:
        say(referral, Message.Kind.WORD, text, by=by, team=referral.to_team)
    settle(referral, "declined", by=by, tell=[Side.SENDER], reason=reason)
    if reason in UNMET_REASONS and referral.need.status == Need.Status.OPEN:
        carry_over(referral, Need.Status.UNMET, by=by)
    pass_on(referral)
    return referral


@transaction.atomic
def start_referral(referral: Referral, *, by: Reader) -> Referral:
    """The support has begun."""
    referral = lock(referral)
    referral.make("start")
    return settle(referral, "started", by=by, tell=[Side.SENDER])


@transaction.atomic
def set_first_meeting(referral: Referral, *, by: Reader, on: dt.date) -> Referral:
    """Say when the first appointment is, or that it is moved; the sender is told. The same day: nothing happens."""
    referral = lock(referral)
    referral.allow("set_meeting")
    if referral.first_meeting_on == on:
        return referral
    referral.first_meeting_on = on
    referral.told, referral.told_at, referral.told_how = "", None, ""
    keep(referral, by=by, reason="meeting_set")
    audit.record("referrals.meeting_set", referral, by=by, organisation_id=referral.to_organisation_id)
    tell_side(referral, Side.SENDER, "referrals.meeting_set", by=by)
    return referral


@transaction.atomic
def write_message(referral: Referral, *, by: Reader, text: str, new_id: UUID | None = None) -> Message:
    """A word in the thread, once, when the receiving team has accepted. Raises IllegalMove before and after."""
    referral, pk = lock(referral), own_id(new_id, by)
    if again := Message.objects.filter(pk=pk).first():
        return again
    if referral.status not in policy.TAKEN_ON:
        raise IllegalMove(referral, referral.status)
    team, other = (referral.to_team, Side.SENDER) if receives(by, referral) else (referral.author_team, Side.RECEIVER)
    message = say(referral, Message.Kind.WORD, text, by=by, team=team, pk=pk)
    audit.record("referrals.message_written", message, by=by, case_id=referral.case_id)
    tell_side(referral, other, "referrals.message", by=by)
    return message


def receives(by: Reader, referral: Referral) -> bool:
    """Whether somebody writes for the receiving team: of it, or by its link."""
    user = account_of(by)
    return user is None or TeamMembership.objects.of(user).filter(team=referral.to_team_id).exists()


def say(
    referral: Referral, kind: Message.Kind, text: str, *, by: Reader, team: Team, pk: UUID | None = None
) -> Message:
    return Message.objects.create(
        pk=pk or uuid4(),
        referral=referral,
        person_id=referral.person_id,
        kind=kind,
        text=text,
        author=account_of(by),
        by_link=link_of(by),
        author_team=team,
    )

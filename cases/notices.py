"""What notices about files say, and to whom they still do: each is resolved with the reader's rights when read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import (
    Action,
    Announcement,
    Case,
    CircleMembership,
    Goal,
    Lead,
    LeadCover,
    Likeness,
    Note,
    PlanVersion,
    Review,
    SafetyAlert,
)
from common.templatetags.ui import full_day
from notifications.registry import Line, resolver

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import DuplicateQuestion
    from notifications.models import Notice

ACTION_TEXTS = {
    "cases.action_proposed": gettext_lazy("An action is proposed to your team"),
    "cases.action_accepted": gettext_lazy("The action you proposed is accepted"),
    "cases.action_declined": gettext_lazy("The action you proposed is declined"),
    "cases.action_in_progress": gettext_lazy("An action you proposed has begun"),
    "cases.action_on_hold": gettext_lazy("An action you proposed is on hold"),
    "cases.action_done": gettext_lazy("An action you proposed is done"),
    "cases.action_dropped": gettext_lazy("An action you proposed was dropped"),
    "cases.action_assigned": gettext_lazy("An action is given to you"),
}
VERSION_TEXTS = {
    "cases.plan_proposed": gettext_lazy("A version of a plan awaits the signature of your association"),
    "cases.plan_withdrawn": gettext_lazy("The version of a plan you were asked to sign was withdrawn"),
    "cases.plan_refused": gettext_lazy("Somebody refused to sign the proposed version of a plan"),
    "cases.plan_signed": gettext_lazy("A version of a plan is signed: it is in force"),
}
REVIEW_TEXTS = {
    "cases.review_convened": gettext_lazy("Dates are proposed to you for a review"),
    "cases.review_answered": gettext_lazy("Somebody answered the dates of a review"),
    "cases.review_scheduled": gettext_lazy("The date of a review is fixed"),
    "cases.review_changed": gettext_lazy("The place of a review has changed, or how it is held"),
    "cases.review_held": gettext_lazy("A review was held: its minutes are being written"),
    "cases.review_documented": gettext_lazy("A review is documented"),
    "cases.review_cancelled": gettext_lazy("A review is cancelled"),
}
ALERT_TEXTS = {
    "cases.alert_added": gettext_lazy("A safety alert was raised"),
    "cases.alert_removal_asked": gettext_lazy("Somebody asks that a safety alert be removed: a second person answers"),
    "cases.alert_removed": gettext_lazy("A safety alert was removed"),
    "cases.alert_kept": gettext_lazy("A safety alert stays: its removal was refused"),
}
CASE_TEXTS = {
    "cases.seat_accepted": gettext_lazy("A team has joined the circle"),
    "cases.seat_declined": gettext_lazy("A team has declined its seat in the circle"),
    "cases.seat_ended": gettext_lazy("A team has left the circle"),
    "cases.lead_appointed": gettext_lazy("You are now the lead professional of a file"),
    "cases.lead_relieved": gettext_lazy("Somebody else is now the lead professional of a file you led"),
    "cases.leading_passed": gettext_lazy("Another association now leads a file of your circle"),
    "cases.agreement_withdrawn": gettext_lazy("An agreement to share was withdrawn"),
    "cases.case_closed": gettext_lazy("A file of your circle is closed"),
} | {f"cases.agreement_{kind}": kind.label for kind in Announcement.Kind}


@resolver(*ACTION_TEXTS)
def about_actions(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.object_id for notice in notices if notice.object_id]
    seen = dict(Action.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", "case"))
    return {
        notice.pk: Line(str(ACTION_TEXTS[notice.kind]), reverse("cases:detail", args=[seen[notice.object_id]]))
        for notice in notices
        if notice.object_id in seen
    }


@resolver("cases.note_mentioned")
def about_notes(reader: User, notices: list[Notice]) -> dict[object, Line]:
    """A note that was narrowed, or a reader who lost its area, leaves nothing to be told."""
    ids = [notice.object_id for notice in notices if notice.object_id]
    seen = set(Note.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True))
    text = _("A colleague draws your attention to a note")
    return {
        notice.pk: Line(text, reverse("cases:note_history", args=[notice.object_id]))
        for notice in notices
        if notice.object_id in seen
    }


@resolver(*VERSION_TEXTS)
def about_versions(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.object_id for notice in notices if notice.object_id]
    seen = set(PlanVersion.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        notice.pk: Line(str(VERSION_TEXTS[notice.kind]), reverse("cases:version", args=[notice.object_id]))
        for notice in notices
        if notice.object_id in seen
    }


@resolver(*REVIEW_TEXTS)
def about_reviews(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.object_id for notice in notices if notice.object_id]
    seen = set(Review.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        notice.pk: Line(str(REVIEW_TEXTS[notice.kind]), reverse("cases:review", args=[notice.object_id]))
        for notice in notices
        if notice.object_id in seen
    }


@resolver(*ALERT_TEXTS)
def about_alerts(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.object_id for notice in notices if notice.object_id]
    seen = dict(SafetyAlert.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", "case"))
    return {
        notice.pk: Line(str(ALERT_TEXTS[notice.kind]), reverse("cases:alerts", args=[seen[notice.object_id]]))
        for notice in notices
        if notice.object_id in seen
    }


@resolver(*CASE_TEXTS)
def about_cases(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.case_id for notice in notices if notice.case_id]
    seen = set(Case.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        notice.pk: Line(str(CASE_TEXTS[notice.kind]), reverse("cases:detail", args=[notice.case_id]))
        for notice in notices
        if notice.case_id in seen
    }


LEAD_TEXTS = {
    "cases.request_made": gettext_lazy("Somebody concerned by a file you lead asks for something"),
    "cases.objection_made": gettext_lazy("Somebody objects by link to an agreement to share"),
}


@resolver(*LEAD_TEXTS)
def about_requests(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.case_id for notice in notices if notice.case_id]
    led = Lead.objects.in_force().filter(user=reader, case__in=Case.objects.visible_to(reader).filter(pk__in=ids))
    known = set(led.values_list("case", flat=True))
    return {
        notice.pk: Line(str(LEAD_TEXTS[notice.kind]), reverse("cases:requests", args=[notice.case_id]))
        for notice in notices
        if notice.case_id in known
    }


@resolver("cases.word_said")
def about_words(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.object_id for notice in notices if notice.object_id]
    seen = set(Goal.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True))
    text = _("A young person said something about a goal")
    return {
        notice.pk: Line(text, reverse("cases:goal_history", args=[notice.object_id]))
        for notice in notices
        if notice.object_id in seen
    }


@resolver("cases.seat_asked")
def about_offers(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.object_id for notice in notices if notice.object_id]
    asked: set[Any] = set(CircleMembership.objects.asked_of(reader).filter(pk__in=ids).values_list("pk", flat=True))
    text = _("A seat in a circle is offered to your team")
    return {
        notice.pk: Line(text, reverse("cases:seat_answer", args=[notice.object_id]))
        for notice in notices
        if notice.object_id in asked
    }


@resolver("cases.lead_lost")
def about_lost_leads(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.object_id for notice in notices if notice.object_id]
    steered = set(Case.objects.steered_by(reader).filter(pk__in=ids).values_list("pk", flat=True))
    text = _("A file of your association has no lead professional any more")
    return {
        notice.pk: Line(text, reverse("cases:appoint_lead", args=[notice.object_id]))
        for notice in notices
        if notice.object_id in steered
    }


@resolver("cases.likeness_found")
def about_likenesses(reader: User, notices: list[Notice]) -> dict[object, Line]:
    """For whoever leads the file that was found today: the lead before knows of it no more."""
    ids = [notice.object_id for notice in notices if notice.object_id]
    found = Likeness.objects.led_by(reader).select_related("question__asked_by", "question__team__organisation")
    seen = found.in_bulk(ids)
    return {
        notice.pk: Line(said_of(seen[notice.object_id].question), seen[notice.object_id].get_absolute_url())
        for notice in notices
        if notice.object_id in seen
    }


def said_of(question: DuplicateQuestion) -> str:
    words = {"name": question.asked_by, "association": question.team.organisation}
    if question.on_opening:
        return _("%(name)s, of %(association)s, opened a file like one you lead: you may get in touch") % words
    return _("%(name)s, of %(association)s, asks about a file like one you lead: you may get in touch") % words


@resolver("cases.likeness_contact")
def about_contacts(reader: User, notices: list[Notice]) -> dict[object, Line]:
    """For whoever asked: a name and an association; the file it leads to is their own."""
    ids = [notice.object_id for notice in notices if notice.object_id]
    told = Likeness.objects.told_to_asker(reader).select_related("answered_by", "answered_for", "question")
    seen = told.in_bulk(ids)
    return {notice.pk: contact(seen[notice.object_id]) for notice in notices if notice.object_id in seen}


def contact(likeness: Likeness) -> Line:
    words = {"name": likeness.answered_by, "association": likeness.answered_for}
    text = _("%(name)s, of %(association)s, wishes to talk to you about a young person you accompany") % words
    return Line(text, reverse("cases:detail", args=[likeness.question.case_id]))


COVER_TEXTS = {
    "cases.cover_given": gettext_lazy("%(user)s covers for %(lead)s from %(first)s to %(last)s"),
    "cases.cover_ended": gettext_lazy("%(user)s no longer covers for %(lead)s, who is back"),
}


@resolver(*COVER_TEXTS)
def about_covers(reader: User, notices: list[Notice]) -> dict[object, Line]:
    """For the lead who is away and whoever covers."""
    ids = [notice.object_id for notice in notices if notice.object_id]
    rows = LeadCover.objects.filter(Q(lead=reader) | Q(user=reader)).select_related("lead", "user").in_bulk(ids)
    return {
        notice.pk: Line(cover_line(notice.kind, rows[notice.object_id]), reverse("cases:list"))
        for notice in notices
        if notice.object_id in rows
    }


def cover_line(kind: str, cover: LeadCover) -> str:
    days = {"first": full_day(cover.first_on), "last": full_day(cover.last_on)}
    return str(COVER_TEXTS[kind]) % ({"user": cover.user, "lead": cover.lead} | days)

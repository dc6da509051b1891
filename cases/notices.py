"""What notices about files say, and to whom they still do: each is resolved with the reader's rights when read."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from notifications.registry import Line, page, resolver, told

if TYPE_CHECKING:
    from django.db.models import QuerySet

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
NOTE_TEXTS = {"cases.note_mentioned": gettext_lazy("A colleague draws your attention to a note")}
WORD_TEXTS = {"cases.word_said": gettext_lazy("A young person said something about a goal")}
OFFER_TEXTS = {"cases.seat_asked": gettext_lazy("A seat in a circle is offered to your team")}
LOST_TEXTS = {"cases.lead_lost": gettext_lazy("A file of your association has no lead professional any more")}
CONTACT_TEXTS = {
    "cases.likeness_contact": gettext_lazy(
        "%(name)s, of %(association)s, wishes to talk to you about a young person you accompany"
    )
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


LEAD_TEXTS = {
    "cases.request_made": gettext_lazy("Somebody concerned by a file you lead asks for something"),
    "cases.objection_made": gettext_lazy("Somebody objects by link to an agreement to share"),
}


COVER_TEXTS = {
    "cases.cover_given": gettext_lazy("%(user)s covers for %(lead)s from %(first)s to %(last)s"),
    "cases.cover_ended": gettext_lazy("%(user)s no longer covers for %(lead)s, who is back"),
}


def led_by(reader: User) -> QuerySet[Case]:
    """The files this reader leads, and may open."""
    leads = Lead.objects.in_force().filter(user=reader)
    return Case.objects.visible_to(reader).filter(leads__in=leads)


def covers_of(reader: User) -> QuerySet[LeadCover]:
    """For the lead who is away and whoever covers."""
    return LeadCover.objects.filter(Q(lead=reader) | Q(user=reader)).select_related("lead", "user")


def cover_words(cover: LeadCover) -> dict[str, object]:
    first, last = full_day(cover.first_on), full_day(cover.last_on)
    return {"user": cover.user, "lead": cover.lead, "first": first, "last": last}


def asked_for_contact(reader: User) -> QuerySet[Likeness]:
    """For whoever asked: a name and an association; the file it leads to is their own."""
    return Likeness.objects.told_to_asker(reader).select_related("answered_by", "answered_for", "question")


def own_file(likeness: Likeness) -> str:
    return reverse("cases:detail", args=[likeness.question.case_id])


def contact_words(likeness: Likeness) -> dict[str, object]:
    return {"name": likeness.answered_by, "association": likeness.answered_for}


told(ACTION_TEXTS, Action.objects.visible_to, page("cases:detail", "case_id"))
told(VERSION_TEXTS, PlanVersion.objects.visible_to, page("cases:version"))
told(REVIEW_TEXTS, Review.objects.visible_to, page("cases:review"))
told(ALERT_TEXTS, SafetyAlert.objects.visible_to, page("cases:alerts", "case_id"))
told(CASE_TEXTS, Case.objects.visible_to, page("cases:detail"), about="case_id")
told(LEAD_TEXTS, led_by, page("cases:requests"), about="case_id")
told(NOTE_TEXTS, Note.objects.visible_to, page("cases:note_history"))
told(WORD_TEXTS, Goal.objects.visible_to, page("cases:goal_history"))
told(OFFER_TEXTS, CircleMembership.objects.asked_of, page("cases:seat_answer"))
told(LOST_TEXTS, Case.objects.steered_by, page("cases:appoint_lead"))
told(COVER_TEXTS, covers_of, lambda cover: reverse("cases:list"), cover_words)
told(
    CONTACT_TEXTS,
    asked_for_contact,
    own_file,
    contact_words,
)


@resolver("cases.likeness_found")
def about_likenesses(reader: User, notices: list[Notice]) -> dict[object, Line]:
    """For whoever leads the file that was found today: the lead before knows of it no more."""
    found = Likeness.objects.led_by(reader).select_related("question__asked_by", "question__team__organisation")
    seen = found.in_bulk([notice.object_id for notice in notices if notice.object_id])
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

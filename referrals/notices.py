"""What notices about referrals say, to whoever may still know of the referral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.registry import Line, resolver
from referrals.models import Referral, Transfer

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice

TEXTS = {
    "referrals.sent": _("Referral %(reference)s has arrived in your team's inbox"),
    "referrals.taken_up": _("Referral %(reference)s is under review"),
    "referrals.assigned": _("Referral %(reference)s is now yours to follow"),
    "referrals.question_asked": _("A question is asked about referral %(reference)s"),
    "referrals.question_answered": _("The question about referral %(reference)s is answered"),
    "referrals.accepted": _("Referral %(reference)s is accepted"),
    "referrals.waitlisted": _("Referral %(reference)s is on the waiting list"),
    "referrals.declined": _("Referral %(reference)s is declined"),
    "referrals.started": _("Referral %(reference)s has started"),
    "referrals.closed": _("Referral %(reference)s is completed"),
    "referrals.withdrawn": _("Referral %(reference)s is withdrawn"),
    "referrals.expired": _("Referral %(reference)s was not answered in time"),
    "referrals.meeting_set": _("The first appointment of referral %(reference)s is set"),
    "referrals.news_asked": _("Referral %(reference)s: its sender has no news; say when the first appointment is"),
    "referrals.next_asked": _("Referral %(reference)s is sent: it is the next partner of your order"),
    "referrals.next_skipped": _("After referral %(reference)s, a partner of your order could not be asked"),
    "referrals.order_ended": _("After referral %(reference)s, nobody is left to ask in your order"),
    "referrals.message": _("A message about referral %(reference)s"),
    "referrals.reminder": _("Referral %(reference)s has waited for 5 working days: it is for your team to move"),
    "referrals.escalation": _("Referral %(reference)s has waited for 10 working days: it is for your team to move"),
}


TRANSFER_TEXTS = {
    "referrals.transfer_proposed": _("Transfer %(reference)s: your team is asked to lead the support"),
    "referrals.transfer_confirmed": _("Transfer %(reference)s is confirmed again: it awaits your team's answer"),
    "referrals.transfer_recounted": _("Transfer %(reference)s: the circle has changed, the list is to confirm again"),
    "referrals.transfer_accepted": _("Transfer %(reference)s is accepted: another association leads"),
    "referrals.transfer_declined": _("Transfer %(reference)s is declined"),
    "referrals.transfer_withdrawn": _("Transfer %(reference)s is withdrawn"),
    "referrals.transfer_reminder": _("Transfer %(reference)s has waited for 5 working days for you to move"),
    "referrals.transfer_escalation": _("Transfer %(reference)s has waited for 10 working days for you to move"),
    "referrals.transfer_expired": _("Transfer %(reference)s was not answered in time"),
}


@resolver(*TEXTS)
def about_referrals(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.object_id for notice in notices if notice.object_id]
    known = dict(Referral.objects.known_to(reader).filter(pk__in=ids).values_list("pk", "reference"))
    return {
        notice.pk: Line(
            str(TEXTS[notice.kind] % {"reference": known[notice.object_id]}),
            reverse("referrals:detail", args=[notice.object_id]),
        )
        for notice in notices
        if notice.object_id in known
    }


@resolver(*TRANSFER_TEXTS)
def about_transfers(reader: User, notices: list[Notice]) -> dict[object, Line]:
    ids = [notice.object_id for notice in notices if notice.object_id]
    known = dict(Transfer.objects.known_to(reader).filter(pk__in=ids).values_list("pk", "reference"))
    return {
        notice.pk: Line(
            str(TRANSFER_TEXTS[notice.kind] % {"reference": known[notice.object_id]}),
            reverse("referrals:transfer", args=[notice.object_id]),
        )
        for notice in notices
        if notice.object_id in known
    }

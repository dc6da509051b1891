"""What notices about referrals say, to whoever may still know of the referral."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notifications.registry import page, told
from referrals.models import Referral, Transfer

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

told(TEXTS, Referral.objects.known_to, page("referrals:detail"), lambda row: {"reference": row.reference})
told(TRANSFER_TEXTS, Transfer.objects.known_to, page("referrals:transfer"), lambda row: {"reference": row.reference})

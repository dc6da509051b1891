"""What the entries about referrals say in a file's thread."""

from django.utils.translation import gettext_lazy as _

from common.timeline import kind

kind("referrals.sent", _("A referral was sent"), "send", "run")
kind("referrals.taken_up", _("A referral is under review"), "eye", "info")
kind("referrals.question_asked", _("A team asked a question about a referral"), "help", "wait")
kind("referrals.question_answered", _("A question about a referral was answered"), "talk", "info")
kind("referrals.accepted", _("A referral was accepted"), "check", "ok")
kind("referrals.waitlisted", _("A referral is on the waiting list"), "hourglass", "wait")
kind("referrals.declined", _("A referral was declined"), "no", "late")
kind("referrals.started", _("A referral has started"), "run", "run")
kind("referrals.closed", _("A referral is completed"), "done", "ok")
kind("referrals.withdrawn", _("A referral was withdrawn"), "left")
kind("referrals.expired", _("A referral was not answered in time"), "clock", "late")

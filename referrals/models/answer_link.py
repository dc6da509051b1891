"""How a team without accounts answers: by a link, and a code that goes to the same address."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import CaseLink
from cases.models.links import Coded
from common import clock
from referrals import policy
from referrals.models.referral import Referral


class AnswerLinkQuerySet(models.QuerySet["AnswerLink"]):
    def with_token(self, token: str) -> Self:
        """The one this address belongs to, ended or not."""
        return self.filter(link__in=CaseLink.objects.with_token(token))

    def running(self) -> Self:
        return self.filter(link__valid_from__lte=clock.DbNow(), link__valid_until__gt=clock.DbNow())

    def of(self, referral: Referral) -> Self:
        """Those sent for it, the newest first."""
        return self.filter(referral=referral).select_related("link").order_by("-link__valid_from", "-link__valid_until")

    def for_page(self) -> Self:
        """With all that its page needs of its one referral."""
        return self.select_related(
            "link", "referral__preview", "referral__person", "referral__to_organisation", "referral__service",
            "referral__to_team__organisation", "referral__author_team__organisation", "referral__author",
        )  # fmt: skip


class AnswerLink(Coded):
    """A partner's link to one referral."""

    link = models.OneToOneField(CaseLink, models.PROTECT, related_name="answer")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="answer_links")

    objects = AnswerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to answer a referral")
        constraints = [
            models.CheckConstraint(
                condition=Q(code="", code_until=None) | (~Q(code="") & Q(code_until__isnull=False)),
                name="answer_code_for_a_time",
            )
        ]

    def opens(self) -> bool:
        """It runs, the referral is open, it went to the address of today, and nobody of the team has an account."""
        row = self.referral
        runs = self.link.holds() and row.stands() in policy.OPEN and row.is_answered_by_link()
        return runs and self.link.address == row.to_organisation.email

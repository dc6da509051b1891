"""What ends or moves a referral or a transfer from below: a file closed, an agreement ended, a team dissolved, away."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from cases.signals import case_closed, sharing_ended
from organisations.signals import absence_changed, partnership_ended, team_dissolved
from referrals.actions.ending import cancel_referral
from referrals.actions.reminding import recount_delays
from referrals.actions.transferring import cancel_transfer
from referrals.choices import WithdrawReason
from referrals.gates import missing_to_accept
from referrals.models import Referral, Transfer
from referrals.policy import Gap


@receiver(case_closed)
def on_case_closed(case: Any, by: Any, **_: Any) -> None:
    for referral in Referral.objects.open().filter(case=case).order_by("case", "pk"):
        cancel_referral(referral, by=by, reason=WithdrawReason.CASE_CLOSED)
    for transfer in Transfer.objects.pending().filter(case=case).order_by("pk"):
        cancel_transfer(transfer, by=by, reason=WithdrawReason.CASE_CLOSED)


@receiver(sharing_ended)
def on_sharing_ended(case: Any, organisation_id: Any, by: Any, **_: Any) -> None:
    """Those whose areas are no longer all agreed; what still rests on another agreement goes on."""
    sent = Referral.objects.open().filter(case=case, to_organisation=organisation_id, sent_at__isnull=False)
    for referral in sent.select_related("case", "to_organisation", "to_team").order_by("case", "pk"):
        if Gap.CONSENT in missing_to_accept(referral):
            cancel_referral(referral, by=by, reason=WithdrawReason.SHARING_ENDED)


@receiver(partnership_ended)
def on_partnership_ended(agreement: Any, by: Any, **_: Any) -> None:
    """Those that no other agreement covers."""
    parties = list(agreement.parties.values_list("organisation", flat=True))
    between = Q(case__leading_organisation__in=parties, to_organisation__in=parties)
    sent = Referral.objects.open().filter(between, sent_at__isnull=False)
    for referral in sent.select_related("case", "to_organisation", "to_team").order_by("case", "pk"):
        if Gap.PARTNERSHIP in missing_to_accept(referral):
            cancel_referral(referral, by=by, reason=WithdrawReason.PARTNERSHIP_ENDED)


@receiver(team_dissolved)
def on_team_dissolved(team: Any, by: Any, **_: Any) -> None:
    """Those it sent, and those it was sent."""
    for referral in Referral.objects.open().filter(Q(to_team=team) | Q(author_team=team)).order_by("case", "pk"):
        cancel_referral(referral, by=by, reason=WithdrawReason.TEAM_DISSOLVED)
    for transfer in Transfer.objects.pending().filter(Q(to_team=team) | Q(from_team=team)).order_by("case", "pk"):
        cancel_transfer(transfer, by=by, reason=WithdrawReason.TEAM_DISSOLVED)


@receiver(absence_changed)
def on_absence_changed(absence: Any, by: Any, **_: Any) -> None:
    """Those that wait for an answer of a team that is away, or back."""
    asked = Q(to_team=absence.team_id) if absence.team_id else Q(to_organisation=absence.organisation_id)
    for referral in Referral.objects.unanswered().filter(asked).order_by("case", "pk"):
        recount_delays(referral, by=by)

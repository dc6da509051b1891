"""How whoever answers without an account comes in: a link on demand, a code, and what limits both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from audit import actions as audit
from audit.models import Event
from cases.actions.links import mail_code
from cases.models.links import TRIES
from common import clock
from common.moves import IllegalMove
from referrals import policy
from referrals.actions.letters import end_links, send_link
from referrals.actions.moving import lock
from referrals.models import AnswerLink, Referral

if TYPE_CHECKING:
    from accounts.models import User

LINKS_A_DAY = 3


@transaction.atomic
def renew_link(referral: Referral, *, by: User) -> AnswerLink:
    """On the sender's demand: a new link leaves, the one before ends at once. Raises IllegalMove."""
    referral = lock(referral)
    if not awaits_link(referral):
        raise IllegalMove(referral, referral.status)
    end_links(referral, by=by)
    return send_link(referral, by=by)


@transaction.atomic
def ask_link(token: str) -> None:
    """Whoever holds an old link asks for another: it leaves for the recorded address, or nothing happens."""
    old = AnswerLink.objects.with_token(token).select_related("link", "referral").first()
    if old is None:
        return
    referral = lock(old.referral)
    asked = Event.objects.lately("referrals.link_asked", by=old.link, within=clock.DAY).count()
    if asked < LINKS_A_DAY and awaits_link(referral):
        record("referrals.link_asked", old)
        end_links(referral, by=old.link)
        send_link(referral, by=None)


def awaits_link(referral: Referral) -> bool:
    """Sent, not ended, to a team without accounts."""
    is_open = referral.sent_at is not None and referral.stands() in policy.OPEN
    return is_open and referral.is_answered_by_link()


@transaction.atomic
def send_code(answer: AnswerLink) -> None:
    """Six digits to the address the link went to; the code before opens nothing any more. Raises TooManyCodes."""
    answer = lock_link(answer)
    mail_code(answer, kind="referrals.answer_code", verb="referrals.code_sent")
    record("referrals.code_sent", answer)


@transaction.atomic
def enter_code(answer: AnswerLink, *, code: str) -> bool:
    """Whether it is the one sent last. It opens once; a wrong one is counted."""
    answer = lock_link(answer)
    if is_right := answer.takes(code):
        answer.forget_code()
        answer.opened_at = answer.opened_at or clock.now()
        record("referrals.link_opened", answer)
    elif answer.tries < TRIES:
        answer.tries += 1
        record("referrals.code_refused", answer)
    answer.save()
    return is_right


def record(verb: str, answer: AnswerLink) -> None:
    """Done by whoever holds the link."""
    row = answer.referral
    facts: dict[str, Any] = {"case_id": row.case_id, "person_id": row.person_id}
    audit.record(verb, answer, by=answer.link, organisation_id=row.to_organisation_id, **facts)


def lock_link(answer: AnswerLink) -> AnswerLink:
    """Two who type at once are counted one after the other."""
    return AnswerLink.objects.select_for_update(of=("self",)).select_related("link", "referral").get(pk=answer.pk)

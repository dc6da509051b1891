"""Links of persons concerned: given, ended; the codes that open them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from audit import actions as audit
from audit.models import Event
from notifications.actions import send_letter

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import CaseLink, Hand

AN_HOUR = dt.timedelta(hours=1)
CODES_AN_HOUR = 5


class TooManyCodes(Exception):
    """This link asked for a code too often. Its text says when to try again."""

    def __init__(self) -> None:
        super().__init__(_("Too many codes were asked for: wait an hour, then open the link again."))


def give_link(link: CaseLink, *, by: User | None, **facts: Any) -> CaseLink:
    """A new link into a file, renewed by the caller. Its `token` is known to them alone: only its digest is kept."""
    link.person_id, link.given_by = link.case.person_id, by
    link.save()
    audit.record("cases.link_given", link, by=by, detail={"kind": link.kind}, **facts)
    return link


def end_link(link: CaseLink, *, by: Hand) -> None:
    """It opens nothing any more. Already over, nothing changes."""
    if link.holds():
        link.end()
        link.save(update_fields=["valid_from", "valid_until"])
        audit.record("cases.link_ended", link, by=by)


def mail_code(held: Any, *, kind: str, verb: str) -> None:
    """Six digits to the address the link went to; the code before opens nothing any more.

    `held` is the locked row whose code it is, `verb` what the caller records of it. Raises TooManyCodes.
    """
    if Event.objects.lately(verb, by=held.link, within=AN_HOUR).count() >= CODES_AN_HOUR:
        raise TooManyCodes
    code = held.renew_code()
    held.save()
    send_letter(kind, address=held.link.address, code=code, about=held.pk)

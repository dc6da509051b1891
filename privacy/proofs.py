"""Whether the record is whole, in plain words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import STREAMS, Block, Event

SHOWN = 10

STREAM_NAMES = {"event": _("what was done"), "view": _("what was seen")}

FAULTS = {
    "missing": _("In the record of %(stream)s, the lines written %(when)s are missing."),
    "broken": _("In the record of %(stream)s, the seal of the lines written %(when)s was changed."),
    "altered": _("In the record of %(stream)s, lines written %(when)s were changed, removed or slipped in."),
    "inserted": _("In the record of %(stream)s, lines were slipped in among those of %(when)s, already destroyed."),
    "dropped": _("In the record of %(stream)s, the lines written %(when)s were destroyed before their 12 months."),
    "witness": _("In the record of %(stream)s, the seal of the lines written %(when)s is not the one noted outside."),
    "orphans": _("In the record of %(stream)s, lines carry a seal that does not exist."),
    "cut": _("In the record of %(stream)s, the last lines were cut off."),
    "version": _("A version of an action plan is no longer what was proposed and signed."),
    "guard": _("The database no longer refuses changes to the record: one of its guards is missing."),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """One verification: when, by whom (nobody: the clock), and what it found."""

    at: dt.datetime
    who: str
    intact: bool
    rows: int
    blocks: int
    faults: int
    fault: str
    """the first broken place, in words"""


def last_proofs(limit: int = SHOWN) -> list[Proof]:
    """The newest first."""
    events = list(Event.objects.filter(verb="audit.verified").order_by("-id")[:limit])
    people = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    return [proof(event, str(people.get(event.actor_id, ""))) for event in events]  # type: ignore[call-overload]


def proof(event: Event, who: str) -> Proof:
    told = event.detail
    return Proof(
        event.at, who, told["intact"], told["rows"], told["blocks"], told["faults"], fault_in_words(told["first"])
    )


def fault_in_words(first: dict[str, Any] | None) -> str:
    """The first broken place of a verification, or nothing."""
    if first is None:
        return ""
    values = {"stream": STREAM_NAMES.get(first["stream"], ""), "when": when(first["stream"], first["seq"])}
    return str(FAULTS[first["kind"]]) % values


def when(stream: str, seq: int) -> str:
    """Between the seals around a block."""
    blocks = Block.objects.filter(stream=stream)
    before = blocks.filter(seq__lt=seq).order_by("-seq").first()
    after = blocks.filter(seq__gte=seq).order_by("seq").first()
    if after is None:
        return gettext("after %(since)s") % {"since": moment(before)}
    if before is None:
        return gettext("before %(until)s") % {"until": moment(after)}
    return gettext("between %(since)s and %(until)s") % {"since": moment(before), "until": moment(after)}


def moment(block: Block | None) -> str:
    return date_format(timezone.localtime(block.last_at), "j F Y H:i:s") if block else "–"


def unsealed() -> int:
    """Lines too young to be sealed."""
    return sum(model._default_manager.filter(block=None).count() for model in STREAMS.values())


def heads() -> list[tuple[str, int, str]]:
    """The last seal of each stream: (its name, number, hash). Noted elsewhere, it shows later whether this was so."""
    found = []
    for stream, name in STREAM_NAMES.items():
        last = Block.objects.filter(stream=stream).order_by("seq").last()
        if last is not None:
            found.append((str(name), last.seq, last.hash))
    return found

"""A lead is away: who covers, from which day to which; or they are back earlier."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import lock as lock_account
from audit import actions as audit
from cases.covering import able_to_cover
from cases.models import LeadCover
from common import clock
from common.once import own_id
from notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User
    from organisations.models import Team


class CoverRefused(Exception):
    """An absence that cannot be covered so. Its text says why."""


@transaction.atomic
def declare_absence(
    lead: User, team: Team, *, user: User, by: User, new_id: UUID | None = None, **days: dt.date
) -> LeadCover:
    """From `first_on` to `last_on`, both included; both people are told. Sent twice, it is the same row.

    Raises CoverRefused for days already covered, and for somebody to whom a file of theirs would have to be opened.
    """
    lock_account(lead)
    pk = own_id(new_id, by)
    if again := LeadCover.objects.filter(pk=pk).first():
        return again
    span = {"valid_from": clock.end_of(days["first_on"] - clock.DAY), "valid_until": clock.end_of(days["last_on"])}
    refuse_overlap(lead, team, **span)
    if not able_to_cover(lead, team).filter(user=user).exists():
        raise CoverRefused(_("Choose a colleague, bound by secrecy, who opens each of these files already."))
    cover = LeadCover.objects.create(pk=pk, lead=lead, team=team, user=user, declared_by=by, **span)
    return record("cover_given", cover, by=by)


@transaction.atomic
def end_absence(cover: LeadCover, *, by: User) -> LeadCover:
    """Back earlier, or not leaving after all: from now on the lead alone is told. Over, it stays as it is."""
    cover = LeadCover.objects.select_for_update(of=("self",)).select_related("lead", "user", "team").get(pk=cover.pk)
    if cover.valid_until <= clock.now():
        return cover
    cover.end()
    cover.save(update_fields=["valid_from", "valid_until"])
    return record("cover_ended", cover, by=by)


def refuse_overlap(lead: User, team: Team, *, valid_from: dt.datetime, valid_until: dt.datetime) -> None:
    known = LeadCover.objects.to_come().filter(lead=lead, team=team)
    if known.filter(valid_from__lt=valid_until, valid_until__gt=valid_from).exists():
        raise CoverRefused(_("An absence is already declared on some of these days: end it first."))


def record(done: str, cover: LeadCover, *, by: User) -> LeadCover:
    kind = f"cases.{done}"
    audit.record(kind, cover, by=by, organisation_id=cover.team.organisation_id, detail={"team": str(cover.team_id)})
    notify(kind, to=[cover.lead, cover.user], about=cover.pk, by=by)
    return cover

"""What changes accounts: opened, closed, signed out, second factor reset; drafts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F

from accounts.models import ActivePeriod, Draft, User
from common import clock
from vault.models import PersonKey

if TYPE_CHECKING:
    from collections.abc import Iterable

DRAFTS_KEPT = dt.timedelta(days=30)


@transaction.atomic
def activate_account(user: User) -> User:
    """Open a closed account again. Its password and second factor are as they were."""
    user = lock(user)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        ActivePeriod.objects.create(user=user, valid_from=clock.now())
    return user


@transaction.atomic
def deactivate_account(user: User) -> User:
    """Close an account: signed out everywhere, nothing more to be seen. The person's past stays theirs."""
    user = lock(user)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        ActivePeriod.objects.filter(user=user, valid_until=clock.FOREVER).update(valid_until=clock.now())
    sign_out_everywhere(user)
    return user


@transaction.atomic
def sign_out_everywhere(user: User) -> None:
    """Every session of this account is over with its next request, known to us or not."""
    User.objects.filter(pk=user.pk).update(sign_ins_ended=F("sign_ins_ended") + 1)
    for session in UserSession.objects.filter(user=user):
        session.end()


def end_session(session: UserSession) -> None:
    """Sign one device out."""
    session.end()


@transaction.atomic
def reset_second_factor(user: User) -> None:
    """The authenticator app and recovery codes are forgotten: the next sign-in sets up new ones."""
    Authenticator.objects.filter(user=user).delete()
    sign_out_everywhere(user)


@transaction.atomic
def keep_draft(user: User, *, page: str, name: str, text: str, person_id: UUID | None = None) -> None:
    """What is being written in one field of one page; an empty text forgets it.

    Sealed under the key of the young person it is about, or under the author's own.
    """
    known = person_id is not None and PersonKey.objects.filter(person_id=person_id).exists()
    draft = Draft.objects.filter(user=user, page=page, name=name).first()
    if not text.strip():
        forget_drafts(user, page=page, names=[name])
    else:
        draft = draft or Draft(user=user, page=page, name=name)
        draft.person_id = person_id if known and person_id else user.pk
        draft.text, draft.updated_at = text, clock.now()
        draft.save()


def forget_drafts(user: User, *, page: str, names: Iterable[str]) -> None:
    """These fields were saved, or emptied."""
    if names:
        Draft.objects.filter(user=user, page=page, name__in=names).delete()


def forget_person(person_id: UUID) -> None:
    """Drafts about somebody whose key was destroyed: they could not be read any more."""
    Draft.objects.filter(person_id=person_id).delete()


def purge_drafts() -> int:
    """Drafts nobody came back to."""
    return Draft.objects.filter(updated_at__lt=clock.now() - DRAFTS_KEPT).delete()[0]


def lock(user: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)

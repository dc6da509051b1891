"""Versions of the plan: proposed, answered by each party, signed; then reviewed and amended by the next one.

Who signs: the young person; whoever holds parental authority, until they come of age; each association that owns an
accepted, open action of the version. A version is in force once every one of them has answered, and at least one has
signed. A refusal, with its reason, is an answer like another: neither silence nor one "no" stops the support, and the
law asks that the young person's opinion be taken, not that it decide (DIPC, CASF D. 311). It stays written beside the
other answers, and the lead is told, who may withdraw the proposal as long as an answer is missing. Refused by all, a
version never comes into force: it is withdrawn.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import actions as audit
from cases import sealing
from cases.actions import timeline
from cases.actions.circle import leads, lock, party_members
from cases.models import (
    Access,
    ActionPlan,
    Case,
    CircleMembership,
    FrozenItem,
    PlanVersion,
    Review,
    SignOff,
    account_of,
)
from common import clock
from common.history import remember
from notifications.actions import notify
from people.models import LegalRepresentative

if TYPE_CHECKING:
    from cases.models import CaseLink, Reader
    from cases.sealing import Content

Plan, Version, Answer = ActionPlan.Status, PlanVersion.Status, SignOff.Answer


class SigningRefusal(Exception):
    """A version cannot be proposed or answered as asked. Its text says why."""


@transaction.atomic
def propose_version(case: Case, *, by: User) -> PlanVersion:
    """Freeze the plan as its lead reads it, and ask every party to sign.

    The first version from a draft, each next one while the plan is under review. Raises IllegalMove otherwise, and
    SigningRefusal when there is nothing to sign.
    """
    case = lock(case)
    plan = lock_plan(case)
    if plan.status != Plan.UNDER_REVIEW:
        plan.move_to(Plan.PROPOSED)
        remember(plan, by=by)
    elif case.plan_versions.filter(status=Version.PROPOSED).exists():
        raise SigningRefusal(_("A version is already proposed: withdraw it first."))
    content = sealing.content_of(case, by)
    if content.is_empty:
        raise SigningRefusal(_("There is nothing to sign yet: write a goal, or have an action accepted by its owner."))
    version = freeze(case, content, by=by)
    record("cases.plan_proposed", version, by=by, number=version.number, digest=version.digest)
    timeline.add_plan_entry(case, "cases.plan_proposed", by=by, version=version)
    notify("cases.plan_proposed", to=signers(version), about=version.pk, case_id=case.pk, by=by)
    return version


def freeze(case: Case, content: Content, *, by: User) -> PlanVersion:
    """The rows of a version and the parties asked to sign it."""
    number = case.plan_versions.count() + 1
    facts: dict[str, Any] = {"number": number, "columns": sealing.columns_today(), "salt": secrets.token_hex(16)}
    facts |= {"review": review_behind(case)}
    version = PlanVersion(case=case, person_id=case.person_id, proposed_by=by, **facts)
    items = sealing.frozen(version, content)
    version.digest = sealing.digest_of_items(version, items)
    version.save()
    FrozenItem.objects.bulk_create(items)
    SignOff.objects.bulk_create([SignOff(case=case, version=version, **party) for party in parties(case, content)])
    return version


def review_behind(case: Case) -> Review | None:
    """The review an amendment comes from: the last one held since the version in force was signed."""
    signed = PlanVersion.objects.filter(case=case, status=Version.SIGNED).order_by("-number").first()
    if signed is None:
        return None
    held = Review.objects.filter(case=case, held_at__gte=signed.ended_at)
    return held.order_by("-held_at").first()


def parties(case: Case, content: Content) -> Iterator[dict[str, Any]]:
    """Who must answer."""
    yield {"party": SignOff.Party.YOUNG_PERSON}
    for representative in holders_of_authority(case):
        yield {"party": SignOff.Party.REPRESENTATIVE, "representative": representative}
    for organisation in content.owners().values():
        yield {"party": SignOff.Party.ORGANISATION, "organisation": organisation}


def holders_of_authority(case: Case) -> list[LegalRepresentative]:
    """Until the young person comes of age."""
    return [] if case.person.is_of_age() else list(LegalRepresentative.objects.holding(case.person_id))


@transaction.atomic
def withdraw_version(version: PlanVersion, *, by: User) -> PlanVersion:
    """Take a proposal back to amend it: the next one bears the next number. Raises IllegalMove once it is over."""
    case = lock(version.case)
    plan, version = lock_plan(case), lock_version(version)
    end_version(version, Version.WITHDRAWN)
    if plan.status == Plan.PROPOSED:
        plan.move_to(Plan.DRAFT)
        remember(plan, by=by)
    record("cases.plan_withdrawn", version, by=by, number=version.number)
    timeline.add_plan_entry(case, "cases.plan_withdrawn", by=by, version=version)
    notify("cases.plan_withdrawn", to=signers(version), about=version.pk, case_id=case.pk, by=by)
    return version


def end_version(version: PlanVersion, status: str) -> None:
    version.move_to(status)
    version.ended_at = clock.now()
    version.save(update_fields=["status", "ended_at"])


def sign_off(sign: SignOff, *, by: User, answer: str, reason: str = "") -> SignOff:
    """One association signs or refuses, by the account of somebody it empowered. Raises SigningRefusal."""
    return give(sign, by=by, answer=answer, reason=reason, on=clock.today(), means=SignOff.Means.ACCOUNT)


def note_sign_off(sign: SignOff, *, by: User, answer: str, on: dt.date, reason: str = "") -> SignOff:
    """The lead notes what somebody answered: a signature seen on paper, or a refusal. Raises SigningRefusal."""
    means = SignOff.Means.PAPER if answer == Answer.SIGNED else SignOff.Means.NOTED
    return give(sign, by=by, answer=answer, reason=reason, on=on, means=means)


def sign_by_link(sign: SignOff, *, by: CaseLink, answer: str, reason: str = "") -> SignOff:
    """The young person or a representative signs or refuses by their own link. Raises SigningRefusal."""
    return give(sign, by=by, answer=answer, reason=reason, on=clock.today(), means=SignOff.Means.LINK)


@transaction.atomic
def give(sign: SignOff, *, by: Reader, answer: str, reason: str, on: dt.date, means: str) -> SignOff:
    """One answer, once, to a version that is still proposed; the last one brings it into force."""
    case = lock(sign.case)
    plan, version = lock_plan(case), lock_version(sign.version)
    sign = SignOff.objects.select_for_update(of=("self",)).get(pk=sign.pk)
    if sign.answer:
        raise SigningRefusal(_("This answer is already noted: nothing has changed."))
    if version.status != Version.PROPOSED:
        raise SigningRefusal(_("This version is no longer proposed: nothing has been signed."))
    sign.answer, sign.reason, sign.means, sign.answered_on = answer, reason, means, on
    sign.recorded_by, sign.recorded_at = account_of(by), clock.now()
    sign.save()
    record("cases.plan_answered", version, by=by, party=sign.party, answer=answer, means=means)
    if answer == Answer.REFUSED:
        notify("cases.plan_refused", to=leads(case), about=version.pk, case_id=case.pk, by=account_of(by))
    bring_into_force(plan, version, by=by)
    return sign


def bring_into_force(plan: ActionPlan, version: PlanVersion, *, by: Reader) -> None:
    """Once everybody has answered and somebody has signed."""
    answers = set(version.sign_offs.values_list("answer", flat=True))
    if "" in answers or Answer.SIGNED not in answers:
        return
    end_version(version, Version.SIGNED)
    plan.move_to(Plan.ACTIVE)
    plan.in_force = version
    remember(plan, by=account_of(by))
    digests = {"digest": version.digest, "answers": sealing.answers_digest(version)}
    record("cases.plan_signed", version, by=by, number=version.number, **digests)
    timeline.add_plan_entry(
        plan.case, "cases.plan_signed", by=None, version=version
    )  # who came last is not everybody's
    seats = CircleMembership.objects.in_force().filter(case=plan.case_id).select_related("user")
    circle = [member for seat in seats for member in party_members(seat)]
    notify("cases.plan_signed", to=circle, about=version.pk, case_id=plan.case_id, by=account_of(by))


@transaction.atomic
def begin_review(case: Case, *, by: User) -> ActionPlan:
    """Look at the plan together again: an amendment may be proposed from now on. Raises IllegalMove."""
    plan = lock_plan(lock(case))
    plan.move_to(Plan.UNDER_REVIEW)
    remember(plan, by=by)
    tell("cases.review_begun", plan, by=by)
    return plan


@transaction.atomic
def end_review(case: Case, *, by: User) -> ActionPlan:
    """Nothing changes: the version in force stays. Raises IllegalMove, or SigningRefusal while one is proposed."""
    plan = lock_plan(lock(case))
    if case.plan_versions.filter(status=Version.PROPOSED).exists():
        raise SigningRefusal(_("A version is already proposed: withdraw it first."))
    plan.move_to(Plan.ACTIVE)
    remember(plan, by=by)
    tell("cases.review_ended", plan, by=by)
    return plan


def tell(verb: str, plan: ActionPlan, *, by: User) -> None:
    """The record, and everybody's thread."""
    audit.record(verb, plan, by=by, case_id=plan.case_id, person_id=plan.case.person_id)
    timeline.add_plan_entry(plan.case, verb, by=by)


def lock_plan(case: Case) -> ActionPlan:
    return ActionPlan.objects.select_for_update(of=("self",)).select_related("case").get(case=case)


def lock_version(version: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.select_for_update(of=("self",)).select_related("case").get(pk=version.pk)


def signers(version: PlanVersion) -> list[User]:
    """Whoever may sign for one of the associations: bound, and in the file for a team that owns an action."""
    owners = FrozenItem.objects.filter(version=version, owner_team__isnull=False).values("owner_team")
    ways = Access.objects.filter(case=version.case_id, team__in=owners, is_bound=True)
    return list(User.objects.filter(pk__in=ways.values("user")))


def record(verb: str, version: PlanVersion, *, by: Reader, **detail: Any) -> None:
    """In the audit trail: numbers, codes and digests only."""
    audit.record(verb, version, by=by, detail=detail)

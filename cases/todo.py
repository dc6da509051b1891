"""What waits for the reader in files: seats and actions to answer, late actions, reviews, agreements that end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Action, Case, CircleMembership, Lead, Review, SharingRecipient, SignOff
from cases.models.circle import absent_lead
from cases.models.reviews import with_what_waits
from cases.models.sharing import ends_soon, perhaps_of_age
from cases.renewing import Care, cares_of
from common import clock
from common.templatetags.ui import due, until
from common.todo import FAR, Todo, register
from organisations.models import TeamMembership

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from accounts.models import User
    from common.http import SignedInRequest

SOON = 2 * clock.DAY
"""Before the first of the dates proposed for a review: one is fixed, whoever has answered."""


def led_by(user: User) -> QuerySet[Case]:
    """The open files this person leads, or covers in the lead's absence, and may open."""
    return Case.objects.visible_to(user).open().filter(Exists(leads_of(user)))


def leads_of(user: User) -> QuerySet[Lead]:
    return Lead.objects.acting(user).filter(case=OuterRef("pk"))


def in_absence(todo: Todo, lead: str | None, case: Case) -> Todo:
    """What waits for a lead who is away, as whoever covers reads it: it opens the file, and leaves what is decided."""
    if not lead:
        return todo
    whose = _("%(name)s, in the absence of %(lead)s") % {"name": todo.whose, "lead": lead}
    return replace(todo, whose=whose, url=case.get_absolute_url(), verb=_("See the file"))


@register
def seats(request: SignedInRequest) -> Iterator[Todo]:
    """Seats offered to one's teams."""
    offered = CircleMembership.objects.asked_of(request.user).select_related("case", "asked_by", "team")
    for seat in offered.order_by("asked_at", "pk"):
        whose = f"{seat.case.reference} · {seat.asked_by}"
        url = reverse("cases:seat_answer", args=[seat.pk])
        yield Todo("people", _("A seat in a circle is offered to your team"), whose, url, _("Give an answer"))


@register
def actions(request: SignedInRequest) -> Iterator[Todo]:
    """Actions of one's teams: to accept or decline, late, or due within days."""
    owned = Action.objects.visible_to(request.user).filter(
        Q(status=Action.Status.PROPOSED) | Q(status__in=Action.OPEN, due_on__lte=clock.today() + FAR),
        owner_team__in=TeamMembership.objects.of(request.user).values("team"),
        case__status=Case.Status.OPEN,
    )
    for action in owned.select_related("case__person").order_by("due_on", "created_at", "pk"):
        yield to_answer(action) if action.status == Action.Status.PROPOSED else to_do(action)


def to_answer(action: Action) -> Todo:
    where = f"{action.case.get_absolute_url()}?by=mine"
    return Todo(
        "hourglass", action.title, action.case.person.name, where, _("Give an answer"), _("to accept or decline")
    )


def to_do(action: Action) -> Todo:
    where = f"{action.case.get_absolute_url()}?by=mine"
    return Todo(
        "clock", action.title, action.case.person.name, where, _("See the action"), due(action.due_on), action.due_on
    )


@register
def signatures(request: SignedInRequest) -> Iterator[Todo]:
    """Versions to sign for an association of one's own; in the files one leads, those to which an answer is missing."""
    mine = SignOff.objects.signed_by(request.user).filter(pk=OuterRef("pk"))
    awaited = SignOff.objects.awaited().filter(case__status=Case.Status.OPEN).annotate(is_mine=Exists(mine))
    awaited = awaited.filter(Q(is_mine=True) | Q(case__in=led_by(request.user)))
    awaited = awaited.annotate(absent_lead=absent_lead(request.user, "case"))
    rows = awaited.select_related("case__person", "version", "organisation").order_by("version__proposed_at", "pk")
    signs: list[Any] = list(rows)
    yield from (to_sign(sign) for sign in signs if sign.is_mine)
    yield from {sign.version_id: to_gather(sign) for sign in signs if not sign.is_mine}.values()


def to_sign(sign: SignOff) -> Todo:
    words = {"number": sign.version.number, "association": sign.organisation}
    text = _("Version %(number)s of the plan to sign for %(association)s") % words
    return Todo("sign", text, sign.case.person.name, reverse("cases:sign_off", args=[sign.pk]), _("Read and sign"))


def to_gather(sign: Any) -> Todo:
    text = _("Signatures to gather for version %(number)s of the plan") % {"number": sign.version.number}
    url = reverse("cases:version", args=[sign.version_id])
    todo = Todo("sign", text, sign.case.person.name, url, _("See who has signed"))
    return in_absence(todo, sign.absent_lead, sign.case)


@register
def reviews(request: SignedInRequest) -> Iterator[Todo]:
    """Reviews to convene, of the files one leads; and what the one convened waits for: one query."""
    cases = with_what_waits(Case.objects.visible_to(request.user).open(), request.user)
    near = Q(open_review=None, is_led=True, plan__next_review_on__lte=clock.today() + FAR)
    mine = Q(is_led=True) | Q(to_answer__isnull=False) | Q(prepares=True)
    rows = cases.filter(near | Q(open_review__isnull=False) & mine).select_related("person", "plan", "open_review")
    for case in rows.order_by("open_review__starts_at", "plan__next_review_on", "pk"):
        yield from of_review(case) if getattr(case, "open_review", None) else [to_convene(case)]


def to_convene(case: Any) -> Todo:
    on, url = case.plan.next_review_on, reverse("cases:reviews", args=[case.pk])
    todo = Todo("calendar", _("Review to hold"), case.person.name, url, _("Convene"), due(on), on)
    return in_absence(todo, case.absent_lead, case)


def of_review(case: Any) -> Iterator[Todo]:
    """What the open review of a file asks of the reader."""
    review, name = case.open_review, case.person.name
    if review.status == Review.Status.CONVENED and case.to_answer:
        url = reverse("cases:review_answer", args=[case.to_answer])
        yield Todo("calendar", _("Dates of a review to answer"), name, url, _("Give an answer"))
    if review.status == Review.Status.CONVENED and case.is_led and is_to_fix(case):
        url = reverse("cases:review_fix", args=[review.pk])
        todo = Todo("calendar", _("Date of a review to fix"), name, url, _("Fix the date"))
        yield in_absence(todo, case.absent_lead, case)
    if review.status == Review.Status.HELD and case.is_led:
        todo = Todo("pen", _("Minutes of a review to close"), name, review.get_absolute_url(), _("Write"))
        yield in_absence(todo, case.absent_lead, case)
    if review.status == Review.Status.SCHEDULED:
        yield from of_its_day(case, clock.local_day(review.starts_at))


def is_to_fix(case: Any) -> bool:
    """Everybody has answered, or the first date is too near to wait for the others."""
    return case.is_answered or clock.local_day(case.first_at) <= clock.today() + SOON


def of_its_day(case: Any, on: dt.date) -> Iterator[Todo]:
    """Before its day, what is to be prepared; from then on, who came."""
    name, pk = case.person.name, case.open_review.pk
    if on <= clock.today() and case.is_led:
        url = reverse("cases:review_hold", args=[pk])
        todo = Todo("people", _("Review to write up"), name, url, _("Note who was there"), due(on), on)
        yield in_absence(todo, case.absent_lead, case)
    if clock.today() <= on <= clock.today() + FAR and case.prepares:
        url = reverse("cases:review_prepare", args=[pk])
        yield Todo("pen", _("Review to prepare"), name, url, _("Prepare"), due(on), on)


@register
def agreements(request: SignedInRequest) -> Iterator[Todo]:
    """Agreements to share that end soon, or are to be taken again at 18, in the files one leads."""
    led = Case.objects.detailed_to(request.user).filter(Exists(leads_of(request.user)))
    rows: Any = SharingRecipient.objects.filter(case__in=led).to_care_for(ends_soon() | perhaps_of_age())
    rows = rows.annotate(absent_lead=absent_lead(request.user, "case"))
    for row in rows.select_related("case__person", "organisation").order_by("valid_until", "valid_from", "pk"):
        cares = cares_of(row, row.case.person)
        yield from (in_absence(to_renew(row, care), row.absent_lead, row.case) for care in cares)


def to_renew(row: SharingRecipient, care: Care) -> Todo:
    name, url = row.case.person.name, row.renewal_address()
    if care.called:
        return Todo("sign", care.said, f"{name} · {row.organisation}", url, _("Prepare"), due(care.on), care.on)
    text = _("Agreement with %(association)s to renew") % {"association": row.organisation}
    return Todo("sign", text, name, url, _("Prepare"), until(row.valid_until), care.on)

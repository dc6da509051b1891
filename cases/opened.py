"""From which rows the verbs of a file take their objects: what is not among them does not exist for the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from cases.models import (
    Case,
    CaseLink,
    CircleMembership,
    Document,
    Participant,
    PersonalRequest,
    PlanVersion,
    Review,
    SignOff,
)
from people.models import LegalRepresentative

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def opened_for_page(user: User) -> QuerySet[Case]:
    return Case.objects.visible_to(user).for_page(user)


def opened_or_steered(user: User) -> QuerySet[Case]:
    """Files open to this person, or whose steering row they see: pages with these rows show no name."""
    return Case.objects.visible_to(user) | Case.objects.steered_by(user)


def in_files_of(model: type[Any]) -> Any:
    """Rows of a fact whose file is open to the person, or steered by them."""

    def rows(user: User) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.filter(case__in=opened_or_steered(user))
        return found.select_related("case")

    return rows


def in_detailed_files_of(model: type[Any]) -> Any:
    """Rows of a fact that names the family: for those who know it."""

    def rows(user: User) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.filter(case__in=Case.objects.detailed_to(user))
        return found.select_related("case__person")

    return rows


def representatives_known_to(user: User) -> QuerySet[LegalRepresentative]:
    """Each with the id of the file through which this person knows them: the open one, the newest."""
    files = Case.objects.detailed_to(user).filter(person=OuterRef("person")).order_by("-status", "-opened_at")
    rows = LegalRepresentative.objects.annotate(case_id=Subquery(files.values("pk")[:1]))
    return rows.filter(case_id__isnull=False)


def versions_of_opened(user: User) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.visible_to(user).select_related("case__person", "proposed_by", "review")


def reviews_of_opened(user: User) -> QuerySet[Review]:
    return Review.objects.visible_to(user).select_related("case__person", "case__plan")


def parties_known(user: User) -> QuerySet[Participant]:
    return Participant.objects.visible_to(user).select_related("review__case__person", "seat__team__organisation")


def requests_of_opened(user: User) -> QuerySet[PersonalRequest]:
    return PersonalRequest.objects.visible_to(user).select_related("case__person", "link__representative", "recipient")


def links_of_opened(user: User) -> QuerySet[CaseLink]:
    return CaseLink.objects.concerned().filter(case__in=Case.objects.visible_to(user))


def opened_links(user: User) -> QuerySet[CaseLink]:
    return CaseLink.objects.concerned().in_force().filter(case__in=Case.objects.visible_to(user))


def answers_seen(user: User) -> QuerySet[SignOff]:
    return SignOff.objects.visible_to(user).select_related("case__person", "version", "organisation", "representative")


def documents_seen(user: User) -> QuerySet[Document]:
    """Without their bytes, which are fetched by whoever hands them out."""
    rows = Document.objects.visible_to(user).defer("stored__content", "stored__preview")
    return rows.select_related("case__person", "author", "author_team", "stored", "sign_off__version")


def answerable(user: User) -> QuerySet[CircleMembership]:
    """Answered ones too: whoever comes after a colleague is told so."""
    return CircleMembership.objects.of(user).select_related("case")


def held(user: User) -> QuerySet[CircleMembership]:
    return CircleMembership.objects.held_by(user).select_related("case")

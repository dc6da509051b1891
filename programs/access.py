"""Who may do what with services and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cases.access import may_change
from common.access import verb
from organisations.access import administered
from organisations.models import TeamMembership
from programs.models import Attendance, Service, ServiceQuestion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def services_of(user: User) -> QuerySet[Service]:
    """Services of the associations this person administers, or that are in their care."""
    return Service.objects.filter(organisation__in=administered(user)) | Service.objects.cared_for_by(user)


def questions_of(user: User) -> QuerySet[ServiceQuestion]:
    """The questions of these services, those no longer asked among them."""
    return ServiceQuestion.objects.filter(service__in=services_of(user)).select_related("service__organisation")


def is_member(user: User, found: Any) -> bool:
    """with a membership"""
    return TeamMembership.objects.of(user).exists()


def service_of(found: Service | ServiceQuestion) -> Service:
    return found.service if isinstance(found, ServiceQuestion) else found


def administers(user: User, found: Service | ServiceQuestion) -> bool:
    """of the service's association"""
    return administered(user).filter(pk=service_of(found).organisation_id).exists()


def administers_somewhere(user: User, found: Any) -> bool:
    """of the association"""
    return administered(user).exists()


def has_care(user: User, found: Service | ServiceQuestion) -> bool:
    """who was given the care of it"""
    return Service.objects.cared_for_by(user).filter(pk=service_of(found).pk).exists()


def wrote_today(user: User, attendance: Attendance) -> bool:
    """who logged it, the same day"""
    return attendance.author_id == user.pk


verb("programs.see_directory", _("See the services of the network"), member=is_member, org_admin=administers_somewhere)
verb("programs.log_session", _("Log a session"), member=is_member)
verb(
    "programs.correct_session",
    _("Correct one's own session, the same day"),
    rows=Attendance.objects.visible_to,
    member=wrote_today,
)
verb(
    "programs.mark_session",
    _("Say what of one's own session the young person and the representatives read by their links"),
    rows=Attendance.objects.visible_to,
    member=may_change,
)
verb("programs.add_service", _("Add a service"), org_admin=administers_somewhere)
verb(
    "programs.change_service",
    _("Change a service's entry, places and questions"),
    rows=services_of,
    org_admin=administers,
    member=has_care,
)
verb(
    "programs.change_question",
    _("Change, move or remove a question of a service"),
    rows=questions_of,
    org_admin=administers,
    member=has_care,
)
verb("programs.give_care", _("Give the care of a service"), rows=services_of, org_admin=administers)

"""The directory, and who takes care of its entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

from accounts.models import User
from cases.needs import vocabulary
from common.areas import NAMED_AREA_CHOICES
from organisations.models import NetworkRole, Organisation, OrganisationRole, TeamMembership
from programs.models import Service, ServiceUserObjectPermission

if TYPE_CHECKING:
    from accounts.models import User as Reader


def networks_of(user: Reader) -> list[Any]:
    """The networks of whoever belongs to an association of theirs."""
    memberships = TeamMembership.objects.of(user).values("team__organisation")
    roles = OrganisationRole.objects.in_force().filter(user=user).values("organisation")
    own = Organisation.objects.filter(pk__in=memberships) | Organisation.objects.filter(pk__in=roles)
    administered = NetworkRole.objects.in_force().filter(user=user).values_list("network", flat=True)
    return [*own.values_list("network", flat=True), *administered]


class DirectoryFilter:
    """Codes of the query string: an area, places free. Anything else is as if not given."""

    def __init__(self, params: Any) -> None:
        areas = {str(area): label for area, label in NAMED_AREA_CHOICES}
        self.areas = NAMED_AREA_CHOICES
        self.area = int(params["area"]) if params.get("area") in areas else 0
        self.free = params.get("free") == "1"

    def apply(self, user: Reader) -> QuerySet[Service]:
        self.cared = set(Service.objects.cared_for_by(user).values_list("pk", flat=True))
        services = Service.objects.filter(organisation__network__in=networks_of(user))
        if self.area:
            codes = [need.code for need in vocabulary().values() if need.area == self.area]
            services = services.filter(needs__code__in=codes).distinct()
        if self.free:
            services = services.filter(capacity__free__gt=0)
        services = services.select_related("organisation", "team", "territory").annotate(
            free_places=F("capacity__free"), places_said_at=F("capacity__said_at")
        )
        return services.order_by("-is_open", "organisation__name", "name", "pk")


def carers_of(service: Service) -> QuerySet[User]:
    """The people the care was given to."""
    given = ServiceUserObjectPermission.objects.filter(content_object=service).values("user")
    return User.objects.filter(pk__in=given).order_by("full_name", "pk")

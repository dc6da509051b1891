"""Associations that work together: one network for each thousand young people, as large as one conurbation's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from accounts.models import ActivePeriod, User
from common import clock
from common.areas import ALL_AREAS
from organisations.models import (
    Network,
    Organisation,
    PartnershipAgreement,
    PartnershipParty,
    Team,
    TeamMembership,
)
from places.actions import save_territory
from places.models import Commune, Territory
from reporting.models import CoverageTerritory

FILES = 1000
"""Young people of one network."""

ORGANISATIONS, TEAMS = 10, 40
WORKERS, VOLUNTEERS = 2, 1
"""Members of a team bound by secrecy, and not; beside them its manager."""

SINCE = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Staff:
    """One team and its people."""

    team: Team
    workers: list[User]
    volunteer: User
    manager: User


@dataclass(frozen=True, slots=True)
class Place:
    """One network, its teams, and the communes its young people live in."""

    network: Network
    staff: list[Staff]
    communes: list[str]


def add_network(number: int) -> Place:
    """Ten associations of four teams, one agreement between all of them, two territories of real communes."""
    network = Network.objects.create(name=f"Network {number}")
    organisations = Organisation.objects.bulk_create(
        Organisation(network=network, name=f"Association {number}-{n}") for n in range(ORGANISATIONS)
    )
    each = TEAMS // ORGANISATIONS
    teams = Team.objects.bulk_create(
        Team(organisation=organisations[n // each], name=f"Team {n % each}") for n in range(TEAMS)
    )
    sign(organisations)
    territories = add_territories(network, number)
    communes = [code for territory in territories for code in territory.communes.values_list("pk", flat=True)]
    return Place(network, [add_staff(team) for team in teams], communes)


def sign(organisations: list[Organisation]) -> None:
    """One agreement in force between all."""
    since = clock.now() - SINCE
    agreement = PartnershipAgreement.objects.create(
        title="Convention", areas=int(ALL_AREAS), status=PartnershipAgreement.Status.IN_FORCE, valid_from=since
    )
    signer = add_people(["signer"], organisations[0].pk.hex)[0]
    PartnershipParty.objects.bulk_create(
        PartnershipParty(agreement=agreement, organisation=organisation, signed_at=since, signed_by=signer)
        for organisation in organisations
    )


def add_territories(network: Network, number: int) -> list[Territory]:
    """The two columns of the network's grid."""
    department = Commune.objects.order_by("department").values_list("department", flat=True).distinct()[number % 90]
    codes = list(Commune.objects.filter(department=department).order_by("pk").values_list("pk", flat=True)[:20])
    halves = [codes[:10], codes[10:]]
    territories = [save_territory(f"Territory {number}-{n}", half) for n, half in enumerate(halves)]
    CoverageTerritory.objects.bulk_create(
        CoverageTerritory(network=network, territory=territory, position=n) for n, territory in enumerate(territories)
    )
    return territories


def add_staff(team: Team) -> Staff:
    """Two social workers, a volunteer and a manager."""
    roles = ["worker"] * WORKERS + ["volunteer"] * VOLUNTEERS + ["manager"]
    people = add_people([f"{role}{n}" for n, role in enumerate(roles)], team.pk.hex)
    TeamMembership.objects.bulk_create(
        TeamMembership(
            user=user,
            team=team,
            role=TeamMembership.Role.MANAGER if role == "manager" else TeamMembership.Role.MEMBER,
            is_bound=role == "worker",
            valid_from=clock.now() - SINCE,
        )
        for user, role in zip(people, roles, strict=True)
    )
    return Staff(team, people[:WORKERS], people[WORKERS], people[-1])


def add_people(names: list[str], where: str) -> list[User]:
    """Accounts without a password: nobody signs in with one here."""
    language = settings.LANGUAGE_CODE
    people = User.objects.bulk_create(
        User(full_name=name.title(), email=f"{name}@{where}.invalid", password="!", language=language)  # noqa: S106
        for name in names
    )
    ActivePeriod.objects.bulk_create(ActivePeriod(user=user, valid_from=clock.now() - SINCE) for user in people)
    return people

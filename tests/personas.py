"""The cast of every test: one file led by Cap Ouvert, and who may see what of it."""

from dataclasses import dataclass, field
from typing import Any

from cases.models import Case
from common.areas import Area, Level, with_general
from organisations.models import OrganisationRole
from tests.factories.cases import CaseFactory, lead, seat, share
from tests.factories.organisations import (
    MembershipFactory,
    NetworkFactory,
    NetworkRoleFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
    TeamFactory,
    UserFactory,
    partnership,
)

NAMES = {
    "cap": "Cap Ouvert",
    "voisins": "Voisins du Lycée",
    "lien": "La Maison du Lien",
    "binomes": "Binômes du Val",
    "toit": "Toit Partagé",
}


@dataclass
class World:
    """Associations, teams and people by short name, and the file they share."""

    network: Any
    organisations: dict[str, Any] = field(default_factory=dict)
    teams: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    case: Case | None = None

    def __getattr__(self, name: str) -> Any:
        if name in self.__dict__.get("people", {}):
            return self.people[name]
        raise AttributeError(name)


def build() -> World:
    """social_worker leads; psychologist, teacher and mentor have seats; the others have none.

    `intake` belongs to the psychologist's team, `stranger` to Toit Partagé, which has no part in the file.
    """
    world = World(network=NetworkFactory(name="Val-Serein"))
    for short, name in NAMES.items():
        world.organisations[short] = OrganisationFactory(network=world.network, name=name)
        world.teams[short] = TeamFactory(organisation=world.organisations[short], name=f"Équipe {name}")
    cast = {
        "social_worker": ("cap", {"bound": True}),
        "manager": ("cap", {"manager": True}),
        "psychologist": ("lien", {"bound": True}),
        "intake": ("lien", {"bound": True}),
        "teacher": ("voisins", {}),
        "mentor": ("binomes", {}),
        "stranger": ("toit", {"bound": True}),
    }
    for short, (team, traits) in cast.items():
        world.people[short] = UserFactory(full_name=short.replace("_", " ").title(), email=f"{short}@example.org")
        MembershipFactory(user=world.people[short], team=world.teams[team], **traits)
    for short, role in (("org_admin", OrganisationRole.Role.ADMIN), ("dpo", OrganisationRole.Role.DPO)):
        world.people[short] = UserFactory(full_name=short.title(), email=f"{short}@example.org")
        OrganisationRoleFactory(user=world.people[short], organisation=world.organisations["cap"], role=role)
    world.people["network_admin"] = UserFactory(full_name="Network Admin", email="network_admin@example.org")
    NetworkRoleFactory(user=world.people["network_admin"], network=world.network)
    world.case = shared_file(world)
    return world


def shared_file(world: World) -> Case:
    """A file led by Cap Ouvert, shared with three partners under one agreement between associations."""
    case = CaseFactory(leading_team=world.teams["cap"])
    partnership(*(world.organisations[short] for short in ("cap", "voisins", "lien", "binomes")))
    lead(case, world.social_worker)
    seats = {
        "cap": (Level.COORDINATION, 2047),
        "lien": (Level.COORDINATION, with_general(Area.MENTAL_HEALTH | Area.EDUCATION)),
        "voisins": (Level.PRACTICAL, with_general(Area.EDUCATION)),
        "binomes": (Level.PRACTICAL, with_general(Area.EDUCATION | Area.LEISURE_CULTURE_SPORT)),
    }
    for short, (level, areas) in seats.items():
        seat(case, team=world.teams[short], level=level, areas=areas)
        if short != "cap":
            share(case, world.organisations[short], areas=areas, by=world.social_worker)
    return case

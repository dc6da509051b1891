"""The invented network's associations and people, brought in through the product's own doors."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accounts.models import User
from common.areas import ALL_AREAS, Area, with_general
from organisations.actions import invitations, partnerships, structure
from organisations.actions.decisions import settle_decision
from organisations.models import Decision, Network, Organisation, Team
from places.actions import save_territory
from programs.actions import give_care, save_service
from reporting.actions import choose_territories

PLAN: dict[str, Any] = tomllib.loads((Path(__file__).parent / "network.toml").read_text(encoding="utf-8"))
HOMES: dict[str, str] = {team: key for key, plan in PLAN["organisations"].items() for team in plan["teams"]}


def team_of(name: str) -> str:
    """The team somebody works in; a team's own name stands for itself."""
    return str(PLAN["people"][name][2] if name in PLAN["people"] else name)


@dataclass
class Cast:
    """Who and what there is, by the short names of network.toml."""

    network: Network
    organisations: dict[str, Organisation] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def team(self, name: str) -> Team:
        return self.teams[team_of(name)]

    def seat_of(self, name: str) -> dict[str, Any]:
        """The usual seat of a team in a circle."""
        plan = PLAN["organisations"][HOMES[team_of(name)]]
        named = sum(Area[area.upper()] for area in plan["areas"])
        seat = {"team": self.team(name), "purpose": "contribute", "areas": with_general(named)}
        return seat | {"level": plan["level"], "function": plan["function"]}

    def administrator(self, key: str) -> User:
        found = (slug for slug, (*_who, place, role) in PLAN["people"].items() if (place, role) == (key, "admin"))
        return self.people[next(found)]


def assemble() -> Cast:
    """Network, associations, people, the agreement between them, what they offer, the grid of the figures."""
    cast = Cast(Network.objects.create(name=PLAN["name"]))
    for slug, (name, job, place, role) in PLAN["people"].items():
        if place in PLAN["organisations"] and place not in cast.organisations:
            title, by = PLAN["organisations"][place]["name"], cast.people["network-admin"]
            cast.organisations[place] = structure.create_organisation(network=cast.network, name=title, by=by)
        cast.people[slug] = welcome(cast, slug, name, job, place, role)
        if role == "admin":
            for team, title in PLAN["organisations"][place]["teams"].items():
                organisation, by = cast.organisations[place], cast.people[slug]
                cast.teams[team] = structure.create_team(organisation=organisation, name=title, by=by)
    partner(cast, PLAN["partnership"], ALL_AREAS, list(cast.organisations), signed=len(cast.organisations))
    offer(cast)
    territories = [save_territory(name, codes) for name, codes in PLAN["territories"].items()]
    choose_territories(cast.network, territories, by=cast.people["network-admin"])
    return cast


def welcome(cast: Cast, slug: str, name: str, job: str, place: str, role: str) -> User:
    """Invited by whoever may, then accepted."""
    invitation = invite(cast, f"{slug}@demo.invalid", job, place, role)
    user = invitations.accept_invitation(invitation=invitation, full_name=name)
    for decision in Decision.objects.open().filter(user=user):
        settle_decision(decision=decision, confirmed=True, by=cast.people["network-admin"])
    return user


def invite(cast: Cast, email: str, job: str, place: str, role: str) -> Any:
    """Into the network, an association's role, or a team as its manager, or bound by secrecy, or neither."""
    if role == "network":
        return invitations.invite_network_admin(network=cast.network, email=email)
    if role in ("admin", "dpo"):
        by = cast.people["network-admin" if role == "admin" else "org-admin"]
        return invitations.invite_to_role(organisation=cast.organisations[place], role=role, email=email, by=by)
    terms = {"role": "manager" if role == "manager" else "member", "is_bound": role == "bound", "job_title": job}
    by = cast.administrator(HOMES[place])
    return invitations.invite_member(team=cast.teams[place], email=email, by=by, **terms)


def partner(cast: Cast, title: str, areas: Area, keys: list[str], signed: int, ends_on: dt.date | None = None) -> None:
    """An agreement proposed by the first of these associations, signed by the first few."""
    parties = [cast.organisations[key] for key in keys]
    terms: dict[str, Any] = {"title": title, "areas": int(areas), "organisations": parties, "ends_on": ends_on}
    agreement = partnerships.propose_partnership(by=cast.administrator(keys[0]), **terms)
    for key, party in list(zip(keys, parties, strict=True))[:signed]:
        partnerships.sign_partnership(agreement=agreement, organisation=party, by=cast.administrator(key))


def offer(cast: Cast) -> None:
    """The services of the teams, and who keeps them up to date."""
    for short, name in PLAN["services"].items():
        by, team = cast.administrator(HOMES[short]), cast.teams[short]
        needs = [code for plot in PLAN["plots"].values() if team_of(plot["who"]) == short for code in plot["code"]]
        terms = {"team": team, "name": name, "min_age": 11, "max_age": 25} | PLAN["terms"].get(short, {})
        give_care(save_service(team.organisation, by=by, needs=needs, **terms), by=by, team=team)

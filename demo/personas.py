"""Who one may be in the demo: one card each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody of the invented network. `organisation` is a short name of `network.toml`; `role` is theirs there."""

    slug: str
    name: _StrPromise | str
    organisation: str
    role: str
    job: _StrPromise | str
    does: _StrPromise | str

    @property
    def email(self) -> str:
        return f"{self.slug}@demo.invalid"

    @property
    def has_account(self) -> bool:
        return self.role != "link"


PERSONAS = (
    Persona(
        "social-worker",
        "Claire Morel",
        "cap",
        "bound",
        _("Lead professional, Cap Ouvert"),
        _("Keeps the plan of the young people she accompanies true, and brings their circle together."),
    ),
    Persona(
        "mentor",
        "Théo Garnier",
        "binomes",
        "member",
        _("Volunteer mentor, Binômes du Val"),
        _("Notes a session from his telephone; sees what is practical, nothing more."),
    ),
    Persona(
        "teacher",
        "Karim Aubry",
        "voisins",
        "member",
        _("Teacher, Voisins du Lycée"),
        _("Sees what concerns school, and accepts the actions proposed to his team."),
    ),
    Persona(
        "psychologist",
        "Amel Haddad",
        "lien",
        "bound",
        _("Psychologist, La Maison du Lien"),
        _("Bound by secrecy; what she writes for her team stays in her team."),
    ),
    Persona(
        "intake",
        "Inès Roy",
        "lien",
        "bound",
        _("Intake, La Maison du Lien"),
        _("Answers the referrals sent to the team, within a known time."),
    ),
    Persona(
        "manager",
        "Ibrahim Diallo",
        "cap",
        "manager",
        _("Manager, Cap Ouvert"),
        _("Sees delays, uncovered needs, files without a lead; opens no file."),
    ),
    Persona(
        "org-admin",
        "Zoé Lambert",
        "cap",
        "admin",
        _("Administrator, Cap Ouvert"),
        _("Members, teams, services, agreements with other associations."),
    ),
    Persona(
        "dpo",
        "Noé Petit",
        "cap",
        "dpo",
        _("Data protection officer, Cap Ouvert"),
        _("Who saw what, consents, retention: answers in minutes."),
    ),
    Persona(
        "network-admin",
        "Hugo Lemaire",
        "",
        "network",
        _("Administrator of the network Val-Serein"),
        _("Creates associations and publishes the figures of the network; sees no file."),
    ),
)

PARTNER = Persona(
    "partner-by-link",
    "Le Fil des Mots",
    "",
    "link",
    _("An association without an account"),
    _("Joins when this card is opened; answers a referral by its link: sees the preview, then whom to reach, no more."),
)
YOUNG_PERSON = Persona(
    "young-person",
    "Lou",
    "",
    "link",
    _("Accompanied by Claire Morel, without an account"),
    _("Reads the plan in plain words, adds their own, sees who looked, objects, signs: by a personal link."),
)
CARDS = (*PERSONAS, YOUNG_PERSON, PARTNER)

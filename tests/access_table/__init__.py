"""Who gets which answer from which address. One module an app: ROWS, and KWARGS to fill the address from the world.

A row is a `page` (read), a `form` (read and sent) or a `button` (sent), and answers everybody, for GET and for POST.
What is sent is empty: 200 is the form again, 302 that it was done.
"""

from cases.models import Block
from organisations.models import OrganisationRole
from tests.factories.organisations import MembershipFactory, OrganisationRoleFactory, UserFactory

PERSONAS = {
    "anonymous": "nobody signed in",
    "social_worker": "leads the file",
    "colleague": "bound member of the leading team, does not lead",
    "psychologist": "bound, of a partner seated for coordination",
    "teacher": "of a partner seated for what is practical",
    "mentor": "volunteer of another partner",
    "blocked": "the psychologist's colleague, with a conflict of interest in this file",
    "stranger": "bound, of an association with no part in the file",
    "manager": "manages the leading team",
    "bound_manager": "manages the leading team and is bound",
    "org_admin": "administers the leading association",
    "dpo": "protects the data of the leading association",
    "partner_dpo": "protects those of the psychologist's",
    "other_dpo": "protects those of the stranger's",
    "network_admin": "coordinates the network",
}
GROUPS = {
    "seated": ("social_worker", "colleague", "psychologist", "teacher", "mentor", "bound_manager"),
    "managers": ("manager", "bound_manager"),
    "dpos": ("dpo", "partner_dpo", "other_dpo"),
    "offices": ("org_admin", "dpo", "partner_dpo", "other_dpo", "network_admin"),
}
"""`seated`: a way into the file. `offices`: a role without files."""


def complete(world):
    """The cast, with those who differ from it by one fact."""
    people, cap, lien, toit = (world.people, *(world.teams[name] for name in ("cap", "lien", "toit")))
    for name in PERSONAS:
        if name != "anonymous" and name not in people:
            people[name] = UserFactory(full_name=name.replace("_", " ").title(), email=f"{name}@example.org")
    MembershipFactory(user=world.colleague, team=cap, bound=True)
    MembershipFactory(user=world.bound_manager, team=cap, bound=True, manager=True)
    MembershipFactory(user=world.blocked, team=lien, bound=True)
    Block.objects.create(case=world.case, user=world.blocked, reason=Block.Reason.FAMILY, recorded_by=world.dpo)
    for name, team in (("partner_dpo", lien), ("other_dpo", toit)):
        role = OrganisationRole.Role.DPO
        OrganisationRoleFactory(user=people[name], organisation=team.organisation, role=role)
    return world


def cells(default, **exceptions):
    """One answer for everybody signed in, but for the personas and groups named; the last named counts."""
    row = {"anonymous": 302} | dict.fromkeys(list(PERSONAS)[1:], default)
    for name, code in exceptions.items():
        row |= dict.fromkeys(GROUPS.get(name, (name,)), code)
    return row


def done(row):
    """The same, where what is asked is done at once."""
    return {persona: 302 if code == 200 else code for persona, code in row.items()}


def refused(row):
    """A method the address does not know: said to whoever need not sign in first."""
    return {persona: code if persona == "anonymous" and code == 302 else 405 for persona, code in row.items()}


def page(get):
    return {"GET": get, "POST": refused(get)}


def form(get, post=None):
    return {"GET": get, "POST": post or get}


def button(post, get=None):
    return {"GET": get or refused(post), "POST": post}


PUBLIC = cells(200, anonymous=200)
SEATED = cells(404, seated=200)
"""Whoever may open the file; for the others it does not exist."""

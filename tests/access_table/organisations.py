"""Who may ask what of associations: the pages of Cap Ouvert and of its team."""

from common import clock
from organisations.actions import absences, decisions, invitations, partnerships, structure
from organisations.models import OrganisationRole, PartnershipAgreement, TeamMembership
from tests.access_table import PUBLIC, button, cells, done, form, page

STAFF = cells(404, managers=200, org_admin=200)
"""Those of the team and of its association."""
ADMIN = cells(404, managers=403, org_admin=200)
OWN_ADMIN = cells(404, org_admin=200)
PARTY = cells(404, org_admin=200, dpo=200, partner_dpo=200)
SIGNER = cells(404, org_admin=200, dpo=403, partner_dpo=403)
COORDINATION = cells(403, network_admin=200)
DECIDER = cells(404, org_admin=200, network_admin=403)


def organisation(world):
    return {"pk": world.organisations["cap"].pk}


def team(world):
    return {"pk": world.teams["cap"].pk}


def membership(world):
    return {"pk": TeamMembership.objects.of(world.social_worker).get().pk}


def role(world):
    return {"pk": OrganisationRole.objects.get(user=world.dpo).pk}


def invitation(world):
    made = invitations.invite_member(team=world.teams["cap"], email="new@example.org", by=world.manager)
    return {"pk": made.pk}


def link(world):
    made = invitations.invite_member(team=world.teams["cap"], email="new@example.org", by=world.manager)
    return {"token": made.token}


def decision(world):
    about = TeamMembership.objects.of(world.social_worker).get()
    return {"pk": decisions.ask_decision(kind="second_factor", reason="lost", about=about, by=world.manager).pk}


def agreement(world):
    return {"pk": PartnershipAgreement.objects.get().pk}


def absence(world):
    days = {"first_on": clock.today(), "last_on": clock.today() + 7 * clock.DAY}
    return {"pk": absences.declare_absence(world.teams["cap"], by=world.manager, **days).pk}


def without_account(world):
    """An association that answers by link, and its team."""
    names = {"name": "Le Fil des Mots", "team": "Atelier d’écriture", "email": "atelier@fil.example"}
    return structure.record_association(network=world.network, by=world.network_admin, **names)


def unsigned(world):
    """Its part of an agreement that it signs on paper."""
    parties = [world.organisations["cap"], without_account(world)]
    proposal = {"title": "Écrire", "areas": 1, "organisations": parties}
    return partnerships.propose_partnership(by=world.org_admin, **proposal).parties.get(organisation=parties[1])


ROWS = {
    "organisations:network": page(COORDINATION),
    "organisations:create": form(COORDINATION),
    "organisations:association_record": form(COORDINATION),
    "organisations:address_correct": form(cells(404, network_admin=200)),
    "organisations:organisations": page(cells(403, managers=302, org_admin=302)),
    "organisations:organisation": page(STAFF),
    "organisations:review_pace": form(ADMIN),
    "organisations:team_add": form(ADMIN),
    "organisations:absence_declare": form(ADMIN),
    "organisations:team_absence": form(STAFF),
    "organisations:absence_end": button(done(STAFF)),
    "organisations:role_invite": form(cells(404, org_admin=200, network_admin=200)),
    "organisations:team": page(STAFF),
    "organisations:team_rename": form(ADMIN),
    "organisations:team_dissolve": form(ADMIN, done(ADMIN)),
    "organisations:member_invite": form(STAFF),
    "organisations:invitation_resend": button(done(STAFF)),
    "organisations:invitation_cancel": button(done(STAFF)),
    "organisations:invitation": form(PUBLIC),
    "organisations:membership_change": form(STAFF),
    "organisations:membership_end": form(STAFF, done(STAFF)),
    "organisations:member_reset": form(STAFF),
    "organisations:role_end": form(OWN_ADMIN, done(OWN_ADMIN)),
    "organisations:holder_reset": form(OWN_ADMIN),
    "organisations:decision": form(DECIDER),
    "organisations:partnerships": page(cells(403, org_admin=200, dpos=200)),
    "organisations:partnership_propose": form(cells(403, org_admin=200)),
    "organisations:partnership": page(PARTY),
    "organisations:partnership_sign": button(done(SIGNER)),
    "organisations:signature_note": form(cells(404, org_admin=200)),
    "organisations:partnership_take_back": button(done(SIGNER)),
    "organisations:partnership_again": button(done(SIGNER)),
    "organisations:partnership_end": form(SIGNER, done(SIGNER)),
}

KWARGS = (
    dict.fromkeys(
        (
            f"organisations:{name}"
            for name in ("organisation", "review_pace", "team_add", "role_invite", "absence_declare")
        ),
        organisation,
    )
    | {f"organisations:{name}": team for name in ("team", "team_rename", "team_dissolve", "member_invite")}
    | {"organisations:team_absence": team, "organisations:absence_end": absence}
    | {f"organisations:{name}": invitation for name in ("invitation_resend", "invitation_cancel")}
    | {f"organisations:{name}": membership for name in ("membership_change", "membership_end", "member_reset")}
    | {f"organisations:{name}": role for name in ("role_end", "holder_reset")}
    | {f"organisations:{name}": agreement for name in ("partnership", "partnership_sign", "partnership_take_back")}
    | {f"organisations:{name}": agreement for name in ("partnership_again", "partnership_end")}
    | {"organisations:invitation": link, "organisations:decision": decision}
    | {"organisations:address_correct": lambda world: {"pk": without_account(world).pk}}
    | {"organisations:signature_note": lambda world: {"pk": unsigned(world).pk}}
)

"""The only way in: its links, and what each opens."""

import datetime as dt
import re
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from accounts.actions import deactivate_account
from accounts.models import User
from notifications.models import Letter
from organisations.actions import invitations, structure
from organisations.actions.invitations import InvitationRefusal, accept_invitation
from organisations.models import Decision, Invitation, NetworkRole, OrganisationRole, TeamMembership
from organisations.views import entering
from tests.conftest import NOW

PASSWORD = "une phrase de passe assez longue"
NEW = "nouvelle@example.org"


@pytest.fixture
def invited(world):
    return invitations.invite_member(team=world.teams["cap"], email=NEW, by=world.manager, job_title="Éducatrice")


def link(invitation):
    return f"/invitation/{invitation.token}/"


def test_a_link_opens_an_account_and_a_membership_once(invited, client):
    assert "Éducatrice" not in client.get(link(invited)).content.decode()
    answer = client.post(link(invited), {"full_name": "Ana Silva", "password": PASSWORD}, follow=True)
    assert "Votre compte est ouvert" in answer.content.decode()
    membership = TeamMembership.objects.of(User.objects.get(email=NEW)).get()
    assert (membership.team, membership.role, membership.is_bound) == (invited.team, "member", False)
    assert client.get(link(invited)).status_code == 404
    with pytest.raises(InvitationRefusal):
        accept_invitation(invitation=invited, full_name="Autre", password=PASSWORD)


def test_reading_the_page_accepts_nothing(invited, client):
    for _ in range(3):
        assert client.get(link(invited)).status_code == 200
    assert Invitation.objects.pending().count() == 1
    assert not User.objects.filter(email=NEW).exists()


@pytest.mark.parametrize(
    ("full_name", "password", "said"),
    [
        ("", PASSWORD, "obligatoire"),
        ("Ana", "trop court", "14"),
        ("Ana", "12345678901234567", "numérique"),
        ("Ana Silva", "1q2w3e4r5t6y7u8i9o0p", "courant"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(invited, client, full_name, password, said):
    answer = client.post(link(invited), {"full_name": full_name, "password": password})
    assert said in answer.content.decode()
    assert not User.objects.filter(email=NEW).exists()


@pytest.mark.parametrize("end", ["late", "cancelled", "resent"])
def test_a_dead_link_opens_nothing_and_says_what_to_do(invited, world, client, at, end):
    dead = link(invited)
    instant = NOW
    if end == "cancelled":
        invitations.cancel_invitation(invitation=invited, by=world.org_admin)
    elif end == "resent":
        invitations.resend_invitation(invitation=invited, by=world.org_admin)
    else:
        instant = invited.sent_at + dt.timedelta(days=14)
    with at(instant):
        answer = client.get(dead)
    assert answer.status_code == 404
    assert "n’ouvre rien" in answer.content.decode()


def test_sending_again_gives_a_new_link(invited, world, client):
    old = invited.token
    again = invitations.resend_invitation(invitation=invited, by=world.org_admin)
    assert again.token != old
    assert client.get(link(again)).status_code == 200


def test_inviting_the_same_address_twice_leaves_one_open(invited, world):
    invitations.invite_member(team=world.teams["cap"], email=NEW.upper(), by=world.manager)
    assert Invitation.objects.pending().filter(email=NEW).count() == 1


def test_an_open_account_accepts_signed_in_and_nobody_else_for_it(world, as_, client):
    invitation = invitations.invite_member(team=world.teams["toit"], email=world.mentor.email, by=world.stranger)
    assert "a déjà un compte" in client.get(link(invitation)).content.decode()
    assert client.post(link(invitation), {"full_name": "X", "password": PASSWORD}).status_code == 200
    assert as_(world.teacher).post(link(invitation)).status_code == 200
    assert not TeamMembership.objects.of(world.mentor).filter(team=world.teams["toit"]).exists()
    assert as_(world.mentor).post(link(invitation)).status_code == 302
    assert TeamMembership.objects.of(world.mentor).filter(team=world.teams["toit"]).exists()


def test_a_closed_account_opens_again_with_a_new_password(world):
    deactivate_account(world.mentor)
    invitation = invitations.invite_member(team=world.teams["toit"], email=world.mentor.email, by=world.stranger)
    user = accept_invitation(invitation=invitation, full_name="", password=PASSWORD)
    assert user == world.mentor
    assert user.is_active
    assert user.check_password(PASSWORD)


def test_a_claimed_secrecy_waits_for_a_second_person(world):
    invitation = invitations.invite_member(team=world.teams["cap"], email=NEW, by=world.manager, is_bound=True)
    user = accept_invitation(invitation=invitation, full_name="Ana", password=PASSWORD)
    assert not TeamMembership.objects.of(user).get().is_bound
    assert Decision.objects.open().get().asked_by == world.manager


def test_the_link_is_stored_nowhere_but_in_the_letter_until_it_is_sent(invited):
    assert invited.token not in str(Invitation.objects.values().get())
    assert Letter.objects.get().path == link(invited)


def test_roles_are_entered_by_invitation_too(world):
    for role in ("admin", "dpo"):
        invitation = invitations.invite_to_role(
            organisation=world.organisations["toit"], role=role, email=f"{role}@toit.example", by=world.network_admin
        )
        user = accept_invitation(invitation=invitation, full_name=role, password=PASSWORD)
        assert OrganisationRole.objects.in_force().get(user=user).role == role


def test_the_first_administrator_gets_a_link_that_works(db, client):
    said = StringIO()
    call_command("first_admin", "premiere@example.org", network="Val-Serein", stdout=said)
    path = re.search(r"/invitation/\S+", said.getvalue()).group()
    client.post(path, {"full_name": "Première", "password": PASSWORD})
    assert NetworkRole.objects.in_force().get().user.email == "premiere@example.org"
    with pytest.raises(CommandError, match="already"):
        call_command("first_admin", "seconde@example.org")
    with pytest.raises(CommandError, match="not an e-mail"):
        call_command("first_admin", "pas une adresse", again=True)


@pytest.mark.parametrize("again", ["renvoyer", "annuler"])
def test_a_button_pressed_after_it_was_cancelled_says_so(invited, world, as_, again):
    browser = as_(world.org_admin)
    browser.post(f"/invitations/{invited.pk}/annuler/")
    answer = browser.post(f"/invitations/{invited.pk}/{again}/", follow=True)
    assert answer.status_code == 200
    assert "entre-temps" in answer.content.decode()


def test_nobody_invites_themselves(world, as_):
    typed = {"email": world.org_admin.email.upper(), "role": "manager"}
    answer = as_(world.org_admin).post(f"/equipes/{world.teams['cap'].pk}/inviter/", typed)
    assert "Quelqu’un d’autre" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_nobody_enters_a_dissolved_team(invited, world, client, as_):
    structure.dissolve_team(team=world.teams["cap"], by=world.org_admin)
    assert client.get(link(invited)).status_code == 404
    typed = {"email": "autre@example.org", "role": "member"}
    answer = as_(world.org_admin).post(f"/equipes/{world.teams['cap'].pk}/inviter/", typed)
    assert "n’existe plus" in answer.content.decode()


def test_who_is_faster_enters_and_the_other_page_says_it_is_over(invited, rf):
    request = rf.post(link(invited))
    request.user = AnonymousUser()
    accept_invitation(invitation=invited, full_name="Ana", password=PASSWORD)
    answer = entering.accepted(request, invited, "", "home", full_name="Autre", password=PASSWORD)
    assert answer.status_code == 404
    assert User.objects.get(email=NEW).full_name == "Ana"


def test_signed_in_as_somebody_else_one_signs_out_first(invited, world, as_):
    browser = as_(world.teacher)
    page = browser.get(link(invited)).content.decode()
    assert "Vous déconnecter" in page or "Se déconnecter" in page
    browser.post(link(invited), {"full_name": "Ana", "password": PASSWORD})
    assert not User.objects.filter(email=NEW).exists()
    out = browser.post(f"/comptes/deconnexion/?next={link(invited)}")
    assert out.url == link(invited)
    assert "full_name" in browser.get(link(invited)).content.decode()

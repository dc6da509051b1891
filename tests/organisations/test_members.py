"""Memberships and roles: changed, ended, decided by two people."""

import pytest

from accounts.models import User
from audit.models import Event
from cases.models import Lead
from notifications.models import Notice
from organisations.actions import decisions, memberships, structure
from organisations.actions.decisions import DecisionRefusal
from organisations.actions.memberships import MembershipRefusal
from organisations.models import Decision, OrganisationRole, TeamMembership
from tests.factories.organisations import MembershipFactory, OrganisationRoleFactory, UserFactory


def membership_of(user):
    return TeamMembership.objects.of(user).get()


@pytest.fixture
def second_admin(world):
    user = UserFactory()
    OrganisationRoleFactory(user=user, organisation=world.organisations["cap"], role="admin")
    return user


def test_an_ended_member_is_signed_out_and_sees_nothing_at_once(world, as_, client):
    browser = as_(world.mentor)
    address = world.case.get_absolute_url()
    assert browser.get(address).status_code == 200
    memberships.end_membership(membership=membership_of(world.mentor), by=world.stranger)
    assert browser.get(address).status_code == 302
    world.mentor.refresh_from_db()
    assert not world.mentor.is_active
    client.force_login(world.teacher)
    assert client.get(address).status_code == 200


def test_who_keeps_another_place_keeps_the_account(world):
    OrganisationRoleFactory(user=world.mentor, organisation=world.organisations["binomes"], role="dpo")
    memberships.end_membership(membership=membership_of(world.mentor), by=world.stranger)
    world.mentor.refresh_from_db()
    assert world.mentor.is_active
    assert not world.case.is_visible_to(world.mentor)


def test_the_files_of_a_lead_who_leaves_have_none_and_managers_know(world):
    memberships.end_membership(membership=membership_of(world.social_worker), by=world.org_admin)
    assert not Lead.objects.in_force().filter(case=world.case).exists()
    assert Notice.objects.filter(reader=world.manager, kind="cases.lead_lost").exists()


def test_a_change_ends_one_row_and_begins_another_in_the_same_instant(world):
    before = membership_of(world.mentor)
    after = memberships.change_membership(membership=before, by=world.stranger, role="manager", job_title="Pilote")
    before.refresh_from_db()
    assert before.valid_until == after.valid_from
    assert (after.role, after.job_title) == ("manager", "Pilote")
    with pytest.raises(MembershipRefusal):
        memberships.change_membership(membership=before, by=world.stranger, role="member")


def test_a_lead_who_is_no_longer_bound_no_longer_leads(world):
    memberships.change_membership(membership=membership_of(world.social_worker), by=world.org_admin, is_bound=False)
    assert not Lead.objects.in_force().filter(case=world.case).exists()


@pytest.mark.parametrize("act", [memberships.change_membership, memberships.end_membership])
def test_nobody_changes_their_own_membership(world, act):
    with pytest.raises(MembershipRefusal):
        act(membership=membership_of(world.manager), by=world.manager)


def test_secrecy_is_never_declared_by_one_person(world):
    with pytest.raises(MembershipRefusal):
        memberships.change_membership(membership=membership_of(world.mentor), by=world.org_admin, is_bound=True)


SETTLE = {
    "org_admin": "confirmed",
    "manager": "asked it",
    "social_worker": "concerned",
    "dpo": "no",
    "stranger": "no",
    "network_admin": "no",
}


@pytest.mark.parametrize(("who", "fate"), SETTLE.items())
def test_who_may_confirm_what_another_asked(world, who, fate):
    asked = decisions.ask_decision(
        kind="second_factor", reason="lost", about=membership_of(world.social_worker), by=world.manager
    )
    if fate == "confirmed":
        assert decisions.settle_decision(decision=asked, confirmed=True, by=world.people[who]).outcome == "confirmed"
    else:
        with pytest.raises(DecisionRefusal):
            decisions.settle_decision(decision=asked, confirmed=True, by=world.people[who])


def test_an_only_administrator_who_asks_needs_the_network(world, second_admin):
    asked = decisions.ask_decision(kind="bound", about=membership_of(world.manager), by=world.org_admin)
    with pytest.raises(DecisionRefusal):
        decisions.settle_decision(decision=asked, confirmed=True, by=world.network_admin)
    OrganisationRole.objects.get(user=second_admin).end()
    role = OrganisationRole.objects.get(user=second_admin)
    memberships.end_role(role=role, by=world.org_admin)
    decisions.settle_decision(decision=asked, confirmed=True, by=world.network_admin)
    assert membership_of(world.manager).is_bound


def test_asked_twice_is_one_and_settled_once(world):
    for _ in range(2):
        asked = decisions.ask_decision(kind="bound", about=membership_of(world.manager), by=world.social_worker)
    decisions.settle_decision(decision=asked, confirmed=False, by=world.org_admin)
    assert not membership_of(world.manager).is_bound
    with pytest.raises(DecisionRefusal):
        decisions.settle_decision(decision=asked, confirmed=True, by=world.org_admin)
    with pytest.raises(DecisionRefusal):
        decisions.ask_decision(kind="bound", about=membership_of(world.manager), by=world.manager)


def test_a_reset_signs_out_and_the_officer_is_told(world, as_):
    browser = as_(world.social_worker)
    asked = decisions.ask_decision(
        kind="second_factor", reason="lost", about=membership_of(world.social_worker), by=world.manager
    )
    decisions.settle_decision(decision=asked, confirmed=True, by=world.org_admin)
    assert browser.get("/").status_code == 302
    assert Notice.objects.filter(reader=world.dpo, kind="organisations.decision_settled").exists()


def test_a_dissolved_team_has_no_member_left(world):
    structure.dissolve_team(team=world.teams["binomes"], by=world.org_admin)
    assert not TeamMembership.objects.of(world.mentor).exists()
    assert not User.objects.get(pk=world.mentor.pk).is_active
    structure.dissolve_team(team=world.teams["binomes"], by=world.org_admin)


def test_the_pages_of_a_decision(world, as_):
    membership = membership_of(world.teacher)
    manager = as_(world.manager)
    assert manager.get(f"/membres/{membership.pk}/").status_code == 404
    membership = membership_of(world.social_worker)
    assert "obligatoire" in manager.post(f"/membres/{membership.pk}/second-facteur/", {"reason": ""}).content.decode()
    manager.post(f"/membres/{membership.pk}/second-facteur/", {"reason": "replaced"})
    asked = Decision.objects.open().get()
    assert manager.get(f"/decisions/{asked.pk}/").status_code == 404
    admin = as_(world.org_admin)
    assert "Social Worker" in admin.get("/").content.decode()
    assert "Social Worker" in admin.get(f"/decisions/{asked.pk}/").content.decode()
    assert admin.post(f"/decisions/{asked.pk}/", {"answer": "yes"}).status_code == 302
    assert Decision.objects.get().outcome == "confirmed"


def test_what_is_asked_follows_a_change_of_role(world):
    asked = decisions.ask_decision(kind="bound", about=membership_of(world.manager), by=world.social_worker)
    memberships.change_membership(membership=membership_of(world.manager), by=world.org_admin, job_title="Cheffe")
    decisions.settle_decision(decision=asked, confirmed=True, by=world.org_admin)
    now = membership_of(world.manager)
    assert (now.is_bound, now.job_title) == (True, "Cheffe")


def test_a_role_ended_twice_ended_once(world, at):
    role = OrganisationRole.objects.get(user=world.dpo)
    ended = memberships.end_role(role=role, by=world.org_admin)
    again = memberships.end_role(role=role, by=world.org_admin)
    assert again.valid_until == ended.valid_until
    assert Event.objects.filter(verb="organisations.role_ended").count() == 1
    assert not User.objects.get(pk=world.dpo.pk).is_active


ELSEWHERE = {
    "/equipes/{team}/": "GET",
    "/equipes/{team}/inviter/": "POST",
    "/equipes/{team}/renommer/": "POST",
    "/equipes/{team}/dissoudre/": "POST",
    "/associations/{organisation}/": "GET",
    "/associations/{organisation}/inviter/": "POST",
    "/associations/{organisation}/equipes/nouvelle/": "POST",
    "/membres/{membership}/": "POST",
    "/membres/{membership}/terminer/": "POST",
    "/membres/{membership}/second-facteur/": "POST",
}


@pytest.mark.parametrize(("address", "method"), ELSEWHERE.items())
@pytest.mark.parametrize("persona", ["org_admin", "manager"])
def test_one_has_no_hand_on_another_association(world, as_, persona, address, method):
    theirs = {"team": world.teams["lien"].pk, "organisation": world.organisations["lien"].pk}
    filled = address.format(**theirs, membership=membership_of(world.intake).pk)
    assert getattr(as_(world.people[persona]), method.lower())(filled).status_code == 404
    assert membership_of(world.intake).holds()


def test_who_signs_in_again_finds_no_file(world, as_, client):
    MembershipFactory(user=world.mentor, team=world.teams["toit"])
    memberships.end_membership(membership=membership_in(world.mentor, "binomes", world), by=world.stranger)
    world.mentor.refresh_from_db()
    assert as_(world.mentor).get("/").status_code == 200
    assert client.get(world.case.get_absolute_url()).status_code == 404


def membership_in(user, short, world):
    return TeamMembership.objects.of(user).get(team=world.teams[short])

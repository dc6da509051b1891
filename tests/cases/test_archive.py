"""What a team wrote stays readable to its bound members after it leaves: by reference, read-only, and nothing else."""

import pytest
from django.core.exceptions import FieldFetchBlocked

from audit.models import View
from cases.actions import circle, plan, sharing
from cases.archive import read_archive
from cases.models import Block, Case, CaseItem, CircleMembership, Note, SharingRecipient
from common.areas import Area, Level
from organisations.actions.memberships import end_membership
from organisations.models import TeamMembership
from programs.actions import log_session
from tests.factories.organisations import MembershipFactory
from vault.actions import destroy_key


@pytest.fixture
def left(world):
    """The psychologist's team wrote three records, the lead's one; then it left."""
    facts = {"area": Area.MENTAL_HEALTH, "level": Level.RESTRICTED}
    plan.add_note(world.case, by=world.psychologist, text="Entretien du matin", **facts)
    plan.add_note(world.case, by=world.intake, text="Entretien du soir", **facts)
    need = plan.add_need(world.case, by=world.intake, code="mental_health.psychological_care", **facts)
    plan.add_note(world.case, by=world.social_worker, text="Note du référent", area=Area.MENTAL_HEALTH, level=2)
    log_session(world.case, by=world.psychologist, held_on="2026-11-20", status="absent", reason="ill")
    seat = CircleMembership.objects.get(case=world.case, team=world.teams["lien"])
    circle.end_seat(seat, by=world.social_worker)
    plan.move_need(need, status="closed", by=world.social_worker)
    world.people["trainee"] = MembershipFactory(team=world.teams["lien"]).user
    world.people["newcomer"] = MembershipFactory(team=world.teams["lien"], bound=True).user
    return world


OWN = ("Entretien du matin", "Entretien du soir", "malade")
READERS = {"psychologist", "intake", "newcomer"}


@pytest.mark.parametrize(
    "persona",
    ["psychologist", "intake", "newcomer", "trainee", "teacher", "mentor", "stranger", "manager", "dpo", "org_admin"],
)
def test_bound_members_of_the_team_read_what_it_wrote_itself(left, as_, persona):
    client, address = as_(left.people[persona]), f"/archives/{left.case.pk}/"
    answer = client.get(address)
    assert answer.status_code == (200 if persona in READERS else 404)
    html = answer.content.decode()
    for text in OWN:
        assert (text in html) == (persona in READERS), text
    listed = client.get("/archives/")
    assert (left.case.reference in listed.content.decode()) == (persona in READERS)


def test_it_holds_no_identity_and_nothing_of_the_others(left, as_):
    html = as_(left.psychologist).get(f"/archives/{left.case.pk}/").content.decode()
    assert left.case.reference in html
    for hidden in ("Lou", "Ferrand", "Villebrune", "2010", "Note du référent", "Cap Ouvert", "Social Worker", "Fermé"):
        assert hidden not in html, hidden
    row = Case.objects.archive_for(left.psychologist).get()
    with pytest.raises(FieldFetchBlocked):
        row.leading_team_id  # noqa: B018  # reading it is the test
    with pytest.raises(FieldFetchBlocked):
        row.person  # noqa: B018


def test_it_is_never_part_of_what_is_visible(left, as_):
    assert not Case.objects.visible_to(left.psychologist).exists()
    assert not Note.objects.visible_to(left.psychologist).exists()
    assert as_(left.psychologist).get(left.case.get_absolute_url()).status_code == 404
    note = Note.objects.archive_for(left.psychologist).first()
    assert as_(left.psychologist).get(f"/ecrit/{note.pk}/historique/").status_code == 404


def test_it_only_reads(left, as_):
    client = as_(left.psychologist)
    assert {client.post(path).status_code for path in ("/archives/", f"/archives/{left.case.pk}/")} == {405}


def test_a_file_still_open_is_read_on_its_own_page_not_in_the_list(left, as_):
    plan.add_note(left.case, by=left.social_worker, text="x", area=1, level=Level.RESTRICTED)
    assert left.case.reference not in as_(left.social_worker).get("/archives/").content.decode()


CLOSED = {
    "a block": lambda world: Block.objects.create(
        case=world.case, user=world.psychologist, reason="family", recorded_by=world.dpo
    ),
    "leaving the team": lambda world: end_membership(
        membership=TeamMembership.objects.get(user=world.psychologist), by=world.org_admin
    ),
}
KEPT = {
    "the agreement withdrawn": lambda world: sharing.withdraw_recipient(
        SharingRecipient.objects.get(organisation=world.organisations["lien"]), by=world.social_worker
    ),
    "every agreement withdrawn": lambda world: [
        sharing.withdraw_recipient(row, by=world.social_worker) for row in SharingRecipient.objects.all()
    ],
}


@pytest.mark.parametrize(("what", "closes"), [*((what, True) for what in CLOSED), *((what, False) for what in KEPT)])
def test_a_block_closes_it_and_nothing_else_while_one_belongs_to_the_team(left, what, closes):
    (CLOSED | KEPT)[what](left)
    assert Case.objects.archive_for(left.psychologist).exists() == (not closes)
    assert Note.objects.archive_for(left.psychologist).exists() == (not closes)
    assert Case.objects.archive_for(left.intake).exists()


def test_after_destruction_the_marker_stands_there_too(left, as_):
    client = as_(left.psychologist)
    destroy_key(person_id=left.case.person_id, by=None, reason="retention")
    html = client.get(f"/archives/{left.case.pk}/").content.decode()
    assert "[effacé]" in html
    assert "Entretien" not in html


def test_the_list_of_files_leads_there_and_reading_is_recorded(left, as_):
    assert 'href="/archives/"' in as_(left.psychologist).get("/jeunes/").content.decode()
    as_(left.psychologist).get(f"/archives/{left.case.pk}/")
    assert View.objects.filter(verb="cases.read_archive", actor_id=left.psychologist.pk, case_id=left.case.pk).exists()


def test_it_costs_a_query_a_kind_of_item(left, django_assert_max_num_queries):
    case = Case.objects.archive_for(left.psychologist).get()
    with django_assert_max_num_queries(len(CaseItem.__subclasses__()) + 1):
        assert len(read_archive(case, left.psychologist)) == 4

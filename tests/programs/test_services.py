"""The directory, its places, and the care of an entry."""

import pytest
from guardian.models import GroupObjectPermission, UserObjectPermission

from programs import actions
from programs.models import Service


@pytest.fixture
def service(world):
    return actions.save_service(
        world.organisations["lien"],
        by=world.org_admin,
        name="Écoute psychologique",
        team=world.teams["lien"],
        needs=["mental_health.someone_to_talk_to"],
    )


def test_whoever_has_the_care_says_the_places_and_nobody_else(world, service, as_):
    address = f"/services/{service.pk}/places/"
    assert as_(world.psychologist).get(address).status_code == 404
    actions.give_care(service, by=world.org_admin, user=world.psychologist)
    assert as_(world.psychologist).post(address, {"places": 6, "free": 2}).status_code == 302
    assert Service.objects.get().capacity.free == 2
    assert as_(world.intake).get(address).status_code == 404
    actions.withdraw_care(service, by=world.org_admin, user=world.psychologist)
    assert as_(world.psychologist).get(address).status_code == 404


def test_the_care_can_be_a_teams(world, service, as_):
    actions.give_care(service, by=world.org_admin, team=world.teams["lien"])
    assert as_(world.intake).get(f"/services/{service.pk}/places/").status_code == 200


def test_the_care_ends_with_the_membership(world, service, as_):
    actions.give_care(service, by=world.org_admin, user=world.psychologist)
    membership = world.psychologist.memberships.get()
    membership.end()
    membership.save()
    assert not Service.objects.cared_for_by(world.psychologist).exists()


def test_the_generic_tables_stay_empty(world, service):
    actions.give_care(service, by=world.org_admin, user=world.psychologist)
    assert not UserObjectPermission.objects.exists()
    assert not GroupObjectPermission.objects.exists()


def test_free_places_cannot_exceed_places(world, service, as_):
    actions.give_care(service, by=world.org_admin, user=world.psychologist)
    answer = as_(world.psychologist).post(f"/services/{service.pk}/places/", {"places": 2, "free": 3})
    assert "free" in answer.context["form"].errors


def test_the_directory_is_one_page_for_every_member(world, service, as_, django_assert_max_num_queries):
    client = as_(world.mentor)
    with django_assert_max_num_queries(14):
        html = client.get("/services/?area=4").content.decode()
    assert "Écoute psychologique" not in client.get("/services/?area=32").content.decode()
    assert "Écoute psychologique" in html

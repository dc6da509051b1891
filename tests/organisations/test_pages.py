"""The pages of associations: what they list, at what cost."""

import pytest

from common import clock
from organisations.models import PartnershipAgreement
from tests.factories.organisations import (
    MembershipFactory,
    OrganisationFactory,
    OrganisationRoleFactory,
    TeamFactory,
    partnership,
)


@pytest.fixture
def many(world):
    """A network of some size, seen from Cap Ouvert."""
    cap, team = world.organisations["cap"], world.teams["cap"]
    for _ in range(12):
        MembershipFactory(team=team)
        TeamFactory(organisation=cap)
        other = OrganisationFactory(network=world.network)
        OrganisationRoleFactory(organisation=other)
        partnership(cap, other)
    return world


PAGES = {
    "/associations/{organisation}/": "org_admin",
    "/equipes/{team}/": "org_admin",
    "/reseau/": "network_admin",
    "/conventions/": "org_admin",
    "/": "org_admin",
}


@pytest.mark.parametrize(("address", "persona"), PAGES.items())
def test_a_page_costs_a_bounded_number_of_queries(many, as_, django_assert_max_num_queries, address, persona):
    filled = address.format(organisation=many.organisations["cap"].pk, team=many.teams["cap"].pk)
    browser = as_(many.people[persona])
    with django_assert_max_num_queries(14):
        assert browser.get(filled).status_code == 200


def test_the_only_association_opens_at_once_and_several_are_listed(world, as_):
    browser = as_(world.org_admin)
    assert browser.get("/associations/").url == f"/associations/{world.organisations['cap'].pk}/"
    OrganisationRoleFactory(user=world.org_admin, organisation=world.organisations["toit"], role="admin")
    page = browser.get("/associations/").content.decode()
    assert "Cap Ouvert" in page
    assert "Toit Partagé" in page


def test_agreements_that_ask_something_come_first(world, as_):
    cap, toit = world.organisations["cap"], world.organisations["toit"]
    for title, status in (("Zéro", "to_sign"), ("Ancienne", "terminated"), ("Brouillon", "draft")):
        row = partnership(cap, toit)
        begun = clock.FOREVER if status in {"to_sign", "draft"} else row.valid_from
        PartnershipAgreement.objects.filter(pk=row.pk).update(title=title, status=status, valid_from=begun)
    page = as_(world.org_admin).get("/conventions/").content.decode()
    places = [page.index(title) for title in ("Zéro", ">Convention</a>", "Brouillon", "Ancienne")]
    assert places == sorted(places)


def test_a_manager_sees_their_team_and_not_the_others(world, as_):
    TeamFactory(organisation=world.organisations["cap"], name="Autre équipe")
    page = as_(world.manager).get(f"/associations/{world.organisations['cap'].pk}/").content.decode()
    assert world.teams["cap"].name in page
    assert "Autre équipe" not in page
    assert "Administration et protection" not in page


def test_a_proposal_names_the_partners_not_oneself(world, as_):
    form = as_(world.org_admin).get("/conventions/nouvelle/").context["form"]
    assert world.organisations["cap"] not in form.fields["partners"].queryset
    assert form.fields["organisation"].widget.is_hidden

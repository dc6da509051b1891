"""What the network publishes, and what an association sees of its own."""

import datetime as dt

import pytest

from cases.actions import closing, plan
from common import clock
from common.areas import Area, Level
from places.models import Territory
from reporting import actions
from reporting.models import CoverageGap, CoverageTerritory, Publication
from tests.factories.cases import CaseFactory, PersonFactory, commune, lead, seat
from tests.factories.organisations import MembershipFactory


@pytest.fixture
def grid(world):
    """Two territories; Villebrune is in the first."""
    for position, (name, code) in enumerate([("Villebrune", "99001"), ("Pont-Serein", "99002")]):
        territory = Territory.objects.create(name=name)
        territory.communes.add(commune(code, name))
        CoverageTerritory.objects.create(network=world.network, territory=territory, position=position)
    return world


def unmet(world, count, code="housing.emergency_shelter", town="99001"):
    """As many files, each with an unmet need."""
    made = []
    for _ in range(count):
        person = PersonFactory(commune=commune(town, "Villebrune"))
        case = CaseFactory(leading_team=world.teams["cap"], person=person)
        seat(case, team=world.teams["cap"])
        need = plan.add_need(case, by=world.social_worker, code=code, area=Area.HOUSING, level=Level.COORDINATION)
        plan.move_need(need, status="unmet", by=world.social_worker)
        made.append(case)
    return made


def published(world, group="housing", town="Villebrune"):
    return CoverageGap.objects.get(group=group, territory__name=town).people


def test_four_are_hidden_and_five_are_shown(grid):
    unmet(grid, 4)
    actions.publish(grid.network, last_day=clock.today())
    assert published(grid) is None
    unmet(grid, 1)
    Publication.objects.all().delete()
    actions.publish(grid.network, last_day=clock.today())
    assert published(grid) == 5


def test_every_cell_of_the_grid_is_there_and_zero_is_hidden_too(grid):
    actions.publish(grid.network, last_day=clock.today())
    assert CoverageGap.objects.count() == 12
    assert not CoverageGap.objects.exclude(people=None).exists()


def test_a_young_person_counts_once_in_a_cell_and_a_closed_file_not_at_all(grid):
    cases = unmet(grid, 6)
    need = plan.add_need(
        cases[0], by=grid.social_worker, code="housing.unsuitable_home", area=Area.HOUSING, level=Level.COORDINATION
    )
    plan.move_need(need, status="unmet", by=grid.social_worker)
    closing.close_case(cases[5], reason="moved", by=grid.social_worker)
    actions.publish(grid.network, last_day=clock.today())
    assert published(grid) == 5


def test_a_month_is_published_once(grid):
    actions.publish_last_month(grid.network)
    with pytest.raises(actions.AlreadyPublished):
        actions.publish_last_month(grid.network)


def test_the_figure_is_that_of_the_months_last_day_even_when_published_late(grid, at):
    start = clock.now()
    with at(start):
        cases = unmet(grid, 5)
    with at(start + dt.timedelta(days=40)):
        for case in cases:
            plan.move_need(case.need_set.get(), status="covered", by=grid.social_worker)
        actions.publish(grid.network, last_day=clock.local_day(start))
    assert published(grid) == 5


def test_one_s_own_figures_are_true_and_open_their_rows(grid, as_):
    unmet(grid, 2)
    client = as_(grid.manager)
    assert ">2</span>" in client.get("/pilotage/").content.decode()
    html = client.get("/pilotage/need-unmet/").content.decode()
    assert html.count("Nommer un·e référent·e") >= 2
    assert "Ferrand" not in html


def test_a_manager_appoints_a_lead_without_opening_the_file(grid, as_):
    case = CaseFactory(leading_team=grid.teams["cap"])
    client = as_(grid.manager)
    page = client.get(f"/dossiers/{case.pk}/referent/nommer/")
    assert "Ferrand" not in page.content.decode()
    membership = grid.social_worker.memberships.get()
    answer = client.post(f"/dossiers/{case.pk}/referent/nommer/", {"membership": membership.pk})
    assert answer.url == "/pilotage/", "back to the figures, where the next one waits"
    assert case.leads.get().user == grid.social_worker
    assert as_(grid.social_worker).get(case.get_absolute_url()).status_code == 200
    assert as_(grid.manager).get(case.get_absolute_url()).status_code == 404


def test_another_associations_manager_steers_nothing_here(grid, as_):
    boss = MembershipFactory(team=grid.teams["toit"], manager=True).user
    client = as_(boss)
    lead(CaseFactory(leading_team=grid.teams["cap"]), grid.social_worker)
    assert "Aucun" in client.get("/pilotage/no-lead/").content.decode()


@pytest.mark.parametrize(
    ("persona", "coverage", "own"),
    [
        ("manager", 200, 200),
        ("org_admin", 200, 403),
        ("dpo", 200, 200),
        ("network_admin", 200, 403),
        ("social_worker", 403, 403),
        ("mentor", 403, 403),
    ],
)
def test_who_sees_which_figures(grid, as_, persona, coverage, own):
    client = as_(grid.people[persona])
    assert client.get("/couverture/").status_code == coverage
    assert client.get("/pilotage/").status_code == own


def test_the_coverage_page_costs_a_bounded_number_of_queries(grid, as_, django_assert_max_num_queries):
    actions.publish(grid.network, last_day=clock.today())
    client = as_(grid.network_admin)
    with django_assert_max_num_queries(12):
        client.get("/couverture/")

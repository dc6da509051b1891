"""Where a referral begins: a need; or a service, a goal or an action, that lead to the choice of a need."""

import pytest
from django.urls import reverse

from tests.factories.cases import GoalFactory, NeedFactory
from tests.referrals.asking import question, service_of


@pytest.fixture
def foyer(scene):
    return service_of(scene.world.teams["toit"], scene.receiver, needs=["housing.first_home"])


def listed(as_, user, name, row):
    answer = as_(user).get(reverse(name, args=[row.pk]))
    return answer.context["needs"] if answer.status_code == 200 else answer.status_code


def test_from_a_service_the_needs_it_serves_lead_to_the_form_with_it_chosen(scene, foyer, as_):
    NeedFactory(case=scene.world.case, code="education.attendance", author=scene.sender)
    assert listed(as_, scene.sender, "referrals:from_service", foyer) == [scene.need]
    address = f"{reverse('referrals:create', args=[scene.need.pk])}?service={foyer.pk}"
    assert address in as_(scene.sender).get(reverse("referrals:from_service", args=[foyer.pk])).content.decode()
    assert as_(scene.sender).get(address).context["form"]["receiver"].value() == str(foyer.pk)


def test_a_need_already_asked_of_somebody_or_covered_is_not_proposed(scene, foyer, as_):
    scene.sent()
    assert listed(as_, scene.sender, "referrals:from_service", foyer) == []
    assert listed(as_, scene.sender, "referrals:from_file", scene.world.case) == []


def test_nobody_is_proposed_a_need_they_may_not_refer(scene, foyer, as_):
    assert listed(as_, scene.world.psychologist, "referrals:from_service", foyer) == []


def test_nobody_begins_from_a_service_of_their_own_team(scene, foyer, as_):
    address = reverse("referrals:from_service", args=[foyer.pk])
    assert as_(scene.receiver).get(address).status_code == 404
    assert address not in as_(scene.receiver).get(reverse("programs:service_list")).content.decode()
    assert address in as_(scene.sender).get(reverse("programs:service_list")).content.decode()


def test_a_service_that_takes_no_referral_is_no_beginning(scene, foyer, as_):
    foyer.is_open = False
    foyer.save()
    assert listed(as_, scene.sender, "referrals:from_service", foyer) == 404


def test_a_goal_leads_to_the_needs_of_its_file_and_whoever_is_not_bound_is_not_led(scene, as_):
    goal = GoalFactory(case=scene.world.case, author=scene.sender, level=1)
    address = reverse("referrals:from_file", args=[scene.world.case.pk])
    page = reverse("cases:goal_history", args=[goal.pk])
    assert address in as_(scene.sender).get(page).content.decode()
    assert address not in as_(scene.world.teacher).get(page).content.decode()
    assert scene.need in listed(as_, scene.sender, "referrals:from_file", scene.world.case)


@pytest.mark.parametrize(("asks", "leads_to"), [(True, "referrals:questions"), (False, "referrals:detail")])
def test_the_form_leads_on_to_what_the_service_asks_if_it_asks_something(scene, foyer, as_, asks, leads_to):
    if asks:
        question(foyer, scene.receiver)
    typed = {"receiver": foyer.pk, "asked": "accommodation", "urgency": "normal", "sector": "commune", "areas": [32]}
    answer = as_(scene.sender).post(reverse("referrals:create", args=[scene.need.pk]), typed | {"seat_level": 2})
    row = scene.need.referrals.get()
    assert answer.url == reverse(leads_to, args=[row.pk])

"""The files of one lead change hands together: each in its own right, on steering rows."""

import pytest
from django.urls import reverse

from cases.actions import circle
from cases.actions.caseload import hand_over_caseload
from cases.actions.closing import close_case
from cases.models import Block, Lead
from notifications.models import Notice
from tests.factories.cases import CaseFactory, lead, seat
from tests.factories.organisations import MembershipFactory, TeamFactory


@pytest.fixture
def caseload(world):
    """Three files led by the social worker, and a colleague who could lead them."""
    world.people["colleague"] = MembershipFactory(team=world.teams["cap"], bound=True).user
    files = [world.case]
    for _ in range(2):
        case = CaseFactory(leading_team=world.teams["cap"])
        seat(case, team=world.teams["cap"])
        lead(case, world.social_worker)
        files.append(case)
    return files


def membership(user):
    return user.memberships.get()


def url(world):
    return reverse("cases:caseload", args=[membership(world.social_worker).pk])


def leads(user):
    return set(Lead.objects.in_force().filter(user=user).values_list("case", flat=True))


def sent(world, files):
    to = membership(world.colleague).pk
    return {"cases": [case.pk for case in files], "membership": to, "confirmed": "on"}


def test_a_whole_caseload_in_one_go_both_told(world, caseload, as_):
    client = as_(world.manager)
    assert "3 dossiers" in client.get(reverse("cases:caseloads")).content.decode()
    html = client.get(url(world)).content.decode()
    assert all(case.reference in html for case in caseload)
    assert "Ferrand" not in html
    assert client.post(url(world), sent(world, caseload)).url == reverse("cases:caseloads")
    assert leads(world.colleague) == {case.pk for case in caseload}
    assert Notice.objects.filter(reader=world.colleague, kind="cases.lead_appointed").count() == 3
    assert Notice.objects.filter(reader=world.social_worker, kind="cases.lead_relieved").count() == 3
    assert world.case.is_visible_to(world.social_worker)


def test_only_the_files_ticked(world, caseload, as_):
    as_(world.manager).post(url(world), sent(world, caseload[:1]))
    assert leads(world.colleague) == {caseload[0].pk}
    assert leads(world.social_worker) == {case.pk for case in caseload[1:]}


def test_nothing_without_the_tick_of_confirmation(world, caseload, as_):
    as_(world.manager).post(url(world), sent(world, caseload) | {"confirmed": ""})
    assert leads(world.colleague) == set()


def test_what_cannot_be_is_listed_with_why_and_holds_up_nothing(world, caseload, as_):
    Block.objects.create(case=caseload[1], user=world.colleague, reason="family", recorded_by=world.manager)
    answer = as_(world.manager).post(url(world), sent(world, caseload))
    html = answer.content.decode()
    assert "Non confiés" in html
    assert caseload[1].reference in html.split("Non confiés")[1].split("</section>")[0]
    assert leads(world.colleague) == {caseload[0].pk, caseload[2].pk}


def test_a_file_that_went_elsewhere_meanwhile_stays_there(world, caseload):
    third = MembershipFactory(team=world.teams["cap"], bound=True).user
    circle.appoint_lead(caseload[0], user=third, team=world.teams["cap"], by=world.manager)
    close_case(caseload[1], reason="moved", by=world.manager)
    leaver, to = membership(world.social_worker), membership(world.colleague)
    left = hand_over_caseload(caseload, leaver=leaver, to=to, by=world.manager)
    assert {case.pk for case, _why in left} == {caseload[0].pk, caseload[1].pk}
    assert leads(world.colleague) == {caseload[2].pk}


def test_files_of_other_teams_and_closed_ones_are_not_among_them(world, caseload, as_):
    elsewhere = CaseFactory(leading_team=TeamFactory(organisation=world.organisations["cap"]))
    seat(elsewhere, team=world.teams["cap"])
    lead(elsewhere, world.social_worker, team=world.teams["cap"])
    close_case(caseload[2], reason="moved", by=world.manager)
    html = as_(world.manager).get(url(world)).content.decode()
    assert caseload[0].reference in html
    assert elsewhere.reference not in html
    assert caseload[2].reference not in html


def test_only_a_manager_of_that_team(world, caseload, as_):
    for persona, code in {"social_worker": 404, "org_admin": 404, "dpo": 404, "psychologist": 404}.items():
        assert as_(world.people[persona]).get(url(world)).status_code == code
    other = MembershipFactory(team=world.teams["lien"], manager=True).user
    assert as_(other).get(url(world)).status_code == 404
    assert as_(world.manager).get(url(world)).status_code == 200


def test_a_hand_over_tells_the_one_before_when_somebody_else_decides(world, caseload):
    circle.appoint_lead(world.case, user=world.colleague, team=world.teams["cap"], by=world.manager)
    told = Notice.objects.filter(kind="cases.lead_relieved")
    assert told.get().reader == world.social_worker
    circle.appoint_lead(world.case, user=world.social_worker, team=world.teams["cap"], by=world.colleague)
    assert told.count() == 1

"""Who did and saw what on a file: by reference, in plain words, without a name or a content of the young person."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.actions import record, record_view
from cases.models import Case
from common import clock
from tests.conftest import NOW
from tests.factories.cases import CaseFactory, seat
from tests.privacy.conftest import marks_in, officer

pytestmark = pytest.mark.django_db


def trail(case, **filters):
    return reverse("privacy:who_saw", args=[case.pk], query=filters)


def lines(browser, case, **filters):
    return browser.get(trail(case, **filters)).context["lines"]


def told(browser, case, **filters):
    return {(line.who, line.what) for line in lines(browser, case, **filters)}


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower"])
def test_a_file_is_found_by_its_reference(world, as_, typed):
    reference = world.case.reference
    asked = reference.lower().replace("-", "") if typed == "lower" else typed.format(reference)
    answer = as_(world.dpo).post(reverse("privacy:record"), {"reference": asked})
    assert answer.url == trail(world.case)


@pytest.mark.parametrize("typed", ["", "x", "ACDE-FGHJ", "x" * 200, "1 85 05 78 006 084 36"])
def test_what_is_not_found_says_so_and_leads_nowhere(world, as_, typed):
    answer = as_(world.dpo).post(reverse("privacy:record"), {"reference": typed})
    assert answer.status_code == 200
    assert answer.context["form"].errors["reference"]


def test_a_file_of_others_is_as_absent(world, as_):
    other = CaseFactory()
    browser = as_(world.dpo)
    assert browser.get(trail(other)).status_code == 404
    errors = [
        browser.post(reverse("privacy:record"), {"reference": reference}).context["form"].errors
        for reference in (other.reference, "ACDE-FGHJ")
    ]
    assert errors[0] == errors[1]


def test_the_officer_opens_no_file(file, world, as_):
    assert as_(world.dpo).get(reverse("cases:detail", args=[file.pk])).status_code == 404


def test_it_says_who_did_and_saw_what_with_their_association(file, world, as_):
    found = lines(as_(world.dpo), file)
    assert {("Social Worker", "Cap Ouvert"), ("Mentor", "Binômes du Val"), ("Psychologist", "La Maison du Lien")} <= {
        (line.who, line.association) for line in found
    }
    assert {line.kind for line in found} == {"done", "seen"}
    assert [line.at for line in found] == sorted((line.at for line in found), reverse=True)


def test_no_name_and_no_content_shows(file, world, as_):
    answer = as_(world.dpo).get(trail(file))
    assert marks_in(answer) == []
    assert file.reference in answer.content.decode()


def test_a_refusal_shows_on_the_file_that_was_asked_for(file, world, as_):
    as_(world.stranger).get(reverse("cases:detail", args=[file.pk]))
    found = lines(as_(world.dpo), file, what="refused")
    assert [line.who for line in found] == ["Stranger"]


def test_its_own_reading_is_recorded(file, world, as_):
    as_(world.dpo).get(trail(file))
    assert "Dpo" in {line.who for line in lines(as_(world.dpo), file, what="seen")}


def test_filters_narrow_and_nonsense_is_as_if_not_given(file, world, as_, at):
    with at(NOW + dt.timedelta(days=400)):
        record("cases.case_closed", file, by=world.manager)
        day = clock.today().isoformat()
    browser = as_(world.dpo)
    everything = len(lines(browser, file))
    assert {who for who, _what in told(browser, file, person=world.mentor.pk)} == {"Mentor"}
    assert {line.kind for line in lines(browser, file, what="seen")} == {"seen"}
    assert [line.who for line in lines(browser, file, since=day)] == ["Manager"]
    assert [line.who for line in lines(browser, file, since=day, until=day, what="done")] == ["Manager"]
    assert len(lines(browser, file, since="x", person="x", what="x", page="x")) >= everything


def test_the_officer_of_a_partner_sees_the_rows_of_their_own_people(file, world, as_):
    found = lines(as_(officer(world, "lien", "Partner Officer")), file)
    assert {line.who for line in found} == {"Psychologist"}


def test_what_somebody_did_before_they_belonged_is_not_the_associations(file, world, as_):
    partner = officer(world, "lien", "Partner Officer")
    world.psychologist.memberships.update(valid_from=clock.now())
    assert lines(as_(partner), file) == []


def test_the_officer_of_an_association_without_part_gets_404(file, world, as_):
    assert as_(officer(world, "toit", "Outside Officer")).get(trail(file)).status_code == 404


PARTS = {
    "a seat that ended": (lambda w: seat(w.case, team=w.teams["toit"]).pk, True),
    "a seat of a person": (lambda w: seat(w.case, user=w.stranger).pk, True),
    "a seat never taken": (
        lambda w: seat(w.case, team=w.teams["toit"], valid_from=clock.FOREVER).pk,
        False,
    ),
    "a seat declined": (
        lambda w: seat(w.case, team=w.teams["toit"], valid_from=NOW, valid_until=NOW).pk,
        False,
    ),
}


@pytest.mark.parametrize(("make", "protected"), PARTS.values(), ids=PARTS.keys())
def test_having_had_part_is_enough_and_having_been_asked_is_not(world, make, protected):
    outside = officer(world, "toit", "Outside Officer")
    made = world.case.seats.get(pk=make(world))
    if protected:
        made.end()
        made.save()
    assert Case.objects.protected_by(outside).filter(pk=world.case.pk).exists() is protected


def test_a_role_that_ended_protects_nothing(world):
    role = world.dpo.organisation_roles.get()
    role.end()
    role.save()
    assert not Case.objects.protected_by(world.dpo).exists()


def queries(browser, case, capture):
    with capture as counted:
        assert browser.get(trail(case)).status_code == 200
    return len(counted)


def test_it_costs_the_same_with_two_pages_of_lines_and_a_dozen(file, world, as_, django_assert_max_num_queries):
    browser, people = as_(world.dpo), [world.mentor, world.teacher, world.psychologist, world.social_worker]
    browser.get(trail(file))
    for number in range(60):
        record_view("cases.view_case", file, by=people[number % 4])
    assert browser.get(trail(file)).context["page"].paginator.num_pages > 1
    few = queries(browser, file, django_assert_max_num_queries(25))
    for number in range(300):
        record_view("cases.view_case", file, by=people[number % 4])
    assert queries(browser, file, django_assert_max_num_queries(25)) == few

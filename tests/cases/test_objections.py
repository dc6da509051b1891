"""A holder of parental authority objects: the association knows nothing any more, until it is settled."""

import datetime as dt

import pytest

from cases.actions import sharing
from cases.actions.circle import CircleRefusal
from cases.actions.objections import record_objection, settle_objection
from cases.models import Case, Objection, SharingRecipient
from common import clock
from common.areas import Area, with_general
from people.actions import add_representative, end_representative

RESUMED = {"outcome": "resumed", "means": "mediation", "ground": "usual_act"}
STOPPED = {"outcome": "stopped", "means": "judge"}
OF_AGE = dt.datetime(2028, 3, 14, 8, tzinfo=dt.UTC)
"""Lou's birthday."""


@pytest.fixture
def family(world):
    facts = {"by": world.social_worker, "case_id": world.case.pk}
    world.father = add_representative(world.case.person, name="Marc Ferrand", **facts)
    world.row = SharingRecipient.objects.get(case=world.case, organisation=world.organisations["lien"])
    return world


@pytest.fixture
def objected(family):
    family.objection = record_objection(family.row, representative=family.father, by=family.social_worker)
    return family


def opens(world, persona="psychologist"):
    return Case.objects.visible_to(world.people[persona]).filter(pk=world.case.pk).exists()


def agree(world, short):
    terms = {"capacity": "both", "means": "signed", "information_given": True, "agreed_on": clock.today()}
    areas = with_general(Area.MENTAL_HEALTH)
    recipients = [sharing.Recipient(world.organisations[short], areas)]
    return sharing.record_agreement(world.case, recipients=recipients, by=world.social_worker, **terms)


def test_the_association_sees_nothing_from_that_moment_and_the_others_go_on(objected):
    assert not opens(objected)
    assert opens(objected, "teacher")


def test_no_new_agreement_names_it_until_it_is_settled(objected):
    with pytest.raises(sharing.Suspended):
        agree(objected, "lien")
    agree(objected, "voisins")
    settle_objection(objected.objection, by=objected.social_worker, **STOPPED)
    agree(objected, "lien")
    assert opens(objected)


def test_settled_in_its_favour_a_new_row_begins_as_the_one_before(objected):
    settle_objection(objected.objection, by=objected.social_worker, **RESUMED)
    assert opens(objected)
    rows = SharingRecipient.objects.filter(case=objected.case, organisation=objected.organisations["lien"])
    before, after = rows.order_by("valid_from", "valid_until")
    assert (after.areas, after.agreement_id, after.valid_until) == (before.areas, before.agreement_id, clock.FOREVER)
    assert before.valid_until <= after.valid_from


def test_settled_against_it_the_row_stays_ended(objected):
    settle_objection(objected.objection, by=objected.social_worker, **STOPPED)
    assert not opens(objected)


def test_an_objection_is_settled_once(objected):
    settle_objection(objected.objection, by=objected.social_worker, **STOPPED)
    with pytest.raises(CircleRefusal):
        settle_objection(objected.objection, by=objected.social_worker, **RESUMED)
    assert not opens(objected)


def test_an_agreement_that_ran_out_meanwhile_does_not_begin_again(family, at):
    family.row.valid_until = clock.now() + dt.timedelta(days=5)
    family.row.save()
    objection = record_objection(family.row, representative=family.father, by=family.social_worker)
    with at(clock.now() + dt.timedelta(days=6)), pytest.raises(CircleRefusal):
        settle_objection(objection, by=family.social_worker, **RESUMED)
    assert Objection.objects.open().count() == 1


def test_only_somebody_who_holds_authority_today_objects(family):
    facts = {"by": family.social_worker, "case_id": family.case.pk}
    end_representative(family.father, on=clock.today(), ending="withdrawn", **facts)
    family.father.refresh_from_db()
    with pytest.raises(CircleRefusal):
        record_objection(family.row, representative=family.father, by=family.social_worker)
    assert opens(family)


def test_at_eighteen_all_of_it_ends(objected, at):
    with at(OF_AGE):
        agree(objected, "lien")
        assert opens(objected)
        with pytest.raises(CircleRefusal):
            settle_objection(objected.objection, by=objected.social_worker, **RESUMED)
        row = SharingRecipient.objects.in_force().get(case=objected.case, organisation=objected.organisations["lien"])
        with pytest.raises(CircleRefusal):
            record_objection(row, representative=objected.father, by=objected.social_worker)


def test_the_lead_records_and_settles_it_on_the_page(family, as_):
    client = as_(family.social_worker)
    assert f"/destinataires/{family.row.pk}/opposition/" in client.get(family.case.get_absolute_url()).content.decode()
    typed = {"representative": family.father.pk}
    assert client.post(f"/destinataires/{family.row.pk}/opposition/", typed).status_code == 302
    html = client.get(family.case.get_absolute_url()).content.decode()
    assert "Suspendu par une opposition" in html
    page = f"/oppositions/{Objection.objects.get().pk}/regler/"
    assert page in html
    assert "Marc Ferrand" in client.get(page).content.decode()
    assert list(client.post(page, RESUMED | {"ground": ""}).context["form"].errors) == ["ground"]
    assert client.post(page, RESUMED).status_code == 302
    assert "Suspendu par une opposition" not in client.get(family.case.get_absolute_url()).content.decode()
    assert opens(family)


def test_sent_twice_it_is_recorded_once(family):
    number = Objection().pk
    facts = {"representative": family.father, "by": family.social_worker, "new_id": number}
    assert record_objection(family.row, **facts) == record_objection(family.row, **facts)
    assert Objection.objects.count() == 1

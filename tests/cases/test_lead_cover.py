"""A lead is away between two days: what waits for them and what they are told also goes to whoever covers."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions import alerts, covers
from cases.actions.circle import leads
from cases.models import Access, LeadCover
from common import clock
from common.areas import Area
from notifications.models import Notice
from notifications.registry import resolve
from tests.access_table import complete
from tests.factories.cases import CaseFactory, lead, seat

FIRST, LAST = dt.date(2026, 12, 7), dt.date(2026, 12, 11)
BEFORE = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
DURING = dt.datetime(2026, 12, 9, 9, tzinfo=dt.UTC)


@pytest.fixture
def cast(world, at):
    """The colleague covers for the social worker for five days; the next review is near."""
    with at(BEFORE):
        complete(world)
        days = {"first_on": FIRST, "last_on": LAST}
        cap, user = world.teams["cap"], world.colleague
        covers.declare_absence(world.social_worker, cap, user=user, by=world.social_worker, **days)
        world.case.plan.next_review_on = dt.date(2026, 12, 10)
        world.case.plan.save()
    return world


def told(user):
    return {notice.kind for notice, _line in resolve(user, Notice.objects.filter(reader=user))}


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def waiting(user):
    return browser(user).get("/").context["todos"]


EDGES = {
    # local midnight in Paris is 23:00 in UTC
    dt.datetime(2026, 12, 6, 22, 59, 59, tzinfo=dt.UTC): False,
    dt.datetime(2026, 12, 6, 23, 0, tzinfo=dt.UTC): True,
    dt.datetime(2026, 12, 11, 22, 59, 59, tzinfo=dt.UTC): True,
    dt.datetime(2026, 12, 11, 23, 0, tzinfo=dt.UTC): False,
}


def test_it_begins_and_ends_by_date(cast, at):
    for instant, covered in EDGES.items():
        with at(instant):
            assert leads(cast.case) == [cast.social_worker, *([cast.colleague] if covered else [])]
            html = browser(cast.teacher).get(cast.case.get_absolute_url()).content.decode()
            assert ("en son absence jusqu’au 11 déc. 2026" in html) == covered
            assert ("Colleague" in html) == covered


def test_what_the_lead_is_told_whoever_covers_is_told_too(cast, at):
    facts = {"kind": "other", "text": "x", "area": Area.EDUCATION, "level": 2}
    with at(BEFORE):
        assert told(cast.colleague) == {"cases.cover_given"}
        alerts.add_alert(cast.case, by=cast.psychologist, begins_on=clock.today(), **facts)
        assert "cases.alert_added" not in told(cast.colleague)
    with at(DURING):
        alerts.add_alert(cast.case, by=cast.psychologist, begins_on=clock.today(), **facts)
        assert "cases.alert_added" in told(cast.colleague) & told(cast.social_worker)


def test_what_waits_for_the_lead_waits_for_whoever_covers_and_leads_to_a_page_they_may_open(cast, at):
    with at(DURING):
        (own,) = [todo for todo in waiting(cast.social_worker) if todo.icon == "calendar"]
        (theirs,) = [todo for todo in waiting(cast.colleague) if todo.icon == "calendar"]
        assert theirs.text == own.text
        assert theirs.whose == "Lou Ferrand, en l’absence de Social Worker"
        assert browser(cast.colleague).get(theirs.url).status_code == 200
        assert not [todo for todo in waiting(cast.psychologist) if todo.icon == "calendar"]
    with at(BEFORE):
        assert not waiting(cast.colleague)


def test_it_opens_nothing_and_gives_no_right_of_the_lead(cast, at):
    def seen():
        ways = Access.objects.filter(user_id=cast.colleague.pk)
        return list(ways.values_list("case", "practical_areas", "coordination_areas", "is_bound"))

    with at(BEFORE):
        before = seen()
    with at(DURING):
        assert seen() == before
        for page in ("cloturer", "referent", "accord", "bilans/convoquer", "absence"):
            assert browser(cast.colleague).get(f"/dossiers/{cast.case.pk}/{page}/").status_code == 403


def test_it_costs_home_and_the_page_no_query(cast, at):
    def cost(address):
        client = browser(cast.colleague)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    for address in ("/", cast.case.get_absolute_url()):
        with at(DURING):
            during = cost(address)
        with at(BEFORE):
            assert cost(address) >= during


def offered(client, address):
    return {user.full_name for user in client.get(address).context["form"].fields["user"].queryset}


def test_only_whoever_opens_each_file_already_for_coordination_is_offered(cast, at):
    """The bound manager and the colleague are of the team; the manager is not bound, the psychologist elsewhere."""
    own, managed = f"/dossiers/{cast.case.pk}/absence/", f"/relais/{cast.social_worker.memberships.get().pk}/absence/"
    able = {"Colleague", "Bound Manager"}
    with at(BEFORE):
        assert offered(browser(cast.social_worker), own) == offered(browser(cast.manager), managed) == able
        other = CaseFactory(leading_team=cast.teams["cap"])
        seat(other, user=cast.social_worker)
        lead(other, cast.social_worker)
        assert offered(browser(cast.social_worker), own) == set()


def test_a_manager_declares_it_too_and_days_are_covered_once(cast, at):
    address = f"/relais/{cast.social_worker.memberships.get().pk}/absence/"
    typed = {"first_on": "2026-12-11", "last_on": "2026-12-18", "user": cast.bound_manager.pk}
    with at(BEFORE):
        client = browser(cast.manager)
        assert "déjà déclarée" in client.post(address, typed).content.decode()
        assert client.post(address, typed | {"first_on": "2026-12-12"}).status_code == 302
        assert LeadCover.objects.count() == 2
        for wrong in ({"last_on": "2026-12-01"}, {"last_on": "2027-12-01"}):
            assert "last_on" in client.post(address, typed | wrong).context["form"].errors


def test_back_earlier_the_lead_alone_is_told_again(cast, at):
    with at(DURING):
        browser(cast.social_worker).post(f"/relais/absences/{LeadCover.objects.get().pk}/terminer/")
        assert leads(cast.case) == [cast.social_worker]
        assert "cases.cover_ended" in told(cast.colleague)
        assert browser(cast.manager).post(f"/relais/absences/{LeadCover.objects.get().pk}/terminer/").status_code == 404


def test_whoever_leaves_the_team_covers_no_more(cast, at):
    with at(DURING):
        membership = cast.colleague.memberships.get()
        membership.end()
        membership.save()
        assert leads(cast.case) == [cast.social_worker]
        assert "en son absence" not in browser(cast.teacher).get(cast.case.get_absolute_url()).content.decode()


def test_nobody_covers_for_themselves(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        LeadCover.objects.update(user=cast.social_worker)

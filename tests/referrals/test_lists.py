"""The inbox of a team, the panels, the menu: what they list, in which order, in how many queries."""

import datetime as dt

import pytest

from common.areas import Level
from notifications.models import Notice
from notifications.registry import resolve
from referrals.actions.answering import accept_referral
from referrals.actions.sending import send_referral
from referrals.actions.telling import note_told
from tests.factories.organisations import MembershipFactory
from tests.referrals.conftest import SENT

TABS = {
    "sent": "new",
    "under_review": "review",
    "info_requested": "asked",
    "waitlisted": "waiting",
    "accepted": "accepted",
    "in_progress": "accepted",
    "closed": "ended",
    "declined": "ended",
    "withdrawn": "ended",
    "expired": "ended",
}


def listed(as_, user, tab, **filters):
    query = "&".join(f"{name}={value}" for name, value in {"state": tab, **filters}.items())
    return as_(user).get(f"/orientations/?{query}").content.decode()


@pytest.mark.parametrize("status", TABS)
def test_each_state_has_its_tab_and_no_other(scene, as_, status):
    row = scene.in_state(status)
    for tab in set(TABS.values()):
        assert (row.reference in listed(as_, scene.receiver, tab)) == (tab == TABS[status]), tab


def test_the_most_urgent_comes_first_and_out_of_time_has_ended(scene, as_, at):
    later = scene.draft()
    first = scene.sent()
    with at(SENT + dt.timedelta(days=7)):
        later = send_referral(later, by=scene.sender)
        html = listed(as_, scene.receiver, "new")
        assert html.index(first.reference) < html.index(later.reference)
        assert "jours ouvrés, équipe relancée" in html or "j ouvrés, équipe relancée" in html
    with at(first.expires_at):
        assert first.reference not in listed(as_, scene.receiver, "new")
        assert first.reference in listed(as_, scene.receiver, "ended")


def test_the_filters_are_codes(scene, as_):
    row = scene.sent()
    assert row.reference in listed(as_, scene.receiver, "new", area=32, age="15-17")
    assert row.reference not in listed(as_, scene.receiver, "new", area=1)
    assert row.reference not in listed(as_, scene.receiver, "new", age="22-25")


def test_a_name_is_listed_only_to_whoever_may_open_the_file(scene, as_):
    row = accept_referral(scene.sent(), by=scene.receiver)
    assert "Lou Ferrand" in listed(as_, scene.receiver, "accepted")
    html = listed(as_, scene.receiving_manager, "accepted")
    assert row.reference in html
    for hidden in ("Lou", "15–17 ans<br>", "premier logement"):
        assert hidden not in html, hidden
    assert "Lou Ferrand" in listed(as_, scene.sender, "outbox")
    html = listed(as_, scene.sending_manager, "outbox")
    assert row.reference in html
    assert "Lou" not in html


def test_another_team_sees_none_of_it(scene, as_):
    row = scene.sent()
    elsewhere = MembershipFactory().user
    for tab in (*TABS.values(), "outbox"):
        assert row.reference not in listed(as_, elsewhere, tab)
    assert as_(scene.world.dpo).get("/orientations/").status_code == 403


@pytest.mark.parametrize("tab", ["new", "outbox"])
def test_the_inbox_costs_the_same_with_more_rows(scene, as_, django_assert_max_num_queries, tab):
    for _ in range(12):
        scene.sent()
    client = as_(scene.receiver if tab == "new" else scene.sender)
    with django_assert_max_num_queries(12):
        client.get(f"/orientations/?state={tab}")


def test_the_page_of_a_referral_costs_little(scene, as_, django_assert_max_num_queries):
    row = accept_referral(scene.sent(), by=scene.receiver)
    client = as_(scene.receiver)
    with django_assert_max_num_queries(25):
        client.get(row.get_absolute_url())


@pytest.mark.parametrize("move", ["waitlist", "accept"])
def test_an_answer_costs_little(scene, as_, django_assert_max_num_queries, move):
    row = scene.sent()
    client = as_(scene.receiver)
    with django_assert_max_num_queries(30):
        client.post(f"/orientations/{row.pk}/repondre/", {"move": move})


def test_the_menu_counts_what_awaits_the_team_and_home_lists_it(scene, as_):
    row = scene.sent()
    html = as_(scene.receiver).get("/").content.decode()
    assert row.reference in html
    assert "Orientation de Cap Ouvert" in html
    note_told(row, by=scene.sender, step="sent", how="sms")
    assert row.reference not in as_(scene.sender).get("/").content.decode()
    asked = scene.in_state("info_requested")
    assert asked.reference in as_(scene.sender).get("/").content.decode()


def test_at_home_whoever_waits_longest_for_an_answer_comes_first(scene, as_, at):
    rows = []
    for wait in (0, 10, 20):
        with at(SENT + dt.timedelta(days=wait)):
            rows.append(scene.sent())
    with at(SENT + dt.timedelta(days=21)):
        html = as_(scene.receiver).get("/").content.decode()
    positions = [html.index(row.reference) for row in rows]
    assert positions == sorted(positions)


def test_the_file_lists_its_referrals_to_whoever_sees_that_area_for_coordination(scene, as_):
    scene.sent()
    address = scene.world.case.get_absolute_url()
    assert "Toit Partagé" in as_(scene.sender).get(address).content.decode()
    assert "Toit Partagé" not in as_(scene.world.teacher).get(address).content.decode()
    assert "Orienter" not in as_(scene.world.mentor).get(address).content.decode()


def test_notices_are_read_with_the_rights_of_the_moment(scene):
    row = scene.sent(seat_level=Level.PRACTICAL)
    notices = list(Notice.objects.filter(kind="referrals.sent"))
    assert {notice.reader for notice in notices} == {scene.receiver, scene.receiving_manager}
    assert row.reference in resolve(scene.receiver, notices)[0][1].text
    assert resolve(scene.third, notices) == []

"""Safety alerts: at the top for whoever sees them, without a trace for the others, removed by two people."""

import datetime as dt
import re
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions import alerts, plan
from cases.models import SafetyAlert
from cases.pdf import plan_html
from common import clock
from common.areas import Area, Level
from common.history import remember
from notifications.models import Notice
from notifications.registry import resolve
from tests.access_table import complete
from tests.factories.cases import SafetyAlertFactory

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED
WORDS = "Appeler son oncle"


@pytest.fixture
def cast(world):
    return complete(world)


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def raised(world, by="social_worker", **fields):
    facts = {"kind": "running_away", "text": WORDS, "area": Area.EDUCATION, "level": P, "begins_on": clock.today()}
    return alerts.add_alert(world.case, by=world.people[by], **facts | fields)


def page(user, case, path=""):
    """What stands in the page, but for what differs every time."""
    html = browser(user).get(f"/dossiers/{case.pk}/{path}").content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|name="new_id" value)="[^"]*"', "", html)


ALLOWED = {
    # (state, move): who may
    ("active", "ask"): {"social_worker", "colleague", "bound_manager", "psychologist", "mentor"},
    ("asked", "yes"): {"colleague", "bound_manager", "psychologist"},
    ("asked", "no"): {"colleague", "bound_manager", "psychologist"},
}
"""The mentor raised it, the social worker asked for its removal; the teacher is not bound by secrecy."""
BECOMES = {"ask": "asked", "yes": "removed", "no": "active"}
ROLES = (
    *("social_worker", "colleague", "bound_manager", "psychologist", "mentor", "teacher"),
    *("blocked", "manager", "stranger", "dpo"),
)


def in_state(world, status):
    alert = raised(world, by="mentor")
    if status != "active":
        alert = alerts.ask_removal(alert, by=world.social_worker, reason="over")
    return alerts.confirm_removal(alert, by=world.psychologist) if status == "removed" else alert


def test_every_state_move_and_role_is_as_in_the_table(cast):
    browsers = {role: browser(cast.people[role]) for role in ROLES}
    for status, move, role in product(SafetyAlert.Status.values, BECOMES, ROLES):
        with transaction.atomic():
            alert = in_state(cast, status)
            way, typed = ("retirer", {"reason": "over"}) if move == "ask" else ("repondre", {"answer": move})
            browsers[role].post(f"/alerte/{alert.pk}/{way}/", typed)
            alert.refresh_from_db()
            allowed = role in ALLOWED.get((status, move), ())
            assert alert.status == (BECOMES[move] if allowed else status), (status, move, role)
            transaction.set_rollback(True)


def test_whoever_asks_never_answers_and_the_database_refuses_one_person_alone(world):
    alert = alerts.ask_removal(raised(world), by=world.social_worker, reason="over")
    for answer in (alerts.confirm_removal, alerts.refuse_removal):
        with pytest.raises(alerts.AlertRefused):
            answer(alert, by=world.social_worker)
    alone = {"status": "removed", "removed_by": world.social_worker}
    for wrong in (alone, {"status": "removed"}, {"asked_by": None}, {"reason": ""}, {"status": "active"}):
        alert.refresh_from_db()
        for name, value in wrong.items():
            setattr(alert, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            remember(alert, by=world.social_worker)


SEEN = {
    # (area, level): who reads it at the top of the page
    (Area.EDUCATION, P): {"social_worker", "psychologist", "teacher", "mentor"},
    (Area.EDUCATION, C): {"social_worker", "psychologist"},
    (Area.EDUCATION, R): {"social_worker"},
    (Area.LEISURE_CULTURE_SPORT, P): {"social_worker", "mentor"},
}


def test_it_stands_at_the_top_and_on_paper_for_whoever_sees_it_and_leaves_no_trace_for_the_others(world):
    readers = sorted(SEEN[Area.EDUCATION, P])
    paths = ("", "alertes/")
    before = {(name, path): page(world.people[name], world.case, path) for name, path in product(readers, paths)}
    paper = {name: plan_html(world.case.pk, world.people[name]) for name in readers}
    for (area, level), seen in SEEN.items():
        with transaction.atomic():
            alert = raised(world, area=area, level=level)
            alerts.ask_removal(alert, by=world.social_worker, reason="over")
            for name in readers:
                shown = [page(world.people[name], world.case, path) for path in paths]
                shown.append(plan_html(world.case.pk, world.people[name]))
                if name in seen:
                    assert all(WORDS in html for html in shown), (area, level, name)
                    assert shown[0].index(WORDS) < shown[0].index('id="portrait"')
                else:
                    assert shown == [*(before[name, path] for path in paths), paper[name]], (area, level, name)
            transaction.set_rollback(True)


def test_it_costs_the_page_no_query(world):
    def cost():
        client = browser(world.social_worker)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(world.case.get_absolute_url()).status_code == 200
        return len(queries)

    without = cost()
    for _ in range(3):
        raised(world)
    assert cost() == without


DATES = {
    # days from today on which it begins and ends: whether it stands at the top, whether it is past
    (0, None): (True, False),
    (-9, 0): (True, False),
    (-9, -1): (False, True),
    (1, None): (False, False),
}


def test_it_comes_and_goes_by_date(world):
    for (begins, ends), (on_top, past) in DATES.items():
        with transaction.atomic():
            last = None if ends is None else clock.today() + dt.timedelta(days=ends)
            raised(world, begins_on=clock.today() + dt.timedelta(days=begins), ends_on=last)
            assert (WORDS in page(world.teacher, world.case)) == on_top, (begins, ends)
            html = page(world.teacher, world.case, "alertes/")
            assert WORDS in html
            assert ("Alertes passées" in html) == past, (begins, ends)
            transaction.set_rollback(True)


def told(user):
    return {notice.kind for notice, _line in resolve(user, Notice.objects.filter(reader=user))}


def test_the_lead_and_the_author_are_told_at_each_step(world):
    alert = raised(world, by="mentor")
    assert told(world.social_worker) == {"cases.alert_added"}
    alerts.ask_removal(alert, by=world.psychologist, reason="mistake")
    assert told(world.mentor) == {"cases.alert_removal_asked"}
    assert "cases.alert_removal_asked" in told(world.social_worker)
    alerts.refuse_removal(alert, by=world.social_worker)
    assert "cases.alert_kept" in told(world.psychologist) & told(world.mentor)
    alerts.ask_removal(alert, by=world.social_worker, reason="over")
    alerts.confirm_removal(alert, by=world.psychologist)
    assert "cases.alert_removed" in told(world.social_worker) & told(world.mentor)
    assert WORDS not in page(world.mentor, world.case)


def test_the_bound_colleagues_of_its_author_are_told_that_it_may_be_answered(cast):
    alert = raised(cast, level=R)
    alerts.ask_removal(alert, by=cast.social_worker, reason="over")
    assert told(cast.colleague) == {"cases.alert_removal_asked"}
    assert told(cast.manager) == told(cast.psychologist) == set()


def test_narrowed_meanwhile_it_is_told_of_no_more(world):
    alert = raised(world)
    alerts.ask_removal(alert, by=world.psychologist, reason="over")
    Notice.objects.create(kind="cases.alert_removal_asked", reader=world.teacher, object_id=alert.pk)
    assert told(world.teacher)
    plan.set_level(alert, level=R, by=world.social_worker)
    assert not told(world.teacher)


def test_who_must_know_is_always_chosen(world, as_):
    client, address = as_(world.social_worker), f"/dossiers/{world.case.pk}/alerte/"
    typed = {"kind": "health", "text": "Stylo d’adrénaline dans son sac", "area": 8, "begins_on": "2026-01-05"}
    assert list(client.post(address, typed).context["form"].errors) == ["level"]
    assert client.post(address, typed | {"level": P}).status_code == 302
    assert SafetyAlert.objects.get().level == P


def test_its_author_makes_it_last_longer_but_never_shorter(world, as_):
    alert = SafetyAlertFactory(case=world.case, author=world.social_worker, ends_on=clock.today() + clock.DAY)
    client, address = as_(world.social_worker), f"/alerte/{alert.pk}/modifier/"
    typed = {"text": "Appeler le 15", "version": 0}
    shorter = client.post(address, typed | {"ends_on": clock.today().isoformat()})
    assert list(shorter.context["form"].errors) == ["ends_on"]
    later = clock.today() + 9 * clock.DAY
    assert client.post(address, typed | {"ends_on": later.isoformat()}).status_code == 302
    assert client.post(address, typed | {"version": 1, "ends_on": ""}).status_code == 302
    ending = client.post(address, typed | {"version": 2, "ends_on": later.isoformat()})
    assert list(ending.context["form"].errors) == ["ends_on"]
    alert.refresh_from_db()
    assert (alert.ends_on, alert.text) == (None, "Appeler le 15")


def test_its_history_says_who_asked_and_who_confirmed(world, as_):
    alert = raised(world)
    alerts.ask_removal(alert, by=world.social_worker, reason="replaced")
    alerts.confirm_removal(alert, by=world.psychologist)
    html = as_(world.teacher).get(f"/alerte/{alert.pk}/historique/").content.decode()
    for said in ("une autre alerte la remplace", "Social Worker", "Psychologist", "retirée"):
        assert said in html

"""The invented year, whole: as many lives as promised, figures that live, something to do for everybody."""

import datetime as dt

import pytest
from django.db import transaction

from accounts.models import User
from audit.models import Event, View
from cases.listing import for_list
from cases.models import Action, Case, CircleMembership, Goal, Need, Note, SharingRecipient
from common import clock, workdays
from common.areas import Level
from demo.cast import PLAN
from organisations.models import Invitation, Network, Organisation, PartnershipParty, Team
from people.models import LegalRepresentative, YoungPerson
from programs.models import Attendance
from referrals.actions.answering import decline_referral
from referrals.models import Referral
from reporting.actions import publish_now
from reporting.counting import unmet_on
from reporting.figures import FIGURES
from reporting.models import CoverageGap, CoverageTerritory

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("year")]


def who(slug):
    return User.objects.get(email=f"{slug}@demo.invalid")


def lou():
    return Case.objects.get(person=YoungPerson.objects.named("Lou Ferrand").get())


def led_by(user):
    return Case.objects.open().filter(leads__user=user, leads__valid_until__gt=clock.now())


def test_seven_associations_nine_teams_twenty_five_people_and_a_hundred_and_twenty_lives(year):
    assert len(year) > 12
    assert (Organisation.objects.count(), Team.objects.count(), User.objects.count()) == (7, 9, 25)
    assert (Case.objects.count(), YoungPerson.objects.count()) == (120, 120)
    assert Event.objects.order_by("-at").first().at <= clock.now()


def test_parents_are_plausible(year):
    for young in YoungPerson.objects.prefetch_related("representatives"):
        names = {parent.name.split()[0] for parent in young.representatives.all()}
        assert names or young.age() >= 18
        assert not names & {young.first_name, *PLAN["names"]["first"]}
    assert LegalRepresentative.objects.count() > 100


@pytest.mark.parametrize("which", range(3))
def test_a_refusal_for_want_of_places_shows_at_the_next_publication(year, which):
    network = Network.objects.get()
    territories = list(CoverageTerritory.objects.of(network))
    cells = {key: len(people) for key, people in unmet_on(network, clock.now(), territories).items()}
    assert cells["mental_health", territories[0].pk] == 4
    assert [number for number in cells.values() if number == 4] == [4]
    waiting = Referral.objects.filter(status="sent", to_team__name="Écoute").order_by("sent_at")
    with transaction.atomic():
        decline_referral(waiting[which], by=who("intake"), reason="no_place")
        publish_now(network, by=who("network-admin"))
        shown = {(gap.group, gap.territory_id): gap.people for gap in CoverageGap.objects.order_by("pk")}
        assert shown["mental_health", territories[0].pk] == 5
        assert {6, 7, 9} <= set(shown.values())
        transaction.set_rollback(True)


def test_intake_has_three_referrals_one_fresh_one_reminded_one_escalated(year):
    found = Referral.objects.filter(status="sent", to_team__name="Écoute").order_by("sent_at")
    ages = [workdays.between(clock.local_day(referral.sent_at), clock.today()) for referral in found]
    assert ages == [12, 7, 1]
    assert [(referral.escalate_at < clock.now(), referral.remind_at < clock.now()) for referral in found] == [
        (True, True),
        (False, True),
        (False, False),
    ]


def test_the_social_worker_begins_with_lou(year):
    worker = who("social-worker")
    mine = led_by(worker)
    assert 30 <= mine.count() <= 60
    assert for_list(Case.objects.visible_to(worker), worker)[0] == lou()
    late = mine.filter(plan__next_review_on__lt=clock.today())
    soon = mine.filter(plan__next_review_on__range=(clock.today(), clock.today() + dt.timedelta(days=14)))
    assert 1 <= late.count() <= 3
    assert soon.count() >= 3


def test_lou_is_the_young_person_of_the_mock_ups(year):
    case = lou()
    assert (case.person.first_name, case.person.name, case.person.age()) == ("Louise", "Lou Ferrand", 16)
    actions = Action.objects.filter(case=case)
    assert {action.status for action in actions} == {"proposed", "accepted", "in_progress", "done"}
    assert [action.title for action in actions if action.is_late()] == ["Faire le point avec la vie scolaire du lycée"]
    assert set(Need.objects.filter(case=case).values_list("status", flat=True)) == {"open", "covered", "unmet"}
    assert Goal.objects.filter(case=case).count() == 3
    assert {note.level for note in Note.objects.filter(case=case)} == set(Level)
    assert Attendance.objects.filter(case=case).count() >= 5
    seats = CircleMembership.objects.in_force().filter(case=case)
    assert seats.values("team__organisation").distinct().count() == 5
    ends = SharingRecipient.objects.in_force().filter(case=case).order_by("valid_until").first()
    assert (ends.organisation.name, clock.local_day(ends.valid_until)) == (
        "Club Altitude",
        clock.today() + dt.timedelta(days=7),  # the first instant after its last day, in six days
    )
    asked = Referral.objects.get(case=case)
    assert (asked.status, workdays.between(clock.local_day(asked.sent_at), clock.today())) == ("sent", 3)
    open_to = {slug for slug in PLAN["people"] if case.is_visible_to(who(slug))}
    assert {"social-worker", "teacher", "psychologist", "mentor", "intake", "climber"} <= open_to
    assert not {"manager", "org-admin", "dpo", "network-admin", "host", "adviser", "worker-3"} & open_to


def test_everybody_else_has_something_to_do(year):
    proposed = Action.objects.visible_to(who("teacher")).filter(
        status="proposed", owner_team__name="Aide à la scolarité"
    )
    assert proposed.filter(case=lou()).exists()
    assert Case.objects.visible_to(who("mentor")).count() == 2
    rows = {key: figure.rows(who("manager")).count() for key, figure in FIGURES.items()}
    assert rows["no-lead"] == 1
    assert rows["referral-unanswered"] >= 4
    assert 3 <= rows["review-overdue"] <= 12
    assert rows["action-overdue"] == 1
    to_sign = PartnershipParty.objects.filter(signed_at=None, agreement__status="to_sign")
    assert [party.organisation.name for party in to_sign] == ["Cap Ouvert"]
    assert Invitation.objects.pending().filter(expires_at__gt=clock.now()).count() == 1
    refusals = View.objects.filter(detail__has_key="refused", case_id=lou().pk)
    assert refusals.count() == 1
    assert View.objects.filter(verb="cases.names_searched").exists()
    assert Event.objects.filter(verb="privacy.name_looked_up", case_id=lou().pk, actor_id=who("dpo").pk).exists()

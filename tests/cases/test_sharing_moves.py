"""Agreements to share and legal grounds: recorded, withdrawn, ended; what each opens and closes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from cases.actions import sharing
from cases.actions.circle import CircleRefusal
from cases.models import LegalGround, SharingAgreement, SharingRecipient
from common import clock
from common.areas import ALL_AREAS, Area, with_general
from tests.factories.cases import share
from tests.factories.organisations import MembershipFactory

SCHOOL = with_general(Area.EDUCATION)
TERMS = {"capacity": "young_person", "means": "signed", "information_given": True, "agreed_on": dt.date(2026, 1, 5)}


def row(world, short="binomes"):
    return SharingRecipient.objects.get(case=world.case, organisation=world.organisations[short])


def ground(world, short="binomes", **span):
    facts = {"article": "csp_l1110_4", "areas": SCHOOL, "recorded_by": world.social_worker}
    return LegalGround.objects.create(case=world.case, organisation=world.organisations[short], **facts, **span)


def record_agreement(world, named, by):
    return sharing.record_agreement(world.case, recipients=[named], by=by, **TERMS)


def record_ground(world, named, by):
    return sharing.record_ground(world.case, recipient=named, article="csp_l1110_4", by=by)


RECORDS = [record_agreement, record_ground]


def test_withdrawing_one_association_closes_the_file_to_it_alone_at_once(world):
    sharing.withdraw_recipient(row(world), by=world.social_worker)
    assert not world.case.is_visible_to(world.mentor)
    assert all(world.case.is_visible_to(world.people[who]) for who in ("teacher", "psychologist", "social_worker"))


def test_what_ended_does_not_end_twice(world):
    one, other = row(world), ground(world)
    for _ in range(2):
        sharing.withdraw_recipient(one, by=world.social_worker)
        sharing.end_ground(other, by=world.social_worker)
    verbs = list(Event.objects.filter(verb__in=["cases.agreement_withdrawn", "cases.ground_ended"]).values("verb"))
    assert len(verbs) == 2


@pytest.mark.parametrize("record", RECORDS)
def test_what_is_recorded_opens_the_file_until_its_last_day_is_over(world, at, record):
    sharing.withdraw_recipient(row(world), by=world.social_worker)
    last = clock.today() + clock.DAY
    named = sharing.Recipient(world.organisations["binomes"], SCHOOL, last)
    record(world, named, world.social_worker)
    over = clock.end_of(last)
    with at(over - dt.timedelta(microseconds=1)):
        assert world.case.is_visible_to(world.mentor)
    with at(over):
        assert not world.case.is_visible_to(world.mentor)


def test_an_agreement_needs_a_partnership_and_a_seat_to_open_anything(world):
    share(world.case, world.organisations["toit"], areas=int(ALL_AREAS))
    assert not world.case.is_visible_to(world.stranger)


OWN = {"by membership": {}, "by management": {"manager": True}}


@pytest.mark.parametrize("traits", OWN.values(), ids=OWN.keys())
@pytest.mark.parametrize("record", RECORDS)
def test_nobody_records_in_their_own_favour(world, traits, record):
    member = MembershipFactory(team=world.teams["lien"], **traits).user
    named = sharing.Recipient(world.organisations["lien"], SCHOOL)
    with pytest.raises(sharing.OwnFavour):
        record(world, named, member)


@pytest.mark.parametrize("record", RECORDS)
def test_a_closed_file_takes_none(world, record):
    world.case.status, world.case.closed_at, world.case.closing_reason = "closed", clock.now(), "moved"
    world.case.save()
    named = sharing.Recipient(world.organisations["lien"], SCHOOL)
    with pytest.raises(CircleRefusal):
        record(world, named, world.social_worker)


@pytest.mark.parametrize(
    "persona", ["social_worker", "manager", "psychologist", "teacher", "mentor", "stranger", "org_admin", "dpo"]
)
def test_only_the_lead_and_the_leading_teams_manager_withdraw_and_end(world, as_, persona):
    one, other = row(world), ground(world)
    client = as_(world.people[persona])
    client.post(f"/destinataires/{one.pk}/retirer/")
    client.post(f"/fondements/{other.pk}/terminer/")
    for found in (one, other):
        found.refresh_from_db()
        assert found.holds() == (persona not in {"social_worker", "manager"})


def test_the_page_says_when_something_else_still_lets_the_association_know(world, as_):
    client, other = as_(world.social_worker), ground(world)
    first = client.post(f"/destinataires/{row(world).pk}/retirer/", follow=True).content.decode()
    assert "permet encore à cette association de savoir" in first
    assert world.case.is_visible_to(world.mentor)
    second = client.post(f"/fondements/{other.pk}/terminer/", follow=True).content.decode()
    assert "ne voit plus rien du dossier" in second
    assert not world.case.is_visible_to(world.mentor)


def test_the_lead_sees_agreements_and_grounds_with_the_way_to_end_each(world, as_):
    other = ground(world, "voisins")
    html = as_(world.social_worker).get(world.case.get_absolute_url()).content.decode()
    assert f"/fondements/{other.pk}/terminer/" in html
    assert f"/destinataires/{row(world).pk}/retirer/" in html
    assert "L. 1110-4" in html
    other_html = as_(world.psychologist).get(world.case.get_absolute_url()).content.decode()
    assert "L. 1110-4" not in other_html


REFUSED = {
    "nothing selected": {"recipient-areas": []},
    "the leading association": {"recipient-organisation": "cap"},
    "an association without a partnership": {"recipient-organisation": "toit"},
    "a day to come": {"agreed_on": "2999-01-01"},
    "an end gone by": {"recipient-until": "2001-01-01"},
    "not informed, and no reason": {"information_given": "no"},
    "nobody who agreed": {"capacity": ""},
    "something else than a means": {"means": "telepathy"},
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_page_refuses_an_agreement_that_is_none(world, as_, case):
    before = SharingAgreement.objects.count()
    data = {
        "capacity": "young_person",
        "means": "signed",
        "agreed_on": "2026-01-05",
        "information_given": "yes",
        "recipient-organisation": "lien",
        "recipient-areas": [1],
    } | REFUSED[case]
    data["recipient-organisation"] = world.organisations[data["recipient-organisation"]].pk
    answer = as_(world.social_worker).post(f"/dossiers/{world.case.pk}/accord/", data)
    assert answer.status_code == 200
    assert SharingAgreement.objects.count() == before


def test_the_page_records_what_was_said(world, as_):
    data = {
        "capacity": "both",
        "means": "oral",
        "agreed_on": "2026-01-05",
        "information_given": "no",
        "not_informed_reason": "unreachable",
        "recipient-organisation": world.organisations["lien"].pk,
        "recipient-areas": [1, 4],
    }
    as_(world.social_worker).post(f"/dossiers/{world.case.pk}/accord/", data)
    made = SharingAgreement.objects.get(capacity="both")
    named = made.recipients.get()
    assert (named.organisation, named.areas) == (world.organisations["lien"], with_general(5))
    assert (made.information_given, made.not_informed_reason, made.recorded_by) == (
        False,
        "unreachable",
        world.social_worker,
    )


ILLEGAL = {
    "a recipient with no area of the ten": lambda world: share(world.case, world.organisations["toit"], areas=1024),
    "a recipient without general": lambda world: share(world.case, world.organisations["toit"], areas=1),
    "a ground that ends before it begins": lambda world: ground(world, valid_until=clock.now() - clock.DAY),
    "not informed without a reason": lambda world: SharingAgreement.objects.create(
        case=world.case, recorded_by=world.social_worker, **(TERMS | {"information_given": False})
    ),
    "informed, with a reason for not being": lambda world: SharingAgreement.objects.create(
        case=world.case, recorded_by=world.social_worker, not_informed_reason="danger", **TERMS
    ),
}


@pytest.mark.parametrize("facts", ILLEGAL.values(), ids=ILLEGAL.keys())
def test_the_database_refuses(world, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        facts(world)

"""Agreements between associations: in force from the last signature, ended by one, over by date."""

import datetime as dt

import pytest

from cases.models import CircleMembership
from common import clock
from common.areas import Area, with_general
from common.moves import IllegalMove
from notifications.models import Notice
from organisations.actions import partnerships, structure
from organisations.actions.partnerships import PartnershipRefusal
from organisations.models import Organisation, PartnershipAgreement
from organisations.tasks import expire_partnerships
from referrals.models import Referral
from tests.factories.organisations import OrganisationRoleFactory, UserFactory
from tests.referrals.conftest import stage

STATUS = PartnershipAgreement.Status


@pytest.fixture
def admins(world):
    """An administrator for each of two associations."""
    found = {"cap": world.org_admin, "toit": UserFactory()}
    OrganisationRoleFactory(user=found["toit"], organisation=world.organisations["toit"], role="admin")
    return found


@pytest.fixture
def proposed(world, admins):
    parties = [world.organisations["cap"], world.organisations["toit"]]
    return partnerships.propose_partnership(
        title="Logement", areas=int(Area.HOUSING), organisations=parties, by=admins["cap"]
    )


def sign(world, agreement, short, admins):
    organisation = world.organisations[short]
    return partnerships.sign_partnership(agreement=agreement, organisation=organisation, by=admins[short])


def test_it_opens_with_the_last_signature(world, proposed, admins):
    assert proposed.areas == with_general(Area.HOUSING)
    assert sign(world, proposed, "cap", admins).status == STATUS.TO_SIGN
    assert not PartnershipAgreement.objects.in_force().filter(pk=proposed.pk).exists()
    assert sign(world, proposed, "toit", admins).status == STATUS.IN_FORCE
    assert Organisation.objects.partners_of(world.organisations["toit"]).get() == world.organisations["cap"]
    with pytest.raises(PartnershipRefusal):
        sign(world, proposed, "toit", admins)


def test_only_parties_sign_and_two_are_needed(world, proposed, admins):
    with pytest.raises(PartnershipRefusal):
        partnerships.sign_partnership(agreement=proposed, organisation=world.organisations["lien"], by=admins["cap"])
    with pytest.raises(PartnershipRefusal):
        partnerships.propose_partnership(
            title="Seule", areas=1, organisations=[world.organisations["cap"]], by=admins["cap"]
        )


def test_one_party_ends_it_for_all_and_access_goes_with_it(world, as_):
    agreement = PartnershipAgreement.objects.get()
    assert world.case.is_visible_to(world.mentor)
    partnerships.end_partnership(agreement=agreement, by=world.org_admin)
    assert not world.case.is_visible_to(world.mentor)
    assert as_(world.mentor).get(world.case.get_absolute_url()).status_code == 404
    with pytest.raises(IllegalMove):
        partnerships.end_partnership(agreement=agreement, by=world.org_admin)


def test_the_referrals_that_rested_on_it_are_withdrawn(world):
    scene = stage(world)
    sent = scene.sent()
    between = PartnershipAgreement.objects.exclude(organisations=world.organisations["lien"]).get()
    partnerships.end_partnership(agreement=between, by=world.org_admin)
    sent.refresh_from_db()
    assert (sent.status, sent.withdraw_reason) == ("withdrawn", "partnership_ended")


def test_another_agreement_keeps_them(world):
    scene = stage(world)
    sent = scene.sent()
    between = PartnershipAgreement.objects.exclude(organisations=world.organisations["lien"]).get()
    stage_again = partnerships.propose_partnership(
        title="Autre", areas=2047, organisations=list(between.organisations.all()), by=world.org_admin
    )
    for organisation in between.organisations.all():
        partnerships.sign_partnership(agreement=stage_again, organisation=organisation, by=world.org_admin)
    partnerships.end_partnership(agreement=between, by=world.org_admin)
    assert Referral.objects.get(pk=sent.pk).status == "sent"


def test_a_dissolved_team_gives_back_what_it_was_asked(world):
    sent = stage(world).sent()
    structure.dissolve_team(team=world.teams["toit"], by=world.org_admin)
    sent.refresh_from_db()
    assert (sent.status, sent.withdraw_reason) == ("withdrawn", "team_dissolved")


def test_its_last_day_is_the_last_and_the_clock_says_so(world, proposed, admins, at):
    day = clock.today() + dt.timedelta(days=10)
    PartnershipAgreement.objects.filter(pk=proposed.pk).update(ends_on=day)
    for short in admins:
        sign(world, proposed, short, admins)
    end = clock.end_of(day)
    for instant, held in ((end - dt.timedelta(seconds=1), True), (end, False)):
        with at(instant):
            assert PartnershipAgreement.objects.in_force().filter(pk=proposed.pk).exists() is held
    with at(end):
        assert expire_partnerships() == 1
        assert expire_partnerships() == 0
    proposed.refresh_from_db()
    assert proposed.status == STATUS.EXPIRED


def test_proposed_and_signed_through_the_pages(world, as_, admins):
    browser = as_(admins["cap"])
    toit = world.organisations["toit"]
    typed = {"title": "Logement", "organisation": world.organisations["cap"].pk, "partners": [toit.pk], "areas": [32]}
    typed["new_id"] = browser.get("/conventions/nouvelle/").context["form"]["new_id"].value()
    address = browser.post("/conventions/nouvelle/", typed).url
    assert browser.post("/conventions/nouvelle/", typed).url == address  # sent twice, it is one
    assert "Signer pour mon association" in browser.get(address).content.decode()
    browser.post(f"{address}signer/")
    other = as_(admins["toit"])
    assert "Logement" in other.get("/").content.decode()
    other.post(f"{address}signer/")
    assert PartnershipAgreement.objects.get(title="Logement").status == STATUS.IN_FORCE
    assert other.post(f"{address}terminer/").status_code == 302
    assert PartnershipAgreement.objects.get(title="Logement").status == STATUS.TERMINATED


def test_signed_after_its_last_day_it_does_not_begin(world, as_, proposed, admins, at):
    PartnershipAgreement.objects.filter(pk=proposed.pk).update(ends_on=clock.today())
    with at(clock.end_of(clock.today())):
        with pytest.raises(PartnershipRefusal):
            sign(world, proposed, "cap", admins)
        answer = as_(admins["cap"]).post(f"/conventions/{proposed.pk}/signer/", follow=True)
    assert "dernier jour est passé" in answer.content.decode()


def test_a_dissolved_team_loses_its_seats_those_of_referrals_included(world):
    sent = stage(world).in_state("in_progress")
    structure.dissolve_team(team=world.teams["toit"], by=world.org_admin)
    sent.refresh_from_db()
    assert sent.status == "withdrawn"
    assert not CircleMembership.objects.in_force().filter(team=world.teams["toit"]).exists()
    structure.dissolve_team(team=world.teams["cap"], by=world.org_admin)
    assert not CircleMembership.objects.in_force().filter(team=world.teams["cap"]).exists()


def test_what_a_party_will_not_sign_is_a_draft_again(world, as_, proposed, admins):
    sign(world, proposed, "cap", admins)
    page = as_(admins["toit"]).post(f"/conventions/{proposed.pk}/reprendre/", follow=True).content.decode()
    assert "Proposer de nouveau" in page
    proposed.refresh_from_db()
    assert proposed.status == STATUS.DRAFT
    assert not proposed.parties.exclude(signed_at=None).exists()
    assert Notice.objects.filter(reader=admins["cap"], kind="organisations.partnership_taken_back").exists()
    with pytest.raises(PartnershipRefusal):
        sign(world, proposed, "cap", admins)
    as_(admins["cap"]).post(f"/conventions/{proposed.pk}/proposer/")
    for short in admins:
        proposed = sign(world, proposed, short, admins)
    assert proposed.status == STATUS.IN_FORCE


STATES = {
    "draft": {"propose_again"},
    "to_sign": {"sign", "take_back"},
    "in_force": {"end", "expire"},
    "expired": set(),
    "terminated": set(),
}
ACTS = {
    "propose_again": lambda row, by: partnerships.propose_again(agreement=row, by=by),
    "sign": lambda row, by: partnerships.sign_partnership(
        agreement=row, organisation=row.organisations.get(name="Cap Ouvert"), by=by
    ),
    "take_back": lambda row, by: partnerships.take_back_partnership(agreement=row, by=by),
    "end": lambda row, by: partnerships.end_partnership(agreement=row, by=by),
    "expire": lambda row, by: partnerships.expire_partnership(row),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_each_state_allows_its_moves_and_no_other(proposed, admins, state, act):
    begun = {} if state in {"draft", "to_sign"} else {"valid_from": clock.now()}
    PartnershipAgreement.objects.filter(pk=proposed.pk).update(status=state, **begun)
    if act in STATES[state]:
        ACTS[act](proposed, admins["cap"])
    else:
        with pytest.raises((IllegalMove, PartnershipRefusal)):
            ACTS[act](proposed, admins["cap"])

"""What a referral may give, and to whom."""

import pytest

from cases.models import LegalGround
from common.areas import ALL_AREAS, Area, Level, with_general
from referrals.actions.sending import change_referral, send_referral
from referrals.gates import GateShut, missing_to_send
from referrals.models import Referral
from referrals.policy import Gap
from tests.factories.cases import seat
from tests.factories.organisations import MembershipFactory, TeamFactory, partnership
from tests.referrals.conftest import HOUSING


def gaps(scene, row, sender=None):
    return missing_to_send(row, sender=sender or scene.sender)


def test_all_in_order_nothing_is_missing(scene):
    assert gaps(scene, scene.draft()) == {}


def test_the_consent_gate_names_the_areas_nobody_agreed_to(scene):
    row = scene.draft(areas=with_general(Area.HOUSING | Area.HEALTH))
    assert gaps(scene, row) == {Gap.CONSENT: Area.HEALTH}
    with pytest.raises(GateShut):
        send_referral(row, by=scene.sender)
    assert Referral.objects.get(pk=row.pk).status == "draft"


def test_a_legal_ground_opens_the_consent_gate(scene):
    LegalGround.objects.create(
        case=scene.world.case,
        organisation=scene.world.organisations["toit"],
        article=LegalGround.Article.CSP_1110_4,
        areas=with_general(Area.HEALTH),
        recorded_by=scene.sender,
    )
    assert gaps(scene, scene.draft(areas=with_general(Area.HOUSING | Area.HEALTH))) == {}


def test_the_partnership_gate_wants_the_leading_association_as_a_party(scene):
    lonely = TeamFactory()
    row = scene.draft(to_team=lonely)
    assert gaps(scene, row) == {Gap.CONSENT: Area.HOUSING, Gap.PARTNERSHIP: Area.HOUSING}
    partnership(lonely.organisation, scene.world.organisations["voisins"])
    assert Gap.PARTNERSHIP in gaps(scene, row)
    partnership(lonely.organisation, scene.world.organisations["cap"], areas=with_general(Area.HEALTH))
    assert Gap.PARTNERSHIP in gaps(scene, row)
    partnership(lonely.organisation, scene.world.organisations["cap"], areas=HOUSING)
    assert gaps(scene, row) == {Gap.CONSENT: Area.HOUSING}


def test_inside_the_leading_association_neither_gate_is_asked(scene):
    inside = TeamFactory(organisation=scene.world.organisations["cap"])
    assert gaps(scene, scene.draft(to_team=inside)) == {}


def test_nobody_sends_to_a_team_of_their_own(scene):
    row = scene.draft()
    MembershipFactory(user=scene.sender, team=scene.world.teams["toit"])
    assert Gap.OWN_TEAM in gaps(scene, row)


def test_a_dissolved_team_is_not_asked(scene):
    row = scene.draft()
    team = scene.world.teams["toit"]
    team.dissolved_at = row.created_at
    team.save()
    assert Gap.CLOSED in gaps(scene, Referral.objects.get(pk=row.pk))


def test_one_gives_only_the_areas_and_the_level_one_sees(scene):
    colleague = MembershipFactory(team=scene.world.teams["lien"]).user
    row = scene.draft()
    assert gaps(scene, row, sender=scene.world.psychologist)[Gap.NOT_SEEN] == Area.HOUSING
    seat(scene.world.case, user=colleague, level=Level.PRACTICAL, areas=int(ALL_AREAS))
    assert gaps(scene, row, sender=colleague)[Gap.NOT_SEEN] == Area.HOUSING


def test_the_areas_always_hold_the_needs_own(scene):
    row = change_referral(scene.draft(), by=scene.sender, areas=with_general(Area.HEALTH))
    assert row.areas == with_general(Area.HEALTH | Area.HOUSING)

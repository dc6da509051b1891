"""Why can I see this, who can see this, and the fact that is missing: each true, each only for whom it is meant."""

import datetime as dt

import pytest

from cases import policy
from cases.access import CHANGEABLE
from cases.actions import circle, sharing
from cases.explaining import reasons_for
from cases.facts import facts_of, people_of
from cases.models import Block, Case, CircleMembership, EmergencyAccess, LegalGround, Note, SharingRecipient
from cases.reading import read_case
from cases.urls import SLUGS
from common import clock
from common.areas import ALL_AREAS, Area, Level, with_general
from organisations.models import PartnershipAgreement, TeamMembership
from tests.access_table.cases import item
from tests.factories.cases import NoteFactory, seat, share
from tests.factories.organisations import MembershipFactory, partnership

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED


def note(world, **facts):
    return NoteFactory(**({"case": world.case, "author": world.social_worker, "level": P} | facts))


@pytest.mark.parametrize("model", CHANGEABLE, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("persona", ["social_worker", "psychologist", "teacher", "mentor"])
def test_every_record_says_why_one_sees_it(world, as_, model, persona):
    kind = model._meta.model_name
    pk = item(kind)(world)["pk"]
    slug = SLUGS[kind]
    html = as_(world.people[persona]).get(f"/{slug}/{pk}/pourquoi/").content.decode()
    assert "a une place dans le cercle" in html
    assert ("L’accord de partage nomme" in html) == (persona != "social_worker")
    assert ("Une convention de partenariat est en vigueur" in html) == (persona != "social_worker")
    assert ("secret professionnel" in html) == (persona in {"social_worker", "psychologist"})


def test_the_record_page_of_each_item_leads_to_why(world, as_):
    found = note(world)
    page = as_(world.teacher).get(f"/ecrit/{found.pk}/historique/").content.decode()
    assert f"/ecrit/{found.pk}/pourquoi/" in page


def kinds(item, user):
    shown = policy.ways_in(facts_of([item.case_id])[item.case_id], people_of([user])[user.pk], clock.now())
    signature = (Area(item.area), Level(item.level), item.author_id, item.author_team_id)
    best = policy.why_item(shown, signature)
    return [kind for kind, _pk in best[0].because] if best else []


def ground(world, short):
    facts = {"article": "csp_l1110_4", "areas": int(ALL_AREAS), "recorded_by": world.social_worker}
    return LegalGround.objects.create(case=world.case, organisation=world.organisations[short], **facts)


def test_the_way_in_that_lasts_longest_is_named(world):
    row = SharingRecipient.objects.get(organisation=world.organisations["voisins"])
    row.valid_until = clock.now() + clock.DAY
    row.save()
    found = note(world)
    assert kinds(found, world.teacher) == ["seat", "membership", "agreement", "partnership"]
    ground(world, "voisins")
    assert kinds(found, world.teacher) == ["seat", "membership", "ground", "partnership"]
    texts = [reason.text for reason in reasons_for(found, world.teacher)]
    assert any("L. 1110-4" in text for text in texts)
    assert not any("accord de partage" in text for text in texts)


def test_an_author_is_told_that_they_wrote_it(world):
    found = note(world, author=world.mentor, author_team=world.teams["binomes"], area=Area.HOUSING)
    assert [reason.text for reason in reasons_for(found, world.mentor)] == [
        "Vous l’avez écrit, et le dossier vous est toujours ouvert."
    ]


def emergency(world, user, team, hours=4):
    span = {"valid_from": clock.now(), "valid_until": clock.now() + dt.timedelta(hours=hours)}
    return EmergencyAccess.objects.create(case=world.case, user=user, team=team, reason="danger", **span)


def test_an_emergency_says_so_opens_every_area_for_hours_but_no_other_teams_restricted_items(world, at):
    now = clock.now()
    with at(now):
        emergency(world, world.stranger, world.teams["toit"])
        shown = {level: note(world, area=Area.HEALTH, level=level) for level in Level}
        own = note(world, level=R, author_team=world.teams["toit"])
    seen = Note.objects.visible_to(world.stranger)
    with at(now + dt.timedelta(hours=4) - dt.timedelta(microseconds=1)):
        assert set(seen.all()) == {shown[P], shown[C], own}
        assert "accès d’urgence" in reasons_for(shown[P], world.stranger)[0].text
    with at(now + dt.timedelta(hours=4)):
        assert not seen.exists()


BEATEN = {
    "a seat": lambda world, user: None,
    "a seat of one's own": lambda world, user: seat(world.case, user=user),
    "an emergency": lambda world, user: emergency(world, user, world.teams["lien"]),
    "a legal ground": lambda world, user: ground(world, "lien"),
    "being the author": lambda world, user: note(world, author=user, author_team=world.teams["lien"]),
}


@pytest.mark.parametrize("fact", BEATEN)
def test_a_block_beats(world, fact, as_):
    BEATEN[fact](world, world.psychologist)
    note(world)
    assert world.case.is_visible_to(world.psychologist)
    Block.objects.create(case=world.case, user=world.psychologist, reason="asked", recorded_by=world.manager)
    client = as_(world.psychologist)
    assert not world.case.is_visible_to(world.psychologist)
    assert not Note.objects.visible_to(world.psychologist).exists()
    assert client.get(world.case.get_absolute_url()).status_code == 404
    assert world.case.is_visible_to(world.intake)


def end(row):
    row.end()
    row.save()


def offer(world):
    row = CircleMembership.objects.get(team=world.teams["voisins"])
    row.valid_from = row.valid_until = clock.FOREVER
    row.save()


def other_areas(world):
    row = SharingRecipient.objects.get(organisation=world.organisations["voisins"])
    row.areas = with_general(Area.HOUSING)
    row.save()


def close_account(world):
    world.teacher.is_active = False
    world.teacher.save()


def block(world):
    Block.objects.create(case=world.case, user=world.teacher, reason="family", recorded_by=world.manager)


def promote(world):
    row = TeamMembership.objects.get(user=world.teacher)
    row.role = "manager"
    row.save()


MISSING = {
    # what no longer holds for the teacher: (the missing fact, what the lead reads; None: no longer of the circle)
    "account": (close_account, "son compte est fermé"),
    "block": (block, "un blocage lui ferme ce dossier"),
    "membership": (promote, "tenu·e au secret professionnel"),
    "seat": (lambda world: end(CircleMembership.objects.get(team=world.teams["voisins"])), None),
    "acceptance": (offer, "pas encore acceptée"),
    "agreement": (
        lambda world: end(SharingRecipient.objects.get(organisation=world.organisations["voisins"])),
        "aucun accord de partage",
    ),
    "partnership": (lambda world: end(PartnershipAgreement.objects.get()), "aucune convention de partenariat"),
    "areas": (other_areas, "aucun domaine en commun"),
}


@pytest.mark.parametrize("fact", MISSING)
def test_the_missing_fact_is_named_to_the_lead_and_to_nobody_who_may_not_open_the_file(world, as_, fact):
    happens, words = MISSING[fact]
    happens(world)
    people = people_of([world.teacher])
    found = policy.missing_fact(facts_of([world.case.pk])[world.case.pk], people[world.teacher.pk], clock.now())
    assert found == fact
    html = as_(world.social_worker).get(f"/dossiers/{world.case.pk}/qui-voit/").content.decode()
    assert ("Teacher" in html) == (words is not None)
    assert words is None or words in html
    refused = as_(world.teacher).get(world.case.get_absolute_url())
    assert refused.status_code == 302 if fact == "account" else refused.status_code == 404
    assert words is None or words not in refused.content.decode()


def test_the_missing_fact_is_judged_in_one_way_in_not_added_up_across_two(world):
    MembershipFactory(user=world.stranger, team=world.teams["voisins"])
    end(CircleMembership.objects.get(team=world.teams["voisins"]))
    seat(world.case, team=world.teams["toit"])
    person = people_of([world.stranger])[world.stranger.pk]
    facts = facts_of([world.case.pk])[world.case.pk]
    assert policy.missing_fact(facts, person, clock.now()) == policy.Missing.AGREEMENT
    share(world.case, world.organisations["toit"], areas=int(ALL_AREAS))
    facts = facts_of([world.case.pk])[world.case.pk]
    assert policy.missing_fact(facts, person, clock.now()) == policy.Missing.PARTNERSHIP
    partnership(world.organisations["cap"], world.organisations["toit"])
    facts = facts_of([world.case.pk])[world.case.pk]
    assert policy.missing_fact(facts, person, clock.now()) is None


@pytest.mark.parametrize("level", Level)
def test_who_can_see_an_item_is_named_to_the_lead_only(world, as_, level):
    found = note(world, level=level)
    html = as_(world.social_worker).get(f"/ecrit/{found.pk}/pourquoi/").content.decode()
    readers = {P: {"Psychologist", "Teacher", "Mentor"}, C: {"Psychologist"}, R: set()}[level]
    for name in ("Psychologist", "Teacher", "Mentor", "Stranger"):
        assert (name in html) == (name in readers), name
    if level == P:
        assert "Psychologist" not in as_(world.teacher).get(f"/ecrit/{found.pk}/pourquoi/").content.decode()


CIRCLE = {
    "social_worker": {"Cap Ouvert", "La Maison du Lien", "Voisins du Lycée", "Binômes du Val", "Toit Partagé"},
    "psychologist": {"Cap Ouvert", "La Maison du Lien", "Voisins du Lycée", "Binômes du Val"},
    "teacher": {"Cap Ouvert", "La Maison du Lien", "Voisins du Lycée", "Binômes du Val"},
    "climber": {"Cap Ouvert", "Binômes du Val"},
}


@pytest.mark.parametrize("persona", CIRCLE)
def test_the_whole_circle_is_for_the_lead_the_others_see_whom_their_areas_meet(world, persona):
    terms = {"function": "housing", "areas": with_general(Area.HOUSING), "level": P}
    circle.ask_seat(world.case, by=world.social_worker, team=world.teams["toit"], **terms)
    world.people["climber"] = MembershipFactory(team__organisation=world.organisations["binomes"]).user
    climbing = with_general(Area.LEISURE_CULTURE_SPORT)
    seat(world.case, user=world.people["climber"], level=P, areas=climbing)
    user = world.people[persona]
    page = read_case(Case.objects.visible_to(user).for_page(user).get(), user)
    seen = {str(row.team.organisation) for row in page.seats if row.team}
    assert seen == CIRCLE[persona]
    assert page.lead.user == world.social_worker


def test_the_policy_and_the_page_forget_who_was_withdrawn(world, as_):
    sharing.withdraw_recipient(
        SharingRecipient.objects.get(organisation=world.organisations["voisins"]), by=world.social_worker
    )
    html = as_(world.social_worker).get(f"/dossiers/{world.case.pk}/qui-voit/").content.decode()
    readers, outside = html.split("Qui ne peut pas")
    assert "Teacher" not in readers
    assert "Teacher" in outside

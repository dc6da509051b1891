"""Documents of a referral: chosen one by one, unknown before acceptance, open with the seat and by the one rule."""

import re

import pytest
from django.urls import reverse

from audit.models import Event
from cases.actions import plan
from common.areas import Area, Level
from common.history import StaleVersion
from common.moves import IllegalMove
from organisations.models import TeamMembership
from referrals.actions.answering import accept_referral, decline_referral
from referrals.actions.attaching import attach_documents
from referrals.actions.ending import withdraw_referral
from referrals.actions.ordering import Receiver
from referrals.actions.sending import change_referral, send_referral
from referrals.attaching import readers_of
from referrals.choices import DeclineReason, WithdrawReason
from referrals.gates import GateShut
from referrals.models import Attachment, Referral
from tests.factories.cases import DocumentFactory
from tests.factories.organisations import MembershipFactory
from tests.referrals import linking

P, C, R = Level.PRACTICAL, Level.COORDINATION, Level.RESTRICTED
OFFERED = {
    # (area, level, by whom): whether acceptance of a request for housing, coordination, would open it
    ("Bail", Area.HOUSING, P, "social_worker"): "",
    ("Rapport", Area.HOUSING, C, "social_worker"): "",
    ("Attestation", Area.GENERAL, C, "social_worker"): "",
    ("Ordonnance", Area.HEALTH, C, "social_worker"): "ajoutez",
    ("Brouillon", Area.HOUSING, R, "social_worker"): "d’abord à plus de personnes",
    ("Écrit ailleurs", Area.MENTAL_HEALTH, R, "psychologist"): None,
}


@pytest.fixture
def papers(scene):
    """One of each."""
    world = scene.world
    teams = {"social_worker": world.teams["cap"], "psychologist": world.teams["lien"]}
    return {
        title: DocumentFactory(
            case=world.case, title=title, area=area, level=level, author=world.people[who], author_team=teams[who]
        )
        for title, area, level, who in OFFERED
    }


def choose(row, *documents, by, **more):
    return attach_documents(row, by=by, documents=[document.pk for document in documents], **more)


def html(as_, user, address):
    return as_(user).get(address).content.decode()


def test_only_what_acceptance_would_open_is_offered_and_the_rest_says_what_to_widen(scene, papers, as_):
    row = scene.draft()
    page = html(as_, scene.sender, reverse("referrals:documents", args=[row.pk]))
    for (title, *_facts), why in OFFERED.items():
        ticked = re.search(rf'type="checkbox"[^>]*value="{papers[title].pk}"', page)
        assert bool(ticked) == (why == ""), title
        assert (title in page) == (why is not None), title
        assert why is None or why in page
    assert str(scene.receiver) in page


def test_one_by_one_and_nothing_else_is_kept(scene, papers):
    row = choose(scene.draft(), *papers.values(), by=scene.sender)
    assert {one.document for one in row.attachments.all()} == {papers[t] for t in ("Bail", "Rapport", "Attestation")}
    row = choose(row, papers["Bail"], by=scene.sender, version=row.version)
    assert Event.objects.filter(verb="referrals.documents_chosen").order_by("id").last().detail == {
        "documents": [str(papers["Bail"].pk)]
    }
    with pytest.raises(StaleVersion):
        choose(row, by=scene.sender, version=row.version - 1)
    assert row.history.order_by("-history_id").first().history_change_reason == "documents_chosen"


def test_a_colleagues_choice_that_one_does_not_see_stays(scene, papers):
    row = choose(scene.draft(), papers["Rapport"], by=scene.sender)
    other = MembershipFactory(team=scene.world.teams["lien"], bound=True).user  # sees no housing
    attach_documents(row, by=other, documents=[])
    assert row.attachments.get().document == papers["Rapport"]


def test_before_acceptance_the_receiver_reads_nothing_of_them(scene, papers, as_):
    row = send_referral(choose(scene.draft(), papers["Rapport"], by=scene.sender), by=scene.sender)
    bare = send_referral(scene.draft(to_team=scene.partner()), by=scene.sender)
    page = html(as_, scene.receiver, row.get_absolute_url())
    assert "Rapport" not in page
    assert "Documents" not in page
    assert as_(scene.receiver).get(papers["Rapport"].where()).status_code == 404
    sender = html(as_, scene.sender, row.get_absolute_url())
    assert "Rapport" in sender
    assert f"s’ouvrent à {scene.receiver}" in sender
    assert "Rapport" not in html(as_, scene.sender, bare.get_absolute_url())


def test_they_open_on_acceptance_and_close_with_the_seat(scene, papers, as_):
    row = choose(scene.draft(), papers["Rapport"], papers["Bail"], by=scene.sender)
    row = accept_referral(send_referral(row, by=scene.sender), by=scene.receiver)
    page = html(as_, scene.receiver, row.get_absolute_url())
    assert "Rapport" in page
    assert "Bail" in page
    assert as_(scene.receiver).get(f"{papers['Rapport'].where()}fichier/").status_code == 200
    withdraw_referral(row, by=scene.sender, reason=WithdrawReason.MISTAKE)
    assert as_(scene.receiver).get(f"{papers['Rapport'].where()}fichier/").status_code == 404
    assert "Rapport" not in html(as_, scene.receiver, row.get_absolute_url())


def test_one_that_is_narrowed_later_closes_and_leaves_no_trace(scene, papers, as_):
    row = choose(scene.draft(), papers["Bail"], by=scene.sender)
    row = accept_referral(send_referral(row, by=scene.sender), by=scene.receiver)
    volunteer = MembershipFactory(team=scene.world.teams["toit"]).user
    assert "Bail" in html(as_, volunteer, row.get_absolute_url())
    plan.set_level(papers["Bail"], level=C, by=scene.sender)
    assert "Bail" not in html(as_, volunteer, row.get_absolute_url())
    assert "Bail" in html(as_, scene.receiver, row.get_absolute_url())
    plan.set_level(papers["Bail"], level=R, by=scene.sender)
    page = html(as_, scene.receiver, row.get_absolute_url())
    assert "Bail" not in page
    assert 'id="attached"' not in page


def test_what_would_stay_shut_keeps_a_draft_from_being_sent_until_it_is_chosen_again(scene, papers, as_):
    row = choose(scene.draft(), papers["Rapport"], papers["Bail"], by=scene.sender)
    row = change_referral(row, by=scene.sender, seat_level=P)
    with pytest.raises(GateShut):
        send_referral(row, by=scene.sender)
    page = html(as_, scene.sender, row.get_absolute_url())
    assert "Choisissez-les de nouveau" in page
    row = choose(row, papers["Bail"], by=scene.sender)
    assert send_referral(row, by=scene.sender).status == "sent"


def test_sent_they_do_not_change_any_more(scene, papers, as_):
    row = send_referral(choose(scene.draft(), papers["Bail"], by=scene.sender), by=scene.sender)
    with pytest.raises(IllegalMove):
        choose(row, by=scene.sender)
    address = reverse("referrals:documents", args=[row.pk])
    assert "checkbox" not in html(as_, scene.sender, address)
    answer = as_(scene.sender).post(address, {"version": row.version, "documents": []})
    assert answer.status_code == 200
    assert row.attachments.count() == 1


def test_the_next_one_of_an_order_finds_the_same(scene, papers):
    row = choose(scene.draft(then=[Receiver(scene.partner())]), papers["Bail"], by=scene.sender)
    decline_referral(send_referral(row, by=scene.sender), by=scene.receiver, reason=DeclineReason.NO_PLACE)
    new = Referral.objects.get(previous=row)
    assert [one.document for one in new.attachments.all()] == [papers["Bail"]]


def test_who_would_read_is_named_with_what_each_may_read(scene, papers):
    world, row = scene.world, scene.draft()
    volunteer = MembershipFactory(team=world.teams["toit"], user__full_name="Zoé Marin").user
    assert readers_of(row) == [str(scene.receiver), f"{volunteer} (documents pratiques seulement)"]
    left = TeamMembership.objects.get(user=volunteer)
    left.end()
    left.save()
    assert readers_of(row) == [str(scene.receiver)]


def test_a_team_that_answers_by_link_is_offered_none(scene, papers, as_):
    row = scene.draft(to_team=linking.team_without_account(scene.world))
    assert 'id="attached"' not in html(as_, scene.sender, row.get_absolute_url())


def test_chosen_twice_is_chosen_once(scene, papers, as_):
    row, client = scene.draft(), as_(scene.sender)
    address = reverse("referrals:documents", args=[row.pk])
    version = client.get(address).context["form"]["version"].value()
    typed = {"version": version, "documents": [str(papers["Bail"].pk)]}
    assert client.post(address, typed).status_code == 302
    again = client.post(address, typed)
    assert again.status_code == 200  # stale: both are shown
    assert Attachment.objects.count() == 1

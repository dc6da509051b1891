"""What each side reads of an order of preference, and how the sender writes it."""

import pytest

from referrals.actions.answering import accept_referral
from referrals.choices import DeclineReason
from referrals.models import NextPartner
from referrals.reading import read_referral
from tests.factories.cases import share
from tests.referrals.conftest import HOUSING
from tests.referrals.test_order import asked_after, decline, member


@pytest.fixture
def second(scene):
    return scene.partner()


@pytest.fixture
def third(scene):
    return scene.partner()


def page(as_, user, row):
    return as_(user).get(row.get_absolute_url()).content.decode()


def test_the_sender_reads_the_whole_order(scene, second, third, as_):
    row = decline(scene.in_order(second, third))
    (new,) = asked_after(row)
    for one in (row, new):
        html = page(as_, scene.sender, one)
        for shown in ("Toit Partagé", "Pas de place", str(second), str(third), "À solliciter"):
            assert shown in html, shown


@pytest.mark.parametrize("accepted", [False, True])
def test_a_receiver_reads_nothing_of_the_others(scene, second, third, as_, accepted):
    row = decline(scene.in_order(second, third), text="Nous rouvrons en mars.")
    (new,) = asked_after(row)
    if accepted:
        accept_referral(new, by=member(second))
    html = page(as_, member(second), new)
    for hidden in ("Toit Partagé", row.reference, str(third), "rouvrons", "Qui est sollicité"):
        assert hidden not in html, hidden
    html = page(as_, scene.receiver, row)
    for hidden in (str(second), str(third), new.reference, "Qui est sollicité"):
        assert hidden not in html, hidden


def test_that_nobodys_hand_sent_it_is_read_by_the_sender_alone(scene, second):
    (new,) = asked_after(decline(scene.in_order(second)))
    assert read_referral(new, scene.sender).thread[-1].who == ""
    assert read_referral(new, member(second)).thread[-1].who == str(scene.sender)


def test_a_manager_of_the_sending_team_reads_the_record_alone(scene, second, as_):
    assert str(second) not in page(as_, scene.sending_manager, scene.in_order(second))


def test_what_would_be_missing_is_said_before_its_turn_comes(scene, as_):
    late = scene.partner(agreed=False)
    row = scene.in_order(late)
    missing = f"Rien ne permet à {late.organisation} de savoir"
    assert missing in page(as_, scene.sender, row)
    share(scene.world.case, late.organisation, areas=HOUSING, by=scene.sender)
    assert missing not in page(as_, scene.sender, row)


def test_what_was_missing_when_its_turn_came_stays_written(scene, third, as_):
    unknown = scene.partner(agreed=False)
    row = decline(scene.in_order(unknown, third))
    assert f"Rien ne permet à {unknown.organisation} de savoir" in page(as_, scene.sender, row)


def test_the_sender_asks_the_next_or_is_told_that_nobody_can_be(scene, second, as_):
    row = decline(scene.in_order(second), DeclineReason.NOT_INTERESTED)
    assert "Solliciter le suivant" in page(as_, scene.sender, row)
    (party,) = second.organisation.partnership_parties.all()
    party.agreement.end()
    party.agreement.save()
    answer = as_(scene.sender).post(f"/orientations/{row.pk}/suivant/", follow=True)
    assert "Personne n’a pu être sollicité" in answer.content.decode()
    assert NextPartner.objects.get().status == "skipped"


def test_asking_the_next_leads_to_the_new_referral(scene, second, as_):
    row = decline(scene.in_order(second), DeclineReason.NOT_REACHED)
    answer = as_(scene.sender).post(f"/orientations/{row.pk}/suivant/")
    (new,) = asked_after(row)
    assert answer.url == new.get_absolute_url()


def test_the_order_is_written_with_the_request_and_needs_the_young_persons_yes(scene, second, as_):
    client = as_(scene.sender)
    address = f"/besoins/{scene.need.pk}/orienter/"
    data = {
        "receiver": scene.world.teams["toit"].pk,
        "then_1": second.pk,
        "asked": "accommodation",
        "urgency": "soon",
        "sector": "department",
        "areas": [32],
        "seat_level": 2,
    }
    assert "Demandez d’abord au jeune" in client.post(address, data).content.decode()
    again = client.post(address, data | {"then_2": second.pk, "order_agreed": "on"}).content.decode()
    assert "Choisissez chaque partenaire une seule fois" in again
    assert client.post(address, data | {"order_agreed": "on"}).status_code == 302
    assert NextPartner.objects.get().team == second


def test_a_stale_order_is_shown_beside_the_other_and_saves_nothing(scene, second, third, as_):
    row = scene.in_order(second)
    client, address = as_(scene.sender), f"/orientations/{row.pk}/suite/"
    opened = client.get(address).context["form"]
    assert opened["then_1"].value() == str(second.pk)
    data = {"version": opened["version"].value(), "order_agreed": "on"}
    assert client.post(address, data | {"then_1": third.pk}).status_code == 302
    html = client.post(address, data | {"then_1": second.pk}).content.decode()
    assert "Ce n’est pas encore enregistré" in html or "Quelqu’un" in html
    assert NextPartner.objects.get().team == third


def test_an_order_that_found_somebody_is_over(scene, second, as_):
    row = accept_referral(scene.in_order(second), by=scene.receiver)
    assert "Prise en charge par Toit Partagé\N{NO-BREAK SPACE}: personne d’autre n’est sollicité" in page(
        as_, scene.sender, row
    )


def test_a_page_with_a_whole_order_costs_little(scene, second, third, as_, django_assert_max_num_queries):
    row = scene.in_order(second, third, scene.partner())
    client = as_(scene.sender)
    with django_assert_max_num_queries(60):
        client.get(row.get_absolute_url())


def test_a_refusal_that_asks_the_next_costs_little(scene, second, as_, django_assert_max_num_queries):
    row = scene.in_order(second)
    client = as_(scene.receiver)
    with django_assert_max_num_queries(60):
        client.post(f"/orientations/{row.pk}/repondre/", {"move": "decline", "reason": "no_place"})

"""To try again after an end is a new referral linked to the old one, and carries nothing that the other team wrote."""

import pytest

from cases.actions.closing import close_case
from cases.actions.plan import move_need
from cases.models import Need
from referrals.actions.answering import decline_referral
from referrals.actions.ordering import OrderRefused
from referrals.actions.sending import refer_again, send_referral
from referrals.choices import DeclineReason
from referrals.models import Referral
from referrals.policy import FINAL, OPEN
from tests.referrals.conftest import HOUSING

BUTTON = "Orienter vers un autre partenaire"


@pytest.fixture
def ended(scene):
    row = scene.sent(constraints=["by_bus"], urgency="urgent", prepared_with_young_person=True)
    return decline_referral(row, by=scene.receiver, reason=DeclineReason.CRITERIA, text="Nous rouvrons en mars.")


def page(as_, user, row):
    return as_(user).get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("status", sorted(FINAL - {"closed"}))
def test_the_sender_of_one_that_ended_has_one_button(scene, as_, status):
    row = scene.in_state(status)
    assert page(as_, scene.sender, row).count(BUTTON) == 1
    for other in (scene.receiver, scene.sending_manager):
        assert BUTTON not in page(as_, other, row)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_one_that_is_open_has_none(scene, as_, status):
    assert BUTTON not in page(as_, scene.sender, scene.in_state(status))


def test_the_form_holds_what_was_asked_and_asks_the_rest_anew(scene, as_, ended):
    answer = as_(scene.sender).get(f"/orientations/{ended.pk}/reprendre/")
    form = answer.context["form"]
    filled = {name: form[name].value() for name in ("asked", "constraints", "urgency", "sector", "seat_level", "areas")}
    assert filled == {
        "asked": "accommodation",
        "constraints": ["by_bus"],
        "urgency": "urgent",
        "sector": "commune",
        "seat_level": 2,
        "areas": [32],
    }
    for anew in ("receiver", "then_1", "order_agreed", "prepared_with_young_person"):
        assert not form[anew].value(), anew
    assert "rouvrons" not in answer.content.decode()


def test_it_makes_a_linked_draft_for_the_same_need_once(scene, as_, ended):
    client, team = as_(scene.sender), scene.partner()
    address = f"/orientations/{ended.pk}/reprendre/"
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in ("new_id", "asked", "urgency", "sector", "seat_level", "areas")}
    for _ in range(2):
        answer = client.post(address, data | {"receiver": team.pk})
    new = Referral.objects.get(previous=ended)
    assert answer.url == new.get_absolute_url()
    assert (new.status, new.need, new.to_team, new.messages.count()) == ("draft", ended.need, team, 0)
    assert (new.areas, new.sent_at, new.decline_reason) == (HOUSING, None, "")


def test_the_new_receiver_does_not_learn_of_the_old(scene, as_, ended):
    team = scene.partner()
    new = refer_again(ended, by=scene.sender, to_team=team, areas=HOUSING, seat_level=2, asked="accommodation")
    html = page(as_, team.memberships.get().user, send_referral(new, by=scene.sender))
    for hidden in (ended.reference, "Toit Partagé", "rouvrons"):
        assert hidden not in html, hidden
    assert ended.reference in page(as_, scene.sender, new)


@pytest.mark.parametrize("over", ["need", "file"])
def test_nothing_is_tried_again_for_what_is_over(scene, as_, ended, over):
    if over == "need":
        move_need(scene.need, status=Need.Status.CLOSED, by=scene.sender)
    else:
        close_case(scene.world.case, reason="achieved", by=scene.sender)
    assert BUTTON not in page(as_, scene.sender, ended)
    with pytest.raises(OrderRefused):
        refer_again(ended, by=scene.sender, to_team=scene.partner(), areas=HOUSING, seat_level=2, asked="advice")

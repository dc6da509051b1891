"""A lead hands a file over to a colleague who is in it already: who takes over is told, nobody loses the thread."""

import pytest
from playwright.sync_api import expect

from tests.factories.organisations import MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_successor_leads_at_once_and_is_told_while_the_one_before_stays_in_the_circle(living, open_as):
    world, file = living, living.case.get_absolute_url()
    successor = MembershipFactory(team=world.teams["cap"], bound=True, user__full_name="Nadia Ferrer").user
    lead, new = open_as(world.social_worker), open_as(successor)
    new.goto(file)
    expect(new.get_by_text("Social Worker", exact=True).first).to_be_visible()
    expect(new.get_by_role("link", name="Passer le relais")).to_have_count(0)

    lead.goto(file)
    lead.get_by_role("link", name="Passer le relais").click()
    lead.get_by_label("Nouveau ou nouvelle référent·e").select_option(
        label="Nadia Ferrer, Équipe Cap Ouvert (Cap Ouvert)"
    )
    lead.get_by_role("button", name="Nommer référent·e").click()
    expect(lead.get_by_text("est nommé·e et prévenu·e")).to_be_visible()
    lead.goto(file)
    expect(lead.get_by_role("heading", level=1)).to_have_text("Éloïse Garçon")
    expect(lead.get_by_role("link", name="Passer le relais")).to_have_count(0)

    new.goto("/")
    expect(new.get_by_text("Vous êtes désormais")).to_be_visible()
    new.goto(file)
    expect(new.get_by_text("Nadia Ferrer (vous)")).to_be_visible()
    expect(new.get_by_role("link", name="Passer le relais")).to_be_visible()

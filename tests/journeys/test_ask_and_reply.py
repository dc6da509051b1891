"""A question before acceptance: asked, answered without a name, read, and the clock goes on meanwhile."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_answer_a_referral import sent  # noqa: F401  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUESTION, ANSWER = "Peut-on venir le samedi ?", "Oui, le matin."


def test_it_is_asked_answered_without_a_name_and_read(sent, open_as):  # noqa: F811
    address = sent.referral.get_absolute_url()
    receiver, sender = open_as(sent.receiver), open_as(sent.world.social_worker)
    receiver.goto(address)
    receiver.get_by_role("button", name="Je m’en occupe").click()
    receiver.get_by_role("radio", name="Demander une précision").check()
    receiver.get_by_role("textbox", name="Votre question").fill(QUESTION)
    receiver.get_by_role("button", name="Envoyer la réponse").click()
    expect(receiver.get_by_role("region", name="Échanges")).to_contain_text(QUESTION)
    expect(receiver.get_by_text("C’est à Cap Ouvert d’agir")).to_be_visible()
    expect(receiver.get_by_text("fin automatique")).to_be_visible()

    sender.goto("/")
    sender.get_by_role("link", name="La Maison du Lien demande une précision").first.click()
    reply = sender.get_by_role("region", name="Votre réponse à la question")
    reply.get_by_role("textbox").fill("Oui, Éloïse peut le matin.")
    reply.get_by_role("button", name="Envoyer la réponse").click()
    expect(sender.get_by_text("Ôtez le nom du ou de la jeune").first).to_be_visible()
    expect(sender.get_by_role("textbox", name="Votre réponse")).to_have_value("Oui, Éloïse peut le matin.")
    sender.get_by_role("textbox", name="Votre réponse").fill(ANSWER)
    sender.get_by_role("button", name="Envoyer la réponse").click()
    expect(sender.get_by_text("C’est à La Maison du Lien d’agir")).to_be_visible()

    receiver.reload()
    expect(receiver.get_by_role("region", name="Échanges")).to_contain_text(ANSWER)
    receiver.get_by_role("radio", name="Accepter").check()
    receiver.get_by_role("button", name="Envoyer la réponse").click()
    expect(receiver.get_by_role("region", name="Éloïse Garçon")).to_be_visible()

"""A partner without an account, from its first record to the young person it takes on: every step is in a page."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from cases.actions import plan
from common import clock
from common.areas import Area, Level, with_general
from notifications.tasks import sweep
from organisations.models import Organisation
from tests.browser.driver import PHONE, is_fit_for_everyone
from tests.factories.cases import share

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME, TEAM, ADDRESS = "Le Fil des Mots", "Atelier d’écriture", "atelier@fil.example"
NEED = "Accéder à la culture et à une pratique artistique"
QUESTION = "Le samedi matin conviendrait-il ?"


def record(page):
    """The network's administrator: a name, a team, an address."""
    page.goto("/reseau/")
    page.get_by_role("link", name="En enregistrer une sans compte").click()
    page.get_by_label("Nom de l’association").fill(NAME)
    page.get_by_label("Nom de l’équipe").fill(TEAM)
    page.get_by_label("Adresse électronique").fill(ADDRESS)
    page.get_by_role("button", name="Enregistrer l’association").click()
    expect(page.get_by_text(f"répond par lien, à {ADDRESS}")).to_be_visible()


def sign_with_it(page):
    """The administrator of the leading association signs, and notes what the other signed on paper."""
    page.goto("/conventions/")
    page.get_by_role("link", name="Proposer une convention").click()
    page.get_by_label("Titre").fill("Écrire ensemble")
    page.get_by_role("checkbox", name=NAME).check()
    page.get_by_role("checkbox", name="Loisirs, culture, sport").check()
    page.get_by_role("button", name="Proposer").click()
    page.get_by_role("button", name="Signer pour mon association").click()
    page.get_by_role("link", name=f"Noter la signature de {NAME}").click()
    page.get_by_label("Qui a signé").fill("Aude Salvi, présidente")
    page.get_by_label("Quel jour").fill(f"{clock.today():%Y-%m-%d}")
    page.get_by_role("button", name="Noter la signature").click()
    expect(page.get_by_text("En vigueur")).to_be_visible()
    expect(page.get_by_text("signé sur papier par Aude Salvi, présidente")).to_be_visible()


def refer(page, case):
    """The lead chooses it among the others, and reads that it answers by link."""
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name=f"Orienter : {NEED}").click()
    receivers = page.get_by_label("À quel service ou à quelle équipe")
    receivers.select_option(label=f"{TEAM} ({NAME}) – répond par lien")
    page.get_by_role("radio", name="Une place dans un groupe").check()
    page.get_by_role("radio", name="Pratique").check()
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("region", name="Réponse par lien")).to_contain_text("n’a pas de compte")
    page.get_by_role("button", name="Envoyer l’orientation").click()
    expect(page.get_by_role("region", name="Réponse par lien")).to_contain_text("pas encore ouvert")


def mailed():
    """The last mail to the association, once it has left."""
    sweep()
    last = mail.outbox[-1]
    assert last.to == [ADDRESS]
    return last.body


def open_link(page, path):
    """A scanner looks first, three times; then somebody confirms, and types the code that comes."""
    for _visit in range(3):
        assert page.request.get(path).ok
    assert not re.search(r"\b\d{6}\b", mailed())
    page.goto(path)
    is_fit_for_everyone(page)
    page.get_by_role("button", name="Recevoir le code").click()
    is_fit_for_everyone(page)
    page.get_by_label("Votre code").fill("000000")
    page.get_by_role("button", name="Ouvrir la demande").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce n’est pas le dernier code envoyé")
    page.get_by_label("Votre code").fill(re.search(r"\b\d{6}\b", mailed()).group())
    page.get_by_role("button", name="Ouvrir la demande").click()
    expect(page.get_by_role("region", name="La demande")).to_contain_text(NEED)
    assert path.split("/")[2] not in page.url


def ask(page):
    page.get_by_role("button", name="Je m’en occupe").click()
    page.get_by_role("radio", name="Demander une précision").check()
    page.get_by_role("textbox", name="Votre question").fill(QUESTION)
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("region", name="Échanges")).to_contain_text(QUESTION)


def reply(page):
    page.reload()
    expect(page.get_by_role("region", name="Réponse par lien")).to_contain_text("ouvert le")
    expect(page.get_by_role("region", name="Échanges")).to_contain_text(f"Par lien, {NAME}")
    page.get_by_role("textbox", name="Votre réponse").fill("Oui, chaque samedi.")
    page.get_by_role("button", name="Envoyer la réponse").click()


def accept(page):
    page.reload()
    expect(page.get_by_role("region", name="Échanges")).to_contain_text("Oui, chaque samedi.")
    assert "Éloïse" not in page.content()
    page.get_by_role("radio", name="Accepter").check()
    page.get_by_role("button", name="Envoyer la réponse").click()
    reach = page.get_by_role("region", name="Joindre Éloïse")
    expect(reach).to_contain_text("06 39 98 01 47")
    assert "Garçon" not in page.content()
    is_fit_for_everyone(page)


def test_it_is_recorded_asked_by_a_letter_and_takes_somebody_on(living, open_as):
    world, area = living, Area.LEISURE_CULTURE_SPORT
    plan.add_need(
        world.case,
        code="leisure_culture_sport.culture_and_arts",
        area=area,
        level=Level.COORDINATION,
        by=world.social_worker,
    )
    record(open_as(world.network_admin))
    sign_with_it(open_as(world.org_admin))
    share(world.case, Organisation.objects.get(name=NAME), areas=with_general(area), by=world.social_worker)
    sender, partner = open_as(world.social_worker), open_as(viewport=PHONE)
    refer(sender, world.case)

    open_link(partner, re.search(r"/repondre/[\w-]+/", mailed()).group())
    ask(partner)
    reply(sender)
    assert "/repondre/" in mailed()
    accept(partner)
    partner.get_by_label("Votre message").fill("À samedi.")
    partner.get_by_role("button", name="Envoyer le message").click()
    sender.reload()
    expect(sender.get_by_role("region", name="Échanges")).to_contain_text("À samedi.")
    said = "\n".join(f"{sent.subject} {sent.body}" for sent in mail.outbox)
    assert not re.search(f"Éloïse|Garçon|{NEED}|OR-|Cap Ouvert", said)

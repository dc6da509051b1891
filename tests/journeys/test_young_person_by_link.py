"""A young person by their own link: given by the lead, opened by a code, read, answered in words, signed, left."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from cases.actions import versions
from common import clock
from notifications.tasks import sweep
from programs.actions import log_session
from tests.browser.driver import PHONE, is_fit_for_everyone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "eloise@example.org"
PAGES = {
    "Ce qui est écrit": "Aller en cours",
    "Les séances": "Vous y étiez",
    "Le cercle": "La Maison du Lien",
    "Qui a regardé": "Social Worker",
}
"""And what each shows."""


def mailed():
    """The last mail to the young person, once it has left."""
    sweep()
    last = mail.outbox[-1]
    assert last.to == [ADDRESS]
    return last.body


def code():
    return re.search(r"\b\d{6}\b", mailed()).group()


def give(page, case):
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name="Liens personnels").click()
    page.get_by_role("radio", name="Éloïse").check()
    page.get_by_role("radio", name="par courriel").check()
    page.get_by_label("Adresse électronique").fill(ADDRESS)
    page.get_by_role("button", name="Donner le lien").click()
    expect(page.get_by_text("pas encore ouvert")).to_be_visible()
    is_fit_for_everyone(page)


def open_link(page, path):
    """A scanner looks first; then somebody confirms, and types the code that comes."""
    for _visit in range(3):
        assert page.request.get(path).ok
    page.goto(path)
    page.get_by_role("button", name="Recevoir le code").click()
    page.get_by_label("Votre code").fill(code())
    page.get_by_role("button", name="Ouvrir mes pages").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Éloïse, voici votre projet")
    assert path.split("/")[2] not in page.url


def say(page):
    page.get_by_role("link", name="Ajouter mes mots").click()
    page.get_by_label("Mes mots").fill("Je préfère le soir.")
    page.get_by_role("radio", name="pas très bien").check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("region", name="Ce que j’ai dit")).to_contain_text("Je préfère le soir.")


def sign(page):
    page.get_by_role("link", name="Le projet", exact=True).first.click()
    page.get_by_role("link", name="La lire et répondre").click()
    expect(page.get_by_role("region", name="Objectifs")).to_contain_text("Finir mon année")
    page.get_by_role("button", name="Recevoir un code pour signer").click()
    page.get_by_role("radio", name="Je signe").check()
    page.get_by_label("Votre code").fill(code())
    page.get_by_role("button", name="Donner ma réponse").click()
    expect(page.get_by_text("Vous l’avez signée")).to_be_visible()


def test_it_is_given_opened_read_answered_signed_and_left(living, open_as):
    world = living
    versions.propose_version(world.case, by=world.social_worker)
    log_session(world.case, by=world.mentor, status="present", held_on=clock.today())
    lead, page = open_as(world.social_worker), open_as(viewport=PHONE)
    give(lead, world.case)

    open_link(page, re.search(r"/lien/[\w-]+/", mailed()).group())
    is_fit_for_everyone(page)
    say(page)
    sign(page)
    for name, seen in PAGES.items():
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("main")).to_contain_text(seen)
        is_fit_for_everyone(page)
    page.get_by_role("button", name="Quitter").click()
    assert page.request.get("/moi/").status == 404
    lead.goto(world.case.get_absolute_url())
    lead.get_by_role("link", name="Historique").nth(1).click()
    expect(lead.get_by_role("main")).to_contain_text("Je préfère le soir.")

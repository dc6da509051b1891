"""A data protection officer: who did and saw what, who could on a day gone by, and whether the record is whole."""

import csv
import io

import pytest
from playwright.sync_api import expect

from accounts.models import ActivePeriod, User
from audit import chain
from audit.models import Event
from audit.tasks import verify
from cases.actions import plan
from cases.actions.sharing import withdraw_recipient
from common import clock
from common.areas import Area, Level
from people.actions import change_identity
from tests import personas
from tests.browser.driver import PHONE, faults, overflow
from tests.journeys.worker import Worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRETS = ("Zéphyrine", "Marqueterie", "Villebrune", "06 39 98 01 47", "Secretissime", "présence régulière")
"""Names, commune, contact, and words of what is written."""


@pytest.fixture
def start():
    return clock.now()


@pytest.fixture
def told(db, start, open_as):
    """A file of ten days ago; a partner withdrawn five days ago; today, two people read it and one is refused."""
    with clock.at(start - 10 * clock.DAY):
        world = personas.build()
        ActivePeriod.objects.bulk_create(ActivePeriod(user=user) for user in User.objects.order_by("pk"))
        write(world)
    with clock.at(start - 5 * clock.DAY):
        theirs = world.case.recipients.get(organisation=world.organisations["voisins"])
        withdraw_recipient(theirs, by=world.social_worker)
    with clock.at(start):
        for reader in ("psychologist", "mentor", "stranger"):
            open_as(world.people[reader]).goto(world.case.get_absolute_url())
        chain.seal_all()
        yield world


def write(world):
    """Marked names and contents, so that nothing of them shows unnoticed."""
    case, by = world.case, {"by": world.social_worker}
    names = {"first_name": "Zéphyrine", "last_name": "Marqueterie", "contact": "06 39 98 01 47"}
    change_identity(case.person, case_id=case.pk, **names, **by)
    here = {"area": Area.EDUCATION, "level": Level.COORDINATION}
    plan.add_need(case, code="education.attendance", **here, **by)
    plan.add_goal(case, words="Secretissime but", wording="Secretissime formulation", **here, **by)
    plan.add_note(case, text="Secretissime écrit", **here, **by)


def find(page, reference):
    """From the home page, by the reference somebody gave."""
    page.goto("/")
    page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Journal").click()
    page.get_by_label("Référence du dossier").fill(reference)
    page.get_by_role("button", name="Voir le journal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Qui a fait et vu quoi")


def lines(page):
    return [" ".join(line.inner_text().split()) for line in page.locator("#rows ol > li").all()]


def clean(page):
    """No name of the young person, nothing written, on what the officer has before their eyes."""
    text = page.inner_text("body")
    return not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("viewport", [PHONE, None], ids=["telephone", "desk"])
def test_by_reference_it_says_who_did_saw_and_was_refused_what(told, open_as, viewport):
    page = open_as(told.dpo, **({"viewport": viewport} if viewport else {}))
    find(page, told.case.reference.lower().replace("-", " "))
    shown = lines(page)
    for who, what, association in (
        ("Psychologist", "a ouvert la page", "La Maison du Lien"),
        ("Mentor", "a ouvert la page", "Binômes du Val"),
        ("Stranger", "n’a pas pu", "Toit Partagé"),
        ("Social Worker", "a ajouté un besoin", "Cap Ouvert"),
        ("Social Worker", "a ajouté un écrit", "Cap Ouvert"),
    ):
        assert any(who in line and what in line and association in line for line in shown), (who, what, shown)
    assert clean(page)
    assert overflow(page) <= 0
    assert not faults(page)
    page.get_by_label("Personne").select_option(label="Mentor")
    page.get_by_role("button", name="Filtrer").click()
    assert {"Mentor" in line for line in lines(page)} == {True}
    assert page.goto(told.case.get_absolute_url()).status == 404
    assert not [fault for fault in page.complaints if "static" in fault]


def test_it_says_who_could_see_it_on_a_given_day_and_why(told, start, open_as):
    page = open_as(told.dpo)
    find(page, told.case.reference)
    page.get_by_role("link", name="Qui pouvait le voir un jour donné").click()
    readers = {}
    for days_ago in (6, 1):
        page.get_by_label("Quel jour").fill(f"{clock.local_day(start - days_ago * clock.DAY):%Y-%m-%d}")
        page.get_by_role("button", name="Voir", exact=True).click()
        names = page.get_by_role("rowheader").all_inner_texts()
        readers[days_ago] = {name.split("\n")[0] for name in names}
        assert clean(page)
    stayed = {"Social Worker", "Psychologist", "Intake", "Mentor"}
    assert readers == {6: stayed | {"Teacher"}, 1: stayed}
    mentor = page.get_by_role("row").filter(has_text="Mentor")
    expect(mentor).to_contain_text("Éducation")
    expect(mentor.get_by_role("cell").nth(1)).to_have_text("–")
    assert not faults(page)


def test_the_record_is_shown_whole_in_plain_words_and_verified_at_will(told, open_as):
    assert verify()
    page = open_as(told.dpo, viewport=PHONE)
    worker = Worker(page)
    page.goto("/protection/")
    page.get_by_role("link", name="Voir les preuves").click()
    expect(page.get_by_role("status")).to_contain_text("Oui. Vérifié le")
    expect(page.get_by_role("status")).to_contain_text("rien n’a été retiré, modifié ni glissé")
    assert overflow(page) <= 0
    assert not faults(page)
    page.get_by_role("button", name="Vérifier le journal maintenant").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    worker.takes()
    worker.ends()
    paper = fetch(page).decode()
    assert "Il est intact." in paper
    page.goto("/protection/preuve/")
    proofs = page.get_by_role("region", name="Les dernières vérifications")
    expect(proofs.get_by_role("listitem").first).to_contain_text("Dpo")


def fetch(page):
    with page.expect_download() as coming:
        page.get_by_role("link", name="Télécharger le fichier").click()
    return coming.value.path().read_bytes()


def test_the_lines_are_exported_as_they_show_and_the_export_is_in_the_record(told, open_as):
    page = open_as(told.dpo)
    worker = Worker(page)
    find(page, told.case.reference)
    page.get_by_label("Personne").select_option(label="Social Worker")
    page.get_by_role("button", name="Filtrer").click()
    shown = len(lines(page))
    page.get_by_role("button", name="Exporter ces lignes").click()
    worker.takes()
    worker.ends()
    text = fetch(page).decode("utf-8-sig")
    titles, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert titles[:4] == ["Dossier", "Quand", "Qui", "Association"]
    assert len(rows) == shown
    assert {row[2] for row in rows} == {"Social Worker"}
    assert not [secret for secret in SECRETS if secret in text]
    find(page, told.case.reference)
    assert any("Dpo" in line and "document" in line.lower() for line in lines(page))


def test_a_name_is_looked_up_whole_and_that_is_in_the_record(told, open_as):
    page = open_as(told.dpo)
    page.goto("/protection/")
    page.get_by_role("link", name="Chercher par le nom exact").click()
    expect(page.get_by_text("La recherche d’un nom est inscrite au journal")).to_be_visible()
    for first, found in (("Zéphy", False), ("zephyrine", True)):
        page.get_by_label("Prénom").fill(first)
        page.get_by_label("Nom", exact=True).fill("Marqueterie")
        page.get_by_role("button", name="Chercher, en l’inscrivant au journal").click()
        expect(page.get_by_text("Cette recherche a été inscrite au journal")).to_be_visible()
        assert page.get_by_role("link", name=told.case.reference).is_visible() == found
    assert Event.objects.filter(verb="privacy.name_looked_up", actor_id=told.dpo.pk).count() == 2
    assert "Marqueterie" not in page.url
    page.get_by_role("link", name=told.case.reference).click()
    assert any("Dpo" in line and "par le nom exact" in line for line in lines(page))
    assert clean(page)

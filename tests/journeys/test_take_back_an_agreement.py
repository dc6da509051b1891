"""A social worker takes one partner out of the agreement to share, closes a file, opens a new one."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from cases.actions import plan
from cases.models import Action, Note
from common import clock
from common.areas import Area, Level
from documents.actions import do_job, start_job, take_job
from tests.journeys.test_answer_a_referral import NOTHING
from tests.test_access import KWARGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HELD = ("cases:", "programs:session_correct", "privacy:", "referrals:create")
"""What hangs on a file."""


@pytest.fixture
def shared(living):
    """The partner has written, is asked for an action and knows of it."""
    here = {"area": Area.MENTAL_HEALTH, "level": Level.COORDINATION}
    plan.add_note(living.case, by=living.psychologist, text="Va mieux.", **here)
    plan.add_action(
        living.case, by=living.social_worker, title="Un rendez-vous", owner_team=living.teams["lien"], **here
    )
    return living


def addresses(world):
    """Every address of the file and of what hangs on it, but that of a letter: it is for whoever holds it."""
    named = {name for name in KWARGS if KWARGS[name] and name.startswith(HELD)} - {"cases:link"}
    held = sorted(named, reverse=True)
    return {reverse(name, kwargs=KWARGS[name](world)) for name in held}


def links(page, case):
    """Wherever the page of the young person leads, its own part only."""
    page.goto(case.get_absolute_url())
    found = page.locator("main a[href^='/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return {link for link in found if link != reverse("cases:list")}


def withdraw(page, case, partner):
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name=f"Retirer : {partner}").click()
    expect(page.get_by_text(f"{partner} perdra aussitôt l’accès à ce dossier")).to_be_visible()
    page.get_by_role("button", name="Retirer cette association").click()
    expect(page.get_by_text("cette association ne voit plus rien du dossier")).to_be_visible()
    expect(page.get_by_role("region", name="Accords de partage")).not_to_contain_text(partner)


def test_the_partner_loses_every_path_of_the_file_at_once(shared, open_as):
    partner, lead, asks = open_as(shared.psychologist), open_as(shared.social_worker), Client()
    asks.force_login(shared.psychologist)
    ways = addresses(shared) | links(partner, shared.case)
    opened = {way for way in ways if asks.get(way, follow=True).status_code == 200}
    assert len(opened) > 20
    withdraw(lead, shared.case, "La Maison du Lien")
    left = {way: answer for way in ways if (answer := asks.get(way, follow=True)).status_code not in (404, 405)}
    kept = {reverse("programs:session_create"), reverse("cases:archive_detail", args=[shared.case.pk])}
    assert {way.partition("?")[0] for way in left} == kept, "everybody's form, and what the team wrote itself"
    assert all("Éloïse" not in answer.content.decode() for answer in left.values())
    other = open_as(shared.teacher)
    assert other.goto(shared.case.get_absolute_url()).status == 200


def test_nor_do_lists_search_home_and_notices_show_it_any_more(shared, open_as):
    partner = open_as(shared.psychologist)
    pages = (reverse("home"), reverse("cases:list"), reverse("notifications:list"))
    shown = {}
    for turn in ("before", "after"):
        for path in pages:
            partner.goto(path)
            shown[turn, path] = partner.locator("main").inner_text()
        for label, button in (("Chercher un ou une jeune, un service", "Rechercher"), ("Nom", "Rechercher par nom")):
            partner.goto(reverse("cases:list"))
            partner.get_by_label(label, exact=True).fill("Garçon")
            partner.get_by_role("button", name=button, exact=True).first.click()
            shown[turn, label] = partner.locator("main").inner_text()
        if turn == "before":
            withdraw(open_as(shared.social_worker), shared.case, "La Maison du Lien")
    told = ("Éloïse", "Un rendez-vous", "Une action est proposée à votre équipe")
    for where, text in shown.items():
        assert any(word in text for word in told) is (where[0] == "before"), where


@pytest.mark.pdf
@pytest.mark.usefixtures("pdf")
def test_nor_can_a_plan_prepared_before_be_fetched_after(shared, open_as):
    job = start_job("cases.plan_pdf", by=shared.psychologist, case=shared.case)
    do_job(take_job(job.pk))
    partner = open_as(shared.psychologist)
    ways = [reverse("documents:job", args=[job.pk]), reverse("documents:download", args=[job.pk])]
    assert [partner.request.get(way).status for way in ways] == [200, 200]
    withdraw(open_as(shared.social_worker), shared.case, "La Maison du Lien")
    assert [partner.request.get(way).status for way in ways] == [404, 404]


def test_a_form_opened_before_saves_nothing_after(shared, open_as):
    partner, accepting = open_as(shared.psychologist), open_as(shared.psychologist)
    partner.goto(reverse("cases:note_add", args=[shared.case.pk]))
    partner.get_by_label("Écrit", exact=True).fill("Écrit trop tard.")
    partner.get_by_label("Domaine").select_option(label="Santé mentale")
    accepting.goto(shared.case.get_absolute_url())
    withdraw(open_as(shared.social_worker), shared.case, "La Maison du Lien")

    partner.get_by_role("button", name="Ajouter au projet").click()
    expect(partner.get_by_role("heading", level=1)).to_have_text(NOTHING)
    accepting.get_by_role("button", name="Accepter : Un rendez-vous").click()
    expect(accepting.get_by_role("heading", level=1)).to_have_text(NOTHING)
    assert Note.objects.filter(author=shared.psychologist).count() == 1
    assert Action.objects.get(owner_team=shared.teams["lien"]).status == Action.Status.PROPOSED


def test_a_closed_file_takes_nothing_more_and_its_circle_reads_it_for_thirty_days(shared, open_as):
    page, partner = open_as(shared.social_worker), open_as(shared.teacher)
    page.goto(shared.case.get_absolute_url())
    page.get_by_role("link", name="Clore le dossier").click()
    page.get_by_role("radio", name="objectifs atteints").check()
    page.get_by_role("button", name="Clore le dossier").click()
    expect(page.get_by_text("Le dossier est clos.")).to_be_visible()
    expect(page.get_by_text("rien ne peut y être ajouté")).to_be_visible()
    expect(page.get_by_role("link", name="Ajouter")).to_have_count(0)
    page.goto(reverse("cases:list"))
    expect(page.locator("#rows")).not_to_contain_text("Éloïse Garçon")
    page.get_by_role("link", name="Clos", exact=True).click()
    expect(page.locator("#rows")).to_contain_text("Éloïse Garçon")

    shared.case.refresh_from_db()
    end = shared.case.closed_at + 30 * clock.DAY
    for instant, answer in ((end - clock.DAY / 86400, 200), (end + clock.DAY / 86400, 404)):
        with clock.at(instant):
            assert partner.goto(shared.case.get_absolute_url()).status == answer


def test_a_new_file_opens_with_its_opener_as_lead_and_nobody_outside_sees_it(world, open_as):
    page = open_as(world.social_worker)
    page.goto(reverse("cases:list"))
    page.get_by_role("link", name="Ouvrir un dossier").click()
    page.get_by_label("Prénom", exact=True).fill("Inès")
    page.get_by_label("Nom", exact=True).fill("Da Silva")
    page.get_by_label("Date de naissance").fill("2011-05-02")
    page.get_by_label("Commune où il ou elle habite").fill("Villebrune")
    page.get_by_label("Comment il ou elle veut être joint·e").select_option(label="SMS")
    page.get_by_label("Nom d’un titulaire de l’autorité parentale").fill("Ana Da Silva")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_text("Ensuite : le cercle et les accords de partage.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inès Da Silva")
    expect(page.get_by_text("Social Worker (vous)")).to_be_visible()
    expect(page.get_by_role("region", name="Identité et famille")).to_contain_text("Ana Da Silva")
    expect(page.get_by_role("region", name="Accords de partage")).to_contain_text(
        "aucune autre association ne voit quoi que ce soit"
    )
    for stranger in (world.psychologist, world.teacher, world.mentor, world.manager, world.dpo):
        assert open_as(stranger).goto(page.url).status == 404

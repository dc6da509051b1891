"""An organisation administrator: members and roles, agreements, services; two people for what takes two."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from accounts.models import User
from notifications import tasks
from organisations.models import OrganisationRole
from tests.browser.driver import PHONE, faults, overflow
from tests.factories.organisations import OrganisationRoleFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW, PASSWORD = "ana@example.org", "un matin calme au bord du lac"
SERVICE = "Écoute du mercredi"


@pytest.fixture
def world(world):
    """No attempt counted from another journey; Toit Partagé has its administrator too."""
    cache.clear()
    theirs = UserFactory(full_name="Paul Nguyen", email="paul@example.org")
    OrganisationRoleFactory(user=theirs, organisation=world.organisations["toit"])
    world.people["their_admin"] = theirs
    return world


def go(page, *names):
    """Through the menu, then from link to link."""
    page.goto("/")
    first, *rest = names
    menu = page.get_by_role("navigation", name="Navigation principale")
    menu.get_by_role("link", name=re.compile(f"^{first}")).click()
    for name in rest:
        page.get_by_role("main").get_by_role("link", name=name).first.click()


def press(page, name, then):
    """A button, and what the page says of it."""
    page.get_by_role("button", name=name).click()
    expect(page.get_by_text(then)).to_be_visible()


def link_to(address):
    """The link of the newest letter to somebody, as its reader follows it."""
    tasks.sweep()
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [address])
    return re.search(r"/invitation/\S+/", letter.body).group()


def line(page, text):
    return page.get_by_role("listitem").filter(has_text=text)


def test_a_member_is_invited_sent_again_enters_is_changed_and_leaves_at_once(world, open_as):
    admin = open_as(world.org_admin)
    go(admin, "Association", "Créer une équipe")
    admin.get_by_label("Nom de l’équipe").fill("Rue et accueil")
    press(admin, "Créer l’équipe", "L’équipe est créée")
    for address in (NEW, "trompe@example.org"):
        admin.get_by_role("link", name="Inviter quelqu’un").click()
        admin.get_by_label("Adresse électronique").fill(address)
        admin.get_by_label("Fonction").fill("Éducatrice de rue")
        press(admin, "Envoyer l’invitation", "L’invitation est partie")
    first = link_to(NEW)
    press(admin, f"Renvoyer : {NEW}", "Un nouveau lien est envoyé")
    press(admin, "Annuler : trompe@example.org", "L’invitation est annulée")
    expect(line(admin, "trompe@example.org")).to_have_count(0)

    ana = open_as(viewport=PHONE)
    for dead in (first, link_to("trompe@example.org")):
        assert ana.goto(dead).status == 404
        expect(ana.get_by_text("Ce lien n’ouvre rien")).to_be_visible()
    enter(ana, link_to(NEW))
    expect(ana.get_by_role("heading", name="Bonjour, Ana Silva")).to_be_visible()

    admin.reload()
    admin.get_by_role("link", name="Modifier : Ana Silva").click()
    admin.get_by_label("Fonction").fill("Cheffe d’équipe")
    admin.get_by_role("radio", name="Responsable").check()
    press(admin, "Enregistrer", "L’appartenance est à jour")
    expect(line(admin, "Ana Silva")).to_contain_text("Responsable · Cheffe d’équipe")
    assert not faults(admin)
    go(ana, "Pilotage")

    admin.get_by_role("link", name="Terminer : Ana Silva").click()
    press(admin, "Terminer l’appartenance", "ne voit plus rien")
    expect(line(admin, "Ana Silva")).to_have_count(0)
    nothing_left(ana)
    assert not User.objects.get(email=NEW).is_active


def enter(page, link):
    """From the letter to the first page."""
    page.goto(link)
    page.get_by_label("Prénom et nom").fill("Ana Silva")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    press(page, "Accepter et ouvrir mon compte", "Votre compte est ouvert")
    sign_in(page, NEW)


def sign_in(page, address):
    page.goto("/comptes/connexion/")
    page.get_by_label("Courriel").fill(address)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def nothing_left(page):
    """Whatever their open page leads to is the page to sign in; going back shows nothing of before."""
    page.get_by_role("navigation", name="Navigation principale").get_by_role("link").first.click()
    expect(page.get_by_role("button", name="Se connecter")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Se connecter")).to_be_visible()


def test_a_mentor_who_leaves_with_the_file_open_sees_nothing_more_of_it(world, open_as):
    OrganisationRoleFactory(user=world.org_admin, organisation=world.organisations["binomes"])
    phone = open_as(world.mentor, viewport=PHONE)
    phone.goto(world.case.get_absolute_url())
    expect(phone.get_by_role("heading", level=1)).to_have_text("Lou Ferrand")
    admin = open_as(world.org_admin)
    go(admin, "Association", "Binômes du Val", "Équipe Binômes du Val", "Terminer : Mentor")
    press(admin, "Terminer l’appartenance", "ne voit plus rien")
    phone.get_by_role("link", name="Préparer le projet à imprimer").click()
    expect(phone.get_by_role("button", name="Se connecter")).to_be_visible()
    expect(phone.get_by_text("Lou Ferrand")).to_have_count(0)
    phone.go_back()
    expect(phone.get_by_text("Lou Ferrand")).to_have_count(0)


def test_a_role_is_given_and_ended(world, open_as):
    admin = open_as(world.org_admin)
    go(admin, "Association")
    admin.get_by_role("link", name="Inviter", exact=True).click()
    admin.get_by_label("Adresse électronique").fill(NEW)
    admin.get_by_role("radio", name="Délégué·e à la protection des données").check()
    press(admin, "Envoyer l’invitation", "L’invitation est partie")
    ana = open_as()
    enter(ana, link_to(NEW))
    go(ana, "Journal")
    admin.reload()
    admin.get_by_role("link", name="Terminer : Ana Silva").click()
    press(admin, "Terminer le rôle", "Le rôle est terminé")
    nothing_left(ana)
    assert not OrganisationRole.objects.in_force().filter(user__email=NEW).exists()


def test_a_lost_second_factor_takes_two_people(world, open_as, settings):
    settings.SECOND_FACTOR_COMPULSORY = True
    for who in ("org_admin", "social_worker"):
        TOTP.activate(world.people[who], generate_totp_secret())
    world.social_worker.set_password(PASSWORD)
    world.social_worker.save()
    lost = open_as()
    sign_in(lost, world.social_worker.email)
    expect(lost.get_by_label("Code")).to_be_visible()

    manager = open_as(world.manager)
    go(manager, "Association", "Équipe Cap Ouvert")
    manager.get_by_role("link", name="Modifier : Social Worker").click()
    manager.get_by_role("link", name="Second facteur perdu").click()
    manager.get_by_role("radio", name=re.compile("perdu ou volé")).check()
    press(manager, "Demander la réinitialisation", "Une deuxième personne doit maintenant confirmer")
    expect(manager.get_by_role("region", name="En attente d’une deuxième personne")).to_contain_text("Social Worker")

    lost.reload()
    expect(lost.get_by_label("Code")).to_be_visible()

    admin = open_as(world.org_admin, viewport=PHONE)
    admin.goto("/")
    line(admin, "Social Worker").get_by_role("link", name="Décider").click()
    expect(admin.get_by_text("Demandé par")).to_be_visible()
    assert overflow(admin) <= 0
    assert not faults(admin)
    press(admin, "Confirmer", "C’est fait")

    lost.reload()
    expect(lost.get_by_label("Code")).to_have_count(0)
    sign_in(lost, world.social_worker.email)
    expect(lost.get_by_role("heading", name="Installer une application d’authentification")).to_be_visible()


def test_an_agreement_holds_once_both_sides_have_signed(world, open_as):
    ours, theirs = open_as(world.org_admin), open_as(world.their_admin)
    go(ours, "Conventions", "Proposer une convention")
    ours.get_by_label("Titre").fill("Logement des 16–25 ans")
    ours.get_by_role("checkbox", name="Toit Partagé").check()
    ours.get_by_role("checkbox", name="Logement").check()
    press(ours, "Proposer", "La convention est proposée")
    press(ours, "Signer pour mon association", "Vous avez signé")
    expect(ours.get_by_role("definition").first).to_have_text("À signer")
    expect(ours.get_by_role("button", name="Signer")).to_have_count(0)

    theirs.goto("/")
    line(theirs, "Logement des 16–25 ans").get_by_role("link", name="Signer").click()
    press(theirs, "Signer pour mon association", "Vous avez signé")
    for page in (theirs, ours):
        page.reload()
        expect(page.get_by_role("definition").first).to_have_text("En vigueur")
        signatures = page.get_by_role("region", name="Signatures")
        expect(line(signatures, "Toit Partagé")).to_contain_text("signée par Paul Nguyen")
    ours.get_by_role("link", name="Mettre fin à cette convention").click()
    ours.get_by_role("button", name="Mettre fin à cette convention").click()
    theirs.reload()
    expect(theirs.get_by_role("definition").first).not_to_have_text("En vigueur")


def test_the_care_of_a_service_goes_to_a_member_or_a_team_and_opens_that_service_alone(world, open_as):
    admin, worker, manager = (open_as(world.people[who]) for who in ("org_admin", "social_worker", "manager"))
    for name in (SERVICE, "Autre service"):
        go(admin, "Services", "Ajouter un service")
        admin.get_by_label("Nom du service").fill(name)
        admin.get_by_label("Équipe qui répond").select_option(label="Équipe Cap Ouvert (Cap Ouvert)")
        admin.get_by_role("group", name="Besoins auxquels il répond").get_by_text("Santé mentale").click()
        admin.get_by_label("Être écouté dans un moment de mal-être").check()
        admin.get_by_role("button", name="Enregistrer le service").click()
    admin.get_by_role("link", name=f"Places {SERVICE}").click()
    say_places(admin, 12, 3)
    worker.goto("/services/")
    expect(line(worker, SERVICE)).to_contain_text("3 places libres")
    expect(worker.get_by_role("link", name=f"Places {SERVICE}")).to_have_count(0)

    admin.get_by_role("link", name=f"Qui le tient à jour {SERVICE}").click()
    admin.get_by_label("Un membre").select_option(label="Social Worker")
    press(admin, "Confier", "La tenue à jour est confiée")
    worker.reload()
    worker.get_by_role("link", name=f"Places {SERVICE}").click()
    say_places(worker, 12, 1)
    expect(line(worker, SERVICE)).to_contain_text("1 place libre")
    expect(worker.get_by_role("link", name="Places Autre service")).to_have_count(0)

    admin.reload()
    press(admin, "Reprendre : Social Worker", "La tenue à jour est reprise")
    admin.get_by_label("Ou une équipe").select_option(label="Équipe Cap Ouvert (Cap Ouvert)")
    press(admin, "Confier", "La tenue à jour est confiée")
    manager.goto("/services/")
    manager.get_by_role("link", name=f"Modifier {SERVICE}").click()
    manager.get_by_label("Ce qu’il propose").fill("Sans rendez-vous.")
    manager.get_by_role("button", name="Enregistrer le service").click()
    expect(line(manager, SERVICE)).to_contain_text("Sans rendez-vous.")
    for page in (admin, worker, manager):
        page.set_viewport_size(PHONE)
        assert overflow(page) <= 0
        assert not faults(page)
        assert not page.complaints


def say_places(page, places, free):
    page.get_by_label("Places en tout").fill(str(places))
    page.get_by_label("Places libres aujourd’hui").fill(str(free))
    press(page, "Enregistrer les places", "Les places sont à jour")

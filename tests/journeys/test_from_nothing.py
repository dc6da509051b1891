"""From nothing, with one's own data: everything is entered through the pages, in production settings.

One command prints one link; the rest is what people read and click, each in a browser of their own.
"""

import json

import pytest

from common import clock
from tests.browser.driver import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]

NEED = "Accéder à un suivi psychologique ou psychiatrique"
SERVICE = "Consultation jeunes"
GOAL = "Dormir sans me réveiller toutes les nuits"
ACTION = "Un tour en ville, deux heures par semaine"
FIRST_NAME, LAST_NAME = "Maïlys", "Kervern-Aubrac"


@pytest.fixture
def cast(somebody):
    """Six people: the network, an administrator and a professional in each association, a volunteer with a phone."""
    return {
        "nadia": somebody("Nadia Roux", "nadia@reseau.example"),
        "odile": somebody("Odile Fabre", "odile@cap.example"),
        "paul": somebody("Paul Nguyen", "paul@lien.example"),
        "claire": somebody("Claire Morel", "claire@cap.example"),
        "ines": somebody("Inès Haddad", "ines@lien.example"),
        "karim": somebody("Karim Benali", "karim@cap.example", viewport=PHONE),
    }


def test_a_network_begins_with_one_command_and_does_everything_in_the_pages(site, mailbox, cast):
    found_a_network(site, cast["nadia"], {"Cap Ouvert": cast["odile"], "La Maison du Lien": cast["paul"]})
    for admin in (cast["odile"], cast["paul"]):
        admin.enter(invitation(mailbox, admin), needs_second_factor=True)
    staff_an_association(cast["odile"], {"Prévention": (cast["claire"], True), "Bénévoles": (cast["karim"], False)})
    staff_an_association(cast["paul"], {"Accueil": (cast["ines"], True)})
    for member in (cast["claire"], cast["ines"], cast["karim"]):
        member.enter(invitation(mailbox, member), needs_second_factor=False)
    confirm_their_secrecy(cast["nadia"], cast["claire"], cast["ines"])
    sign_a_partnership(cast["odile"], cast["paul"])
    offer_a_service(cast["paul"])

    open_a_file(cast["claire"])
    say_with_whom_it_is_shared(cast["claire"])
    write_a_plan(cast["claire"])
    log_a_session(cast["karim"])
    refer(cast["claire"])
    accept_the_referral(cast["ines"])

    nothing_is_wrong(site, mailbox, cast)


def invitation(mailbox, person):
    return mailbox.link(person.email, "/invitation/")


def found_a_network(site, nadia, admins):
    """The command's link opens the account; its second factor comes before any page."""
    nadia.enter(site.manage("first_admin", nadia.email).strip(), needs_second_factor=True)
    for name, admin in admins.items():
        nadia.go("Réseau", "Créer une association")
        nadia.fill("Nom de l’association", name)
        nadia.fill("Adresse électronique", admin.email)
        nadia.press("Créer et inviter")
        nadia.sees("L’association est créée")
    nadia.sign_out()


def staff_an_association(admin, teams):
    """A team for each member; whoever is bound by secrecy waits for a second person."""
    for name, (member, is_bound) in teams.items():
        admin.go("Association", "Créer une équipe")
        admin.fill("Nom de l’équipe", name)
        admin.press("Créer l’équipe")
        admin.follow("Inviter quelqu’un")
        admin.fill("Adresse électronique", member.email)
        if is_bound:
            admin.page.get_by_role("checkbox").check()
        admin.press("Envoyer l’invitation")
        admin.sees(member.email)


def confirm_their_secrecy(nadia, *members):
    """Each association has one administrator, who asked: the network's confirms. Then the second factor is due."""
    nadia.page.goto("/")
    nadia.sign_in()
    for member in members:
        nadia.go("Accueil", member.name)
        nadia.press("Confirmer")
        nadia.sees("C’est fait")
    for member in members:
        member.page.reload()
        member.set_up_second_factor()


def sign_a_partnership(odile, paul):
    odile.go("Conventions", "Proposer une convention")
    odile.fill("Titre", "Convention du val")
    odile.tick("La Maison du Lien", "Éducation", "Santé mentale")
    odile.press("Proposer")
    odile.press("Signer pour mon association")
    paul.go("Accueil", "Convention du val")
    paul.sees("À signer")
    paul.press("Signer pour mon association")
    paul.sees("En vigueur")


def offer_a_service(paul):
    paul.go("Services", "Ajouter un service")
    paul.fill("Nom du service", SERVICE)
    paul.choose("Équipe qui répond", "Accueil (La Maison du Lien)")
    paul.open("Santé mentale")
    paul.tick(NEED)
    paul.press("Enregistrer le service")
    paul.follow(f"Places {SERVICE}")
    paul.fill("Places en tout", "12")
    paul.fill("Places libres", "3")
    paul.press("Enregistrer les places")
    paul.sees("3 places libres")


def open_a_file(claire):
    claire.go("Jeunes", "Ouvrir un dossier")
    claire.fill("Prénom", FIRST_NAME)
    claire.page.get_by_label("Nom", exact=True).fill(LAST_NAME)
    claire.fill("Date de naissance", f"{clock.today().year - 16}-01-15")
    claire.fill("Commune", "Chambéry")
    claire.choose("Comment il ou elle veut être joint·e", "SMS")
    claire.fill("Numéro ou adresse", "06 39 98 12 34")
    claire.press("Ouvrir le dossier")
    claire.sees("Le dossier est ouvert")
    claire.sees(f"{FIRST_NAME} {LAST_NAME}")


def say_with_whom_it_is_shared(claire):
    claire.follow("Enregistrer un accord")
    claire.tick("Le ou la jeune", "Dit en entretien", "Oui")
    claire.fill("Quel jour", clock.today().isoformat())
    claire.choose("Association", "La Maison du Lien")
    claire.tick("Santé mentale")
    claire.press("Enregistrer l’accord")
    claire.sees("L’accord est enregistré")
    claire.follow("Inviter une équipe")
    claire.choose("Équipe", "Bénévoles (Cap Ouvert)")
    claire.choose("Ce qu’elle fait", "mentorat")
    claire.choose("Pourquoi elle rejoint le cercle", "contribuer au projet")
    claire.tick("Loisirs, culture, sport", "Pratique")
    claire.press("Proposer la place")
    claire.sees("La place est proposée")


def write_a_plan(claire):
    claire.follow("Ajouter un besoin")
    claire.choose("Besoin", NEED)
    claire.tick("Coordination")
    claire.press("Ajouter au projet")
    claire.follow("Ajouter un objectif")
    claire.fill("Dans les mots", GOAL)
    claire.choose("Domaine", "Santé mentale")
    claire.tick("Coordination")
    claire.press("Ajouter au projet")
    claire.follow("Ajouter une action")
    claire.fill("Action", ACTION)
    claire.choose("Domaine", "Loisirs, culture, sport")
    claire.choose("Qui s’en charge", "Bénévoles (Cap Ouvert)")
    claire.tick("Pratique")
    claire.press("Ajouter au projet")
    for text in (NEED, GOAL, ACTION):
        claire.sees(text)


def log_a_session(karim):
    """Sees what is practical, and nothing of the rest."""
    karim.go("Jeunes", f"{FIRST_NAME}")
    karim.sees(ACTION)
    karim.does_not_see(GOAL)
    karim.does_not_see(NEED)
    karim.press_on("Accepter", ACTION)
    karim.sees("les personnes concernées")
    karim.follow("Noter une séance")
    karim.tick("Présent·e")
    karim.fill("Un mot", "Un tour en ville, de bonne humeur.")
    karim.press("Enregistrer la séance")
    karim.sees("La séance est enregistrée")


def refer(claire):
    claire.follow(f"Orienter : {NEED}")
    claire.choose("À quel service", f"{SERVICE} (La Maison du Lien) – 3 places libres, répond en 5 jours ouvrés")
    claire.tick("Un suivi régulier", "Coordination", "Préparée avec le ou la jeune")
    claire.press("Voir l’aperçu")
    claire.sees("verra seulement l’aperçu")
    claire.press("Envoyer l’orientation")
    claire.sees("L’orientation est dans la boîte de l’équipe")


def accept_the_referral(ines):
    """Before acceptance nobody is named; after it the file is open."""
    ines.go("Orientations")
    ines.sees(NEED)
    ines.follow("OR-")
    ines.does_not_see(LAST_NAME)
    ines.page.get_by_role("radio", name="Accepter").check()
    ines.press("Envoyer la réponse")
    ines.sees("Votre réponse est envoyée")
    ines.press("L’accompagnement a commencé")
    ines.go("Jeunes", FIRST_NAME)
    ines.sees(GOAL)
    ines.does_not_see(ACTION)


def nothing_is_wrong(site, mailbox, cast):
    """Policy and view agree, the record is whole, and neither mails nor logs know anybody."""
    assert json.loads(site.manage("check_access", "--json"))["agree"]
    assert json.loads(site.manage("verify_audit", "--json"))["intact"]
    assert [person.page.complaints for person in cast.values()] == [[]] * len(cast)
    lines = [line for log in site.logs() for line in log.read_text().splitlines()]
    assert {"cases:detail", "referrals:answer"} <= {json.loads(line).get("route") for line in lines}
    assert "notifications.tasks.sweep" in {json.loads(line).get("task") for line in lines}
    said = "\n".join([*lines, *(mail.as_string() for mail in mailbox.mails)])
    for name in (FIRST_NAME, LAST_NAME, "Kervern", NEED, GOAL, *(person.name for person in cast.values())):
        assert name not in said

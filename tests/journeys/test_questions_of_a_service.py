"""A service writes its questions; whoever refers answers them; the team asked reads them, and nothing more."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from common import clock, workdays
from organisations.models import OrganisationRole
from tests.browser.driver import is_fit_for_everyone
from tests.factories.organisations import OrganisationRoleFactory
from tests.journeys.test_send_a_referral import NEED, SEND, facts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALONE, WAY = "Viendra-t-il ou elle seul·e ?", "Comment viendra-t-il ou elle ?"


@pytest.fixture
def its_admin(asking):
    """Whoever administers La Maison du Lien."""
    role = {"organisation": asking.team.organisation, "role": OrganisationRole.Role.ADMIN}
    return OrganisationRoleFactory(**role, user__full_name="Ada Martin").user


def write_question(page, text, kind, *, options="", required=False):
    page.get_by_label("Votre question").fill(text)
    page.get_by_role("radio", name=kind).check()
    page.get_by_label("Choix possibles").fill(options)
    page.get_by_role("checkbox", name="Il faut y répondre avant l’envoi").set_checked(required)
    page.get_by_role("button", name="Poser cette question").click()


def write_questions(page, service):
    """From the directory, the conditions and two questions, the second put first."""
    page.goto(reverse("programs:service_list"))
    page.get_by_role("link", name=f"Modifier {service.name}").click()
    page.get_by_label("Ses conditions").fill("Huit séances, le mercredi.")
    page.get_by_role("button", name="Enregistrer le service").click()
    page.get_by_role("link", name=f"Questions {service.name}").click()
    write_question(page, WAY, "Un choix parmi plusieurs", options="À pied")
    expect(page.get_by_role("alert")).to_contain_text("de deux à huit choix différents")
    write_question(page, WAY, "Un choix parmi plusieurs", options="À pied\nEn bus")
    write_question(page, ALONE, "Oui ou non", required=True)
    page.get_by_role("button", name=f"Monter : {ALONE}").click()
    asked = page.get_by_role("main").get_by_role("listitem").filter(has_text="réponse")
    expect(asked.nth(0)).to_contain_text(ALONE)
    expect(asked.nth(1)).to_contain_text("À pied, En bus")
    is_fit_for_everyone(page)


def refer(page, service):
    """From the service to the need, the form and its questions."""
    page.goto(reverse("programs:service_list"))
    page.get_by_role("link", name=f"Orienter quelqu’un : {service.name}").click()
    page.get_by_role("link", name=NEED).click()
    expect(page.get_by_label("À quel service ou à quelle équipe").locator("option:checked")).to_contain_text("Suivi")
    page.get_by_role("radio", name="Un premier entretien").check()
    page.get_by_role("radio", name="Coordination").check()
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que demande le service")
    expect(page.get_by_text("Huit séances, le mercredi.")).to_be_visible()


def test_from_the_questions_of_a_service_to_the_answers_its_team_reads(asking, its_admin, open_as):
    write_questions(open_as(its_admin), asking.service)

    sender = open_as(asking.world.social_worker)
    refer(sender, asking.service)
    is_fit_for_everyone(sender)
    sender.get_by_role("link", name="Plus tard").click()
    gate = sender.get_by_role("region", name="Envoyer")
    expect(gate).to_contain_text("La Maison du Lien pose des questions auxquelles il faut répondre avant l’envoi.")
    expect(sender.get_by_role("button", name=SEND)).to_have_count(0)
    is_fit_for_everyone(sender)

    gate.get_by_role("link", name="Répondre aux questions").click()
    way = sender.get_by_role("group", name=WAY)
    way.get_by_role("radio", name="En bus").check()
    sender.get_by_role("button", name="Enregistrer et voir l’aperçu").click()
    expect(sender.get_by_role("alert")).to_contain_text("Le service a besoin de cette réponse")
    expect(sender.get_by_role("group", name=ALONE)).to_contain_text("Le service a besoin de cette réponse")
    expect(way.get_by_role("radio", name="En bus")).to_be_checked()
    sender.get_by_role("group", name=ALONE).get_by_role("radio", name="Non").check()
    sender.get_by_role("button", name="Enregistrer et voir l’aperçu").click()

    shown = facts(sender, "Ce que l’équipe verra")
    assert [line.split("\n") for line in shown[-2:]] == [[ALONE, "Non"], [WAY, "En bus"]]
    sender.get_by_role("button", name=SEND).click()
    expect(sender.get_by_text("L’orientation est dans la boîte de l’équipe.")).to_be_visible()

    receiver = open_as(asking.receiver)
    receiver.goto(sender.url)
    assert facts(receiver, "La demande") == shown == facts(sender, "La demande")
    is_fit_for_everyone(receiver)


def test_it_works_without_scripts_on_a_telephone(asking, its_admin, open_as):
    phone = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
    write_question_page = open_as(its_admin, **phone)
    write_question_page.goto(reverse("programs:service_questions", args=[asking.service.pk]))
    write_question(write_question_page, ALONE, "Oui ou non", required=True)
    sender = open_as(asking.world.social_worker, **phone)
    sender.goto(reverse("referrals:from_service", args=[asking.service.pk]))
    sender.get_by_role("link", name=NEED).click()
    sender.get_by_role("radio", name="Un premier entretien").check()
    sender.get_by_role("radio", name="Coordination").check()
    sender.get_by_role("button", name="Voir l’aperçu").click()
    sender.get_by_role("group", name=ALONE).get_by_role("radio", name="Oui").check()
    sender.get_by_role("button", name="Enregistrer et voir l’aperçu").click()
    assert facts(sender, "Ce que l’équipe verra")[-1].split("\n") == [ALONE, "Oui"]


def test_an_absence_is_read_before_sending_and_reminders_wait_for_the_return(asking, its_admin, open_as):
    admin = open_as(its_admin)
    admin.goto(reverse("organisations:team", args=[asking.team.pk]))
    admin.get_by_role("link", name="Déclarer une absence").click()
    first, last = clock.today(), clock.today() + 20 * clock.DAY
    admin.get_by_label("Premier jour d’absence").fill(last.isoformat())
    admin.get_by_label("Dernier jour d’absence").fill(first.isoformat())
    admin.get_by_role("button", name="Déclarer cette absence").click()
    expect(admin.get_by_role("alert")).to_contain_text("Donnez un jour qui ne précède pas le premier.")
    admin.get_by_label("Premier jour d’absence").fill(first.isoformat())
    admin.get_by_label("Dernier jour d’absence").fill(last.isoformat())
    admin.get_by_role("button", name="Déclarer cette absence").click()
    expect(admin.get_by_role("region", name="Absences")).to_contain_text("cette équipe")
    is_fit_for_everyone(admin)

    sender = open_as(asking.world.social_worker)
    sender.goto(reverse("referrals:create", args=[asking.need.pk]))
    receivers = sender.get_by_label("À quel service ou à quelle équipe")
    option = receivers.locator("option", has_text="Suivi court")
    expect(option).to_contain_text("absente du")
    receivers.select_option(label=option.inner_text())
    sender.get_by_role("radio", name="Un premier entretien").check()
    sender.get_by_role("radio", name="Coordination").check()
    sender.get_by_role("button", name="Voir l’aperçu").click()
    expect(sender.get_by_role("region", name="Envoyer")).to_contain_text("équipe absente du")
    sender.get_by_role("button", name=SEND).click()
    delays = sender.get_by_role("region", name="Délais")
    expect(delays).to_contain_text("équipe absente du")
    back = workdays.after(last, 1)
    expect(delays.locator(f"time[datetime='{back.isoformat()}']").first).to_be_visible()

    admin.get_by_role("button", name="Nous sommes là").click()
    expect(admin.get_by_text("Votre retour est noté")).to_be_visible()
    sender.reload()
    expect(delays).not_to_contain_text("absente")

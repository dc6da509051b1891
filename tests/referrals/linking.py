"""Le Fil des Mots has no account: it is asked, gets its letter, opens its link."""

import re
from dataclasses import replace

from django.core import mail
from django.urls import reverse

from common import clock
from notifications.models import Letter
from notifications.tasks import sweep
from referrals.actions.sending import send_referral
from referrals.models import AnswerLink
from referrals.views.by_link import OPEN_FOR, OPENED
from tests.access_table.organisations import without_account
from tests.factories.cases import share
from tests.factories.organisations import partnership
from tests.referrals.conftest import HOUSING, STEPS, stage

ADDRESS = "atelier@fil.example"


def team_without_account(world):
    """A partner of the leading association, known to the file, that answers by link."""
    organisation = without_account(world)
    partnership(world.organisations["cap"], organisation)
    share(world.case, organisation, areas=HOUSING, by=world.social_worker)
    return organisation.teams.get()


def asked(scene, **more):
    """Sent to a team without an account."""
    return scene.sent(to_team=team_without_account(scene.world), **more)


def in_state(scene, status):
    """Brought to a state, every answer given by link."""
    row = scene.draft(to_team=team_without_account(scene.world))
    if status == "draft":
        return row
    row = send_referral(row, by=scene.sender)
    by_link = replace(scene, receiver=row.answer_links.get().link)
    for step in STEPS.get(status, ()):
        row = step(row, by_link)
    return row


def letter():
    """The path of the link that waits to be sent."""
    return Letter.objects.filter(kind__startswith="referrals.").exclude(path="").latest("created_at").path


def code_sent():
    """The digits of the last mail with a code, whatever else leaves with it."""
    sweep()
    bodies = [message.body for message in mail.outbox if "/repondre/" not in message.body]
    return [code for body in bodies for code in re.findall(r"\b\d{6}\b", body)][-1]


def enter(client, path):
    """From the letter's link to the page of the referral; its address."""
    there = client.post(path).url
    return client.post(there, {"code": code_sent()}).url


def hold(client, row):
    """The last link of this referral, opened in this browser without its code; the address of its page."""
    address = {"pk": AnswerLink.objects.of(row).first().pk}
    open_in(client, address)
    return reverse("referrals:link_page", kwargs=address)


def open_in(client, address):
    session = client.session
    session[OPENED] = {str(address["pk"]): int(clock.now().timestamp()) + OPEN_FOR}
    session.save()


def ask(client, address):
    """From this browser, for the code of the letter's link."""
    client.post(letter())


def code_given():
    return Letter.objects.filter(kind__startswith="referrals.").exclude(code="").latest("created_at").code


def by_link(world, status="sent"):
    """For the tables of pages: the address of a link of the shared file."""
    return {"pk": in_state(stage(world), status).answer_links.get().pk}

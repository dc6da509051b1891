"""Personal links as their holders open them."""

import re

from django.core import mail

from cases.actions import personal, words
from cases.models import CaseLink
from cases.views.concerned import HELD, IDLE
from common import clock
from notifications.models import Letter
from notifications.tasks import sweep
from people.actions import add_representative

ADDRESS = "lou@example.org"


def given(world, representative=None, address=ADDRESS):
    """By the lead, to the young person unless a representative is named."""
    return personal.give_personal_link(
        world.case, by=world.social_worker, representative=representative, address=address
    )


def parent(world, **facts):
    facts = {"name": "Samia Ferrand"} | facts
    return add_representative(world.case.person, by=world.social_worker, case_id=world.case.pk, **facts)


def open_in(client, link):
    """The link, opened in this browser without its code."""
    session = client.session
    now = clock.now().timestamp()
    session[HELD] = {"link": str(link.pk), "since": now, "until": now + IDLE}
    session.save()
    return client


def path_sent():
    """Of the link that waits to be sent."""
    return Letter.objects.filter(kind__startswith="cases.").exclude(path="").latest("created_at").path


def code_sent():
    sweep()
    bodies = [message.body for message in mail.outbox if "/lien/" not in message.body]
    return [code for body in bodies for code in re.findall(r"\b\d{6}\b", body)][-1]


def held(world):
    """For the tables of pages: the young person's link, on paper."""
    return {"pk": given(world, address="").link.pk}


def secret(world):
    given(world)
    return {"token": path_sent().split("/")[2]}


def ask(client, address):
    """From this browser, for the code of the link given last."""
    client.post(path_sent())


def code_given():
    return Letter.objects.filter(kind__startswith="cases.").exclude(code="").latest("created_at").code


def hold(client, address):
    """The young person's link, opened in this browser."""
    link = CaseLink.objects.concerned().filter(kind="young_person").get()
    open_in(client, link)


def request(world):
    """Somebody asks for a correction by link."""
    return {"pk": words.ask_correction(by=given(world).link, text="Mon prénom s’écrit Lou.").pk}


def with_link(address):
    """For the tables of pages: what the address names, and the young person's link."""

    def made(world):
        given(world)
        return address(world)

    return made


def hold_with_code(client, address):
    """The young person's link, opened in this browser, and a code to sign with."""
    hold(client, address)
    personal.send_code(CaseLink.objects.concerned().get(kind="young_person"))

"""Prints the link by which the first administrator of the network enters. Everything else is done in the pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.forms import ValidationError
from django.urls import reverse

from organisations.actions.invitations import invite_network_admin
from organisations.models import Network, NetworkRole


class Command(BaseCommand):
    help = f"{__doc__} Whoever may run it on the server may enter: with --again even when somebody already did."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--network", default="", help="name of the network, created when there is none")
        parser.add_argument("--again", action="store_true", help="although the network has an administrator")

    @transaction.atomic
    def handle(self, *args: Any, email: str, network: str, again: bool, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        found = network_named(network)
        if not again and NetworkRole.objects.in_force().filter(network=found).exists():
            raise CommandError(f"{found} has an administrator already: they invite others. (--again insists.)")
        invitation = invite_network_admin(network=found, email=email)
        self.stdout.write(settings.SITE_URL + reverse("organisations:invitation", args=[invitation.token]))


def network_named(name: str) -> Network:
    """The network of that name, or the only one; made when there is none."""
    if name:
        return Network.objects.get_or_create(name=name)[0]
    found = list(Network.objects.all()[:2])
    if len(found) > 1:
        raise CommandError("There are several networks: say which with --network.")
    return found[0] if found else Network.objects.create(name="Cordée")

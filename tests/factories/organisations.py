"""Accounts, associations, teams, memberships, partnerships."""

import factory

from accounts.models import User
from common import clock
from common.areas import ALL_AREAS
from organisations.models import (
    Network,
    NetworkRole,
    Organisation,
    OrganisationRole,
    PartnershipAgreement,
    PartnershipParty,
    Team,
    TeamMembership,
)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")


class NetworkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Network

    name = factory.Sequence(lambda n: f"Network {n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Organisation {n}")


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Team {n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TeamMembership

    class Params:
        bound = factory.Trait(is_bound=True)
        manager = factory.Trait(role=TeamMembership.Role.MANAGER)

    user = factory.SubFactory(UserFactory)
    team = factory.SubFactory(TeamFactory)
    valid_from = factory.LazyFunction(clock.now)


class OrganisationRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationRole

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = OrganisationRole.Role.ADMIN


class NetworkRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NetworkRole

    user = factory.SubFactory(UserFactory)
    network = factory.SubFactory(NetworkFactory)


def partnership(*organisations, areas=int(ALL_AREAS), since=None):
    """An agreement in force between these associations, signed by all."""
    since = since or clock.now()
    agreement = PartnershipAgreement.objects.create(
        title="Convention", areas=areas, status=PartnershipAgreement.Status.IN_FORCE, valid_from=since
    )
    for organisation in organisations:
        signer = UserFactory()
        PartnershipParty.objects.create(
            agreement=agreement, organisation=organisation, signed_at=since, signed_by=signer
        )
    return agreement

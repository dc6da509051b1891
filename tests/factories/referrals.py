"""Referrals in any state, brought there the way the product does."""

import factory

from common.areas import Area, Level, with_general
from referrals.choices import Asked
from referrals.models import Referral
from tests.factories.cases import NeedFactory
from tests.factories.organisations import TeamFactory


class ReferralFactory(factory.django.DjangoModelFactory):
    """A draft, for a need of its file."""

    class Meta:
        model = Referral

    need = factory.SubFactory(NeedFactory)
    case = factory.SelfAttribute("need.case")
    person = factory.SelfAttribute("case.person")
    area = factory.SelfAttribute("need.area")
    level = Level.COORDINATION
    author = factory.SelfAttribute("need.author")
    author_team = factory.SelfAttribute("need.author_team")
    to_team = factory.SubFactory(TeamFactory)
    to_organisation = factory.SelfAttribute("to_team.organisation")
    areas = factory.LazyAttribute(lambda row: with_general(row.area | Area.GENERAL))
    seat_level = Level.COORDINATION
    asked = Asked.FIRST_MEETING

"""What the receiving team sees of a referral before it accepts."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.needs import CodedNeed, vocabulary
from people.models import YoungPerson
from programs.models import answer_in_words
from referrals import policy
from referrals.choices import AgeBand, Asked, Constraint, Sector, Urgency
from referrals.models.answer import told
from referrals.models.referral import Referral
from vault.fields import SealedJSONField


class ReferralPreview(models.Model):
    """All that the receiving team sees before it accepts: an allow-list written when sending, not a masked record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="preview")
    reference = models.CharField(_("reference"), max_length=12)
    age_band = models.CharField(_("age band"), max_length=6, choices=AgeBand)
    place = models.CharField(_("where"), max_length=120)
    need_code = models.CharField(_("need"), max_length=60)
    asked = models.CharField(_("what is asked"), max_length=16, choices=Asked)
    constraints: models.JSONField[list[str], list[str]] = models.JSONField(_("constraints"), default=list)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency)
    prepared_with_young_person = models.BooleanField(_("prepared with the young person"))
    answers = SealedJSONField(
        _("answers to the service"), null=True, help_text="question, kind of answer, answer: the words of that day"
    )

    class Meta:
        verbose_name = _("preview of a referral")

    def __str__(self) -> str:
        return self.reference

    @property
    def need(self) -> CodedNeed:
        return vocabulary()[self.need_code]

    @property
    def person_id(self) -> uuid.UUID:
        """Whose key seals the answers."""
        return self.referral.person_id

    def answer_lines(self) -> list[tuple[str, str]]:
        """Each question of the service with its answer in words."""
        return [(text, answer_in_words(kind, value)) for text, kind, value in self.answers or ()]

    def constraint_labels(self) -> list[str]:
        return [str(Constraint(code).label) for code in self.constraints]


def preview_of(referral: Referral) -> ReferralPreview:
    """The exact preview, not yet saved: shown before sending, stored by it."""
    return ReferralPreview(
        referral=referral,
        reference=referral.reference,
        age_band=policy.age_band(referral.person.age()),
        place=place_shown(referral.person, Sector(referral.sector)),
        need_code=referral.need.code,
        asked=referral.asked,
        constraints=referral.constraints,
        urgency=referral.urgency,
        prepared_with_young_person=referral.prepared_with_young_person,
        answers=told(referral) or None,
    )


def place_shown(person: YoungPerson, sector: Sector) -> str:
    """The commune, or as wide as the sender chose."""
    commune = person.commune
    if sector is Sector.DEPARTMENT:
        return commune.department.name
    if sector is Sector.AROUND and commune.epci is not None:
        return commune.epci.name
    return commune.name

"""Who is accompanied, and who holds parental authority. Reached only through a visible case."""

from __future__ import annotations

import datetime as dt
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common import clock
from common.history import Tracked, TrackedQuerySet
from places.models import Commune
from vault import index
from vault.fields import Erased, SealedDateField, SealedTextField

MAJORITY = 18

BY_THEMSELVES = 16
"""From this age on, representatives read no more by the rule: what somebody marked for them stays."""


class YoungPersonQuerySet(TrackedQuerySet["YoungPerson"]):
    def named(self, text: str, *, whole: bool = False) -> Self:
        """Every word typed must match a name, whole or as its beginning (three letters). Nothing typed: nobody."""
        searched = index.words(text)
        found = self if searched else self.none()
        for word in searched:
            tokens = NameToken.objects.filter(digest__in=index.wanted(word, whole=whole))
            found = found.filter(pk__in=tokens.values("person"))
        return found

    def exactly_named(self, first_name: str, last_name: str) -> list[YoungPerson]:
        """Those whose first name (given or chosen) and last name are these, case and accents aside."""
        asked = index.words(first_name), index.words(last_name)
        found = self.named(f"{first_name} {last_name}", whole=True) if all(asked) else self.none()
        return [person for person in found.order_by("pk") if person.is_named(*asked)]


class YoungPerson(Tracked):
    """Identity, contact, territory. Names, contacts and the birth date are encrypted under the person's own key."""

    class Channel(models.TextChoices):
        SMS = "sms", _("text message")
        PHONE = "phone", _("telephone call")
        EMAIL = "email", _("e-mail")
        POST = "post", _("letter")
        IN_PERSON = "in_person", _("in person")

    class Sex(models.TextChoices):
        """As official papers say it. Empty: something else, or not said."""

        FEMALE = "female", _("female")
        MALE = "male", _("male")

    class Situation(models.TextChoices):
        SCHOOL = "school", _("at school")
        APPRENTICESHIP = "apprentice", _("in apprenticeship")
        TRAINING = "training", _("in training")
        STUDIES = "studies", _("studying")
        WORK = "work", _("at work")
        SEEKING = "seeking", _("looking for work or training")
        NEITHER = "neither", _("neither at school nor at work")

    first_name = SealedTextField(_("first name"), owner="id")
    last_name = SealedTextField(_("last name"), owner="id")
    chosen_name = SealedTextField(_("chosen first name"), owner="id", blank=True, default="")
    pronoun = models.CharField(_("pronoun"), max_length=20, blank=True)
    birth_date = SealedDateField(_("date of birth"), owner="id", null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"))
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    birth_place = SealedTextField(_("place of birth"), owner="id", blank=True, default="")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    contact_channel = models.CharField(_("how to reach them"), max_length=10, choices=Channel, default=Channel.SMS)
    contact = SealedTextField(_("chosen contact"), owner="id", blank=True, default="")
    contact_advice = SealedTextField(_("when and how"), owner="id", blank=True, default="")
    address = SealedTextField(_("address"), owner="id", blank=True, default="")
    other_contacts = SealedTextField(_("other contacts"), owner="id", blank=True, default="")
    language = SealedTextField(_("language spoken"), owner="id", blank=True, default="")
    needs_interpreter = models.BooleanField(_("interpreter needed"), default=False)
    situation = models.CharField(_("school or work"), max_length=10, choices=Situation, blank=True)
    situation_detail = SealedTextField(_("where, in which year"), owner="id", blank=True, default="")
    siblings = SealedTextField(_("siblings"), owner="id", blank=True, default="")
    trusted_person = SealedTextField(_("person of trust"), owner="id", blank=True, default="")
    trusted_contact = SealedTextField(_("how to reach this person"), owner="id", blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)

    objects = YoungPersonQuerySet.as_manager()

    class Meta(Tracked.Meta):
        verbose_name = _("young person")
        verbose_name_plural = _("young people")

    def __str__(self) -> str:
        return str(self.id)  # never a name: this text ends up in logs

    @property
    def called(self) -> str:
        """The first name they chose, else the given one."""
        return self.chosen_name or self.first_name

    @property
    def name(self) -> str:
        """As it is shown; the marker once, when nobody can read it any more."""
        last_name = self.last_name
        return last_name if isinstance(last_name, Erased) else f"{self.called} {last_name}".strip()

    def is_named(self, first: list[str], last: list[str]) -> bool:
        """Whether these are the words of the names, as the index cuts them."""
        given, chosen = index.words(self.first_name or ""), index.words(self.chosen_name or "")
        return first in (given, chosen) and last == index.words(self.last_name or "")

    def age(self) -> int:
        """Completed years today; from the year alone when the date is unknown or erased."""
        today, born = clock.today(), self.birth_date
        if born is None:
            return today.year - self.birth_year
        before = (today.month, today.day) < (born.month, born.day)
        return today.year - born.year - before

    def of_age_on(self) -> dt.date:
        """Their 18th birthday; the last day of that year when the date is unknown or erased."""
        born = self.birth_date or dt.date(self.birth_year, 12, 31)
        return dt.date(born.year + MAJORITY, born.month, 1) + (born.day - 1) * clock.DAY  # 29 February: 1 March

    def may_be(self, age: int) -> dt.date:
        """From which day on they may be this old: their birthday; 1 January where only the year is known."""
        born = self.birth_date or dt.date(self.birth_year, 1, 1)
        return dt.date(born.year + age, born.month, 1) + (born.day - 1) * clock.DAY

    def is_of_age(self) -> bool:
        """Nobody holds parental authority over them any more, which is certain from that day on only."""
        return clock.today() >= self.of_age_on()


class RepresentativeQuerySet(TrackedQuerySet["LegalRepresentative"]):
    def holding(self, person_id: UUID) -> Self:
        """Those whose authority over this person has not ended, by their own row; at 18 all of it does."""
        return self.filter(person=person_id, ended_on=None).order_by("pk")


class LegalRepresentative(Tracked):
    """Somebody with parental authority, or part of it, until it ends. Two may exist and disagree."""

    class Capacity(models.TextChoices):
        PARENT = "parent", _("parent with parental authority")
        GUARDIAN = "guardian", _("guardian")
        DELEGATE = "delegate", _("holder of delegated authority")
        INSTITUTION = "institution", _("child protection service")

    class Ending(models.TextChoices):
        WITHDRAWN = "withdrawn", _("authority withdrawn by a judge")
        DELEGATED = "delegated", _("authority delegated to somebody else")
        ALONE = "alone", _("authority exercised by the other parent alone")
        OVER = "over", _("guardianship or measure over")
        DECEASED = "deceased", _("deceased")
        MISTAKE = "mistake", _("recorded by mistake")

    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="representatives")
    name = SealedTextField(_("name"))
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity, default=Capacity.PARENT)
    contact = SealedTextField(_("contact"), blank=True, default="")
    since_on = models.DateField(_("authority since"), null=True, blank=True)
    address_hidden = models.BooleanField(_("address hidden from this person"), default=False)
    ended_on = models.DateField(_("authority ended on"), null=True, blank=True)
    ending = models.CharField(_("why it ended"), max_length=10, choices=Ending, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta(Tracked.Meta):
        verbose_name = _("legal representative")
        verbose_name_plural = _("legal representatives")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
                name="representative_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(since_on=None) | Q(since_on__lte=F("ended_on")),
                name="representative_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def holds_today(self) -> bool:
        """By their own row: their authority has begun and has not ended. At 18 all of it does."""
        return self.ended_on is None and (self.since_on is None or self.since_on <= clock.today())


class NameToken(models.Model):
    """A keyed digest of a word of a name, or of its beginning: lets the database match what it cannot read."""

    person = models.ForeignKey(YoungPerson, models.CASCADE, db_index=True, related_name="name_tokens")
    digest = models.BigIntegerField()
    version = models.PositiveSmallIntegerField(default=0, help_text="of the index key; 0: not known")

    class Meta:
        indexes = [models.Index(fields=["digest", "person"], name="name_token_digest")]

    def __str__(self) -> str:
        return str(self.digest)

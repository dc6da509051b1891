"""Links: how somebody without an account reads what concerns them."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from common import clock
from common.facts import Span, SpanQuerySet, span_in_order
from people.models import BY_THEMSELVES, MAJORITY, LegalRepresentative, YoungPerson
from vault.fields import Erased, SealedTextField

if TYPE_CHECKING:
    from accounts.models import User

CODE_STAYS = dt.timedelta(minutes=15)
TRIES = 5
"""Wrong codes, after which not even the right one opens."""

type Reader = User | CaseLink
"""Somebody, with an account or by a link."""

type Hand = Reader | None
"""Whose act something is: somebody's, or the clock's."""


def account_of(hand: Hand) -> User | None:
    """The account, when it is one's."""
    return None if isinstance(hand, CaseLink) else hand


def link_of(hand: Hand) -> CaseLink | None:
    """The link, when it is one's."""
    return hand if isinstance(hand, CaseLink) else None


def digest_of(token: str) -> str:
    """What is kept of a link: who reads the database cannot open it."""
    return hashlib.sha256(token.encode()).hexdigest()


class CaseLinkQuerySet(SpanQuerySet["CaseLink"]):
    def with_token(self, token: str) -> Self:
        """The one this address belongs to, ended or not."""
        return self.filter(digest=digest_of(token))

    def concerned(self) -> Self:
        """Those of the young person and of the representatives, with all that their pages ask."""
        rows = self.filter(kind__in=CaseLink.CONCERNED)
        return rows.select_related("case__leading_organisation", "case__plan", "person", "representative", "door")

    def held_in(self, case: Case) -> Self:
        """The personal links that run in a file, with how many codes of their sheet are left."""
        left = Count("door__sheet", filter=Q(door__sheet__used_at=None))
        return self.concerned().in_force().filter(case=case).annotate(codes_left=left).order_by("-kind", "valid_from")


class CaseLink(Span):
    """A link into one file, for one address and a time. It opens no more of the file than its kind says."""

    class Kind(models.TextChoices):
        PARTNER = "partner", _("partner without an account")
        YOUNG_PERSON = "young_person", _("young person")
        REPRESENTATIVE = "representative", _("holder of parental authority")

    CONCERNED = (Kind.YOUNG_PERSON, Kind.REPRESENTATIVE)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    person = models.ForeignKey(YoungPerson, models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(_("for whom"), max_length=16, choices=Kind)
    representative = models.ForeignKey(
        LegalRepresentative, models.PROTECT, null=True, editable=False, related_name="links"
    )
    address = SealedTextField(_("sent to"), blank=True, default="")
    digest = models.CharField(max_length=64, unique=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="nobody: the clock, or whom it is for",
    )

    token: str = ""
    """The secret of its address, known only to whoever has just made it."""

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        constraints = [
            span_in_order("link_in_order"),
            models.CheckConstraint(
                condition=Q(kind="representative", representative__isnull=False)
                | (~Q(kind="representative") & Q(representative=None)),
                name="link_of_a_representative_names_them",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind="young_person", valid_until=clock.FOREVER),
                name="one_link_of_the_young_person",
            ),
            models.UniqueConstraint(
                fields=["case", "representative"],
                condition=Q(kind="representative", valid_until=clock.FOREVER),
                name="one_link_a_representative",
            ),
        ]
        indexes = [models.Index(fields=["case", "kind"], name="link_of_case")]

    def __str__(self) -> str:
        return str(self.id)

    def is_of_a_minor(self) -> bool:
        """Not 18 yet, for certain: from then on representatives read nothing."""
        return clock.today() < self.person.may_be(MAJORITY)

    def is_read_by_the_rule(self) -> bool:
        """Whether representatives read what nobody marked for them: under 16, for certain, on the day of reading."""
        return clock.today() < self.person.may_be(BY_THEMSELVES)

    def goes_to(self) -> str:
        """The address it was sent to; nothing on paper."""
        return self.address

    def hides_places(self) -> bool:
        """Whether it keeps back where the young person is, and when."""
        return self.representative is not None and self.representative.address_hidden

    def opens(self) -> bool:
        """Whether whoever holds it may still read anything: it runs, and so does a representative's authority."""
        if not self.holds() or isinstance(self.person.first_name, Erased):
            return False
        one = self.representative
        return one is None or (one.holds_today() and self.is_of_a_minor())

    def renew(self, token: str, until: dt.datetime) -> None:
        """A secret that nobody had before, from now on. The caller saves."""
        self.token, self.digest = token, digest_of(token)
        self.valid_from, self.valid_until = clock.now(), until


class Coded(models.Model):
    """A link before which a code is asked, sent to the address it went to. Used once, for a quarter of an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opened_at = models.DateTimeField(null=True, help_text="by its code, for the first time")
    code = models.CharField(max_length=64, blank=True, help_text="a keyed digest of the code sent last")
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="wrong ones since that code was sent")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    def renew_code(self) -> str:
        """A code in place of the one before. The caller saves."""
        code = f"{secrets.randbelow(10**6):06}"
        self.code, self.code_until, self.tries = self.digest_of(code), clock.now() + CODE_STAYS, 0
        return code

    def forget_code(self) -> None:
        self.code, self.code_until = "", None

    def takes(self, code: str) -> bool:
        """Whether this is the code sent last, in time and not tried too often."""
        in_time = self.code_until is not None and clock.now() < self.code_until and self.tries < TRIES
        return constant_time_compare(self.digest_of(code), self.code) and in_time

    def digest_of(self, code: str) -> str:
        """Under a key of the installation: who reads the database cannot try a million codes."""
        return salted_hmac(self._meta.label_lower, f"{self.pk}|{code}", algorithm="sha256").hexdigest()


class Door(Coded):
    """What stands before the link of a person concerned: a code sent at each opening or, on paper, a sheet of codes."""

    link = models.OneToOneField(CaseLink, models.PROTECT, related_name="door")
    on_paper = models.BooleanField(_("on paper"), default=False)
    last_opened_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("door of a personal link")
        constraints = [
            models.CheckConstraint(
                condition=Q(code="", code_until=None) | Q(~Q(code=""), code_until__isnull=False, on_paper=False),
                name="door_code_for_a_time",
            )
        ]


class SheetCode(models.Model):
    """A code of the sheet printed last; it opens once. Of the code itself only a keyed digest is kept."""

    door = models.ForeignKey(Door, models.PROTECT, related_name="sheet")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("code on paper")
        constraints = [models.UniqueConstraint(fields=["door", "digest"], name="sheet_code_once")]

    def __str__(self) -> str:
        return str(self.pk)

"""Accounts. Nobody is above the rules: there is no superuser, and no permission outside the access tables."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from common import clock
from common.access import allowed
from vault.fields import SealedTextField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, full_name: str, password: str | None = None) -> "User":
        """An account as an accepted invitation makes it."""
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name)
        user.set_password(password)
        user.save()
        ActivePeriod.objects.create(user=user)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # guardian ships no types
    """A person who signs in with an e-mail address."""

    is_superuser = False  # asked by libraries; never true
    is_staff = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    full_name = models.CharField(_("first and last name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, default="fr")
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=clock.now)
    sign_ins_ended = models.PositiveIntegerField(default=0, help_text="a session knows the count it began at")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session holds as long as the password and the count of general sign-outs are those it began with."""
        known = f"{self.password}|{self.sign_ins_ended}"
        return salted_hmac("accounts.User.session", known, secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The access tables' answer, and nothing else."""
        return allowed(self, perm, obj)


class ActivePeriod(models.Model):
    """When an account was active: lets the access policy answer for a day gone by. `User.is_active` is its present."""

    user = models.ForeignKey(User, models.PROTECT, related_name="active_periods")
    valid_from = models.DateTimeField(default=clock.now)
    valid_until = models.DateTimeField(default=clock.FOREVER)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_until")), name="active_period_in_order"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(valid_until=clock.FOREVER), name="one_open_active_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.valid_from:%Y-%m-%d}"


class Draft(models.Model):
    """What somebody was writing, field by field: for their eyes only, until it is saved or a month has passed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="drafts")
    page = models.CharField(max_length=200, help_text="the path of the page")
    name = models.CharField(max_length=60, help_text="the field's name")
    person_id = models.UUIDField(help_text="under whose key the text is sealed")
    text = SealedTextField()
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="draft_once")]
        indexes = [models.Index(fields=["updated_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return f"{self.page} {self.name}"

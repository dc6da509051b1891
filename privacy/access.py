"""Who may read the record: data protection officers, for their own associations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from common.access import verb
from organisations.models import OrganisationRole

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

RECORD_COLUMNS = ("reference", "status", "opened_at", "closed_at", "leading_organisation", "person")
"""What the record says of a file itself; whose file it is stays an id."""


def protects_an_association(user: User, found: Any) -> bool:
    """of an association"""
    return OrganisationRole.objects.protecting(user).exists()


def protects_one_of_its_associations(user: User, found: Any) -> bool:
    """of an association that has or had part in the file"""
    return True  # the rows saw to it


def recorded(user: User) -> QuerySet[Case]:
    """Files by their fixed columns. Reading anything else of a row raises."""
    return Case.objects.protected_by(user).only(*RECORD_COLUMNS).fetch_mode(models.FETCH_RAISE)


verb("privacy.find_file", _("Find the record of a file by its reference"), dpo=protects_an_association)
verb("privacy.look_up_name", _("Find by exact name (logged)"), dpo=protects_an_association)
for name, label in (
    ("privacy.read_trail", _("See who did and saw what on a file")),
    ("privacy.see_readers", _("See who could open a file on a given day")),
    ("privacy.export_trail", _("Export who did and saw what on a file")),
):
    verb(name, label, rows=recorded, dpo=protects_one_of_its_associations)
verb("privacy.prove_log", _("Prove that the record is whole"), dpo=protects_an_association)

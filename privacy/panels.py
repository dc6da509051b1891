"""The entry of the menu for data protection officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.concerned import OwnPage, is_own, register_page
from common import navigation
from organisations.standing import standing

if TYPE_CHECKING:
    from common.http import SignedInRequest


def protects(request: SignedInRequest) -> bool:
    return standing(request).is_dpo


register_page(OwnPage("privacy:own_trail", _("Who looked"), "eye", 30, is_own))
navigation.register(navigation.Entry("privacy:record", _("The record"), "eye", 12, protects))

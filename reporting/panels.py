"""Entries of the menu for those who steer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from common import navigation
from organisations.standing import standing

if TYPE_CHECKING:
    from common.http import SignedInRequest


def sees_coverage(request: SignedInRequest) -> bool:
    known = standing(request)
    return known.is_manager or bool(known.roles)


def sees_own(request: SignedInRequest) -> bool:
    return standing(request).is_manager or standing(request).is_dpo


navigation.register(navigation.Entry("reporting:own", _("Steering"), "clock", 15, sees_own))
navigation.register(navigation.Entry("reporting:coverage", _("Coverage"), "chart", 16, sees_coverage))

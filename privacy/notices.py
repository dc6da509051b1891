"""What data protection officers are told: an objection made by link."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notifications.registry import page, told
from privacy.access import recorded

TEXTS = {"cases.objection_told": _("A person concerned objects by link to an agreement to share")}

told(TEXTS, recorded, page("privacy:who_saw"), about="case_id")

"""What waits for an administrator: decisions that take two people, agreements to sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from common.templatetags.ui import day
from common.todo import Todo, register
from organisations.reading import to_settle, to_sign
from organisations.standing import standing

if TYPE_CHECKING:
    from common.http import SignedInRequest


@register
def decisions(request: SignedInRequest) -> Iterator[Todo]:
    """Asked for by a first person, to be confirmed or refused by a second one."""
    if not standing(request).is_admin and not standing(request).is_network_admin:
        return
    for decision in to_settle(request.user):
        asked = _("asked by %(name)s on %(date)s") % {"name": decision.asked_by, "date": day(decision.asked_at)}
        text, url = decision.get_kind_display().capitalize(), reverse("organisations:decision", args=[decision.pk])
        yield Todo("hourglass", text, str(decision.user), url, _("Decide"), asked)


@register
def agreements(request: SignedInRequest) -> Iterator[Todo]:
    """Partnership agreements without the signature of one's association."""
    if not standing(request).is_admin:
        return
    for agreement in to_sign(request.user):
        url = reverse("organisations:partnership", args=[agreement.pk])
        yield Todo("sign", str(agreement.title), _("partnership agreement"), url, _("Sign"), _("to be signed"))

"""What notices about associations say, to those they still concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.registry import Line, page, resolver, told
from organisations.access import decidable, known_partnerships
from organisations.models import Decision, OrganisationRole

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice

AGREEMENT_TEXTS = {
    "organisations.partnership_to_sign": gettext_lazy("An agreement between associations awaits your signature"),
    "organisations.partnership_taken_back": gettext_lazy(
        "An agreement between associations will not be signed as it is"
    ),
    "organisations.partnership_in_force": gettext_lazy("An agreement between associations is in force"),
    "organisations.partnership_ended": gettext_lazy("An agreement between associations was ended"),
    "organisations.partnership_expired": gettext_lazy("An agreement between associations is over"),
}
QUESTION_TEXTS = {
    "organisations.decision_asked": gettext_lazy("A colleague asks you to confirm something that takes two people")
}

told(AGREEMENT_TEXTS, known_partnerships, page("organisations:partnership"))
told(QUESTION_TEXTS, decidable, page("organisations:decision"))


@resolver("organisations.decision_settled")
def about_answers(reader: User, notices: list[Notice]) -> dict[object, Line]:
    """For data protection officers, who may read it in the record."""
    ids = [notice.object_id for notice in notices if notice.object_id]
    roles = OrganisationRole.objects.in_force().filter(user=reader, role=OrganisationRole.Role.DPO)
    found = Decision.objects.filter(pk__in=ids, organisation__in=roles.values("organisation"))
    said = {row.pk: row for row in found}
    texts = {
        Decision.Kind.BOUND: _("Two people declared a member of your association bound by secrecy, or refused it"),
        Decision.Kind.SECOND_FACTOR: _("Two people reset a second factor in your association, or refused it"),
    }
    return {
        notice.pk: Line(texts[Decision.Kind(said[notice.object_id].kind)], reverse("home"))
        for notice in notices
        if notice.object_id in said
    }

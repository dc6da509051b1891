"""The documents of a referral as its sender prepares them: which may be chosen, and who would read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Document
from cases.reading import read_documents
from common.areas import Level, labels
from common.forms import VersionedForm
from organisations.models import TeamMembership
from referrals.actions.moving import team_members
from referrals.models import Referral, attached_to, would_open

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from referrals.reading import ReferralPage


@dataclass(frozen=True, slots=True)
class Attached:
    """The documents of a referral that one reader sees, and, for who prepares it, who would read them."""

    documents: list[Document] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    may_choose: bool = False
    misfits: bool = False
    """acceptance would not open all of them"""


def attached_on(page: ReferralPage, reader: User) -> Attached:
    """Nothing at all for whoever does not see the file's side."""
    if not page.shows_file or page.by_link:
        return Attached()
    found = attached_to(page.referral, reader)
    waits = page.sends and page.referral.seat_id is None and bool(found)
    return Attached(
        found,
        readers_of(page.referral) if waits else [],
        may_choose="attach" in page.moves,
        misfits="attach" in page.moves and not all(would_open(page.referral, one) for one in found),
    )


def readers_of(referral: Referral) -> list[str]:
    """By name, the members of the receiving team who read documents once it is accepted."""
    members = TeamMembership.objects.in_force().filter(team=referral.to_team_id, user__in=team_members(referral))
    bound = set(members.filter(is_bound=True).values_list("user", flat=True))
    reading = members.exclude(role=TeamMembership.Role.MANAGER, is_bound=False).select_related("user")
    people = {row.user_id: row.user for row in reading.order_by("user__full_name", "pk")}
    limited = gettext("%(name)s (practical documents only)")
    return [str(user) if pk in bound else limited % {"name": user} for pk, user in people.items()]


def why_not(referral: Referral, document: Document) -> str:
    """What keeps acceptance from opening it, and what would."""
    if document.level > referral.seat_level:
        if document.level == Level.RESTRICTED:
            return gettext("Restricted to the team that added it: show it to more people first.")
        return gettext("For coordination: choose that level in the request, or show it to more people first.")
    return gettext("Its area is not asked: add %(area)s to the request.") % {"area": ", ".join(labels(document.area))}


class AttachmentsForm(VersionedForm):
    """Which documents open on acceptance, one by one."""

    documents = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Documents that open if the team accepts")
    )

    def __init__(self, *args: Any, row: Referral, sender: User, **kwargs: Any) -> None:
        self.referral, seen = row, read_documents(row.case, sender)
        self.fitting = [one for one in seen if would_open(row, one)]
        self.others = [(one, why_not(row, one)) for one in seen if one not in self.fitting]
        kwargs["initial"] = {"documents": self.chosen_among(row, self.fitting)}
        super().__init__(*args, row=row, **kwargs)
        self.fields["documents"].choices = [(str(one.pk), one.title) for one in self.fitting]  # type: ignore[attr-defined]

    @staticmethod
    def chosen_among(referral: Referral, offered: Iterable[Document]) -> list[str]:
        chosen = set(referral.attachments.values_list("document", flat=True))
        return [str(one.pk) for one in offered if one.pk in chosen]

    def saved(self, name: str) -> Any:
        return self.chosen_among(self.referral, self.fitting)

    def clean_documents(self) -> list[str]:
        """In the order in which they are offered."""
        ticked = set(self.cleaned_data["documents"])
        return [str(one.pk) for one in self.fitting if str(one.pk) in ticked]

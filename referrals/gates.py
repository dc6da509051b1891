"""The facts behind the two gates, and what to say when one is shut."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cases.models import Access, Case, LegalGround, Need, SharingRecipient
from cases.models.sharing import agreement_address as recording_address
from common.areas import Level, labels
from organisations.models import Organisation, OrganisationRole, PartnershipAgreement, TeamMembership
from programs.models import ServiceQuestion
from referrals import policy
from referrals.models import Referral, ServiceAnswer, attached_to, would_open
from referrals.policy import Ask, Gap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from referrals.models.answer import ServiceAnswerQuerySet


class GateShut(Exception):
    """Something is missing before this referral may go on. `sentences` says what, and who can mend it."""

    def __init__(self, referral: Referral, gaps: dict[Gap, int]) -> None:
        self.gaps = gaps
        self.sentences = sentences(referral, gaps)
        super().__init__(" ".join(self.sentences))


def sentences(referral: Referral, gaps: dict[Gap, int]) -> list[str]:
    """What is missing, line by line."""
    return [sentence(referral.case, referral.to_organisation, gap, areas) for gap, areas in gaps.items()]


def agreement_address(referral: Referral, organisation: Organisation, areas: int) -> str:
    """Where the missing agreement is recorded, the association and areas filled in; it leads back to the referral."""
    return recording_address(referral.case_id, organisation.pk, areas, next=referral.get_absolute_url())


def administrators(referral: Referral) -> list[str]:
    """Who of the sender's own association can prepare a partnership."""
    roles = OrganisationRole.objects.in_force().filter(
        organisation=referral.author_team.organisation_id, role=OrganisationRole.Role.ADMIN, user__is_active=True
    )
    return [str(role.user) for role in roles.select_related("user").order_by("valid_from", "pk")]


def together(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def ask_of(referral: Referral, *, sender: User | None = None) -> Ask:
    """The facts of this referral now. Without a sender only the two gates are asked."""
    leading = referral.case.leading_organisation_id
    facts = {"case": referral.case_id, "organisation": referral.to_organisation_id}
    agreed = [
        together(rows.objects.in_force().filter(**facts).values_list("areas", flat=True))
        for rows in (SharingRecipient, LegalGround)
    ]
    partnerships = PartnershipAgreement.objects.in_force().filter(parties__organisation=leading)
    covering = partnerships.filter(pk__in=referral.to_organisation.partnership_parties.values("agreement"))
    return Ask(
        areas=referral.areas,
        seen=seen_by(sender, referral.case, referral.seat_level) if sender else referral.areas,
        to_own_team=sender is not None and TeamMembership.objects.of(sender).filter(team=referral.to_team_id).exists(),
        both_open=referral.case.status == Case.Status.OPEN and referral.to_team.dissolved_at is None,
        within_leading=leading == referral.to_organisation_id,
        agreed=together(agreed),
        covered=together(covering.values_list("areas", flat=True)),
    )


def seen_by(user: User, case: Case, level: int) -> int:
    """The areas somebody sees in a file at a level: what they may give."""
    mask = "coordination_areas" if level == Level.COORDINATION else "practical_areas"
    return together(Access.objects.filter(case=case, user=user).values_list(mask, flat=True))


def missing_to_send(referral: Referral, *, sender: User, given: ServiceAnswerQuerySet | None = None) -> dict[Gap, int]:
    """What keeps this person from sending it now. `given`: the answers to the service, when kept with another one."""
    ask = ask_of(referral, sender=sender)
    gaps = policy.sender_gaps(ask) | policy.gate_gaps(ask)
    if lacks_answers(referral, ServiceAnswer.objects.of(referral) if given is None else given):
        gaps[Gap.QUESTIONS] = referral.areas
    if not all(would_open(referral, one) for one in attached_to(referral, sender)):
        gaps[Gap.DOCUMENTS] = referral.areas
    return gaps


def lacks_answers(referral: Referral, given: ServiceAnswerQuerySet) -> bool:
    """Whether the service it goes to asks something that must be answered, and is not."""
    if referral.service_id is None:
        return False
    required = ServiceQuestion.objects.asked().filter(service=referral.service_id, is_required=True)
    return required.exclude(pk__in=given.values("question")).exists()


def missing_to_accept(referral: Referral) -> dict[Gap, int]:
    """The two gates, asked again."""
    return policy.gate_gaps(ask_of(referral))


def may_be_referred(need: Need) -> bool:
    """Neither covered nor closed."""
    return need.status in (Need.Status.OPEN, Need.Status.UNMET)


def needs_to_refer(sender: User, **narrowed: Any) -> list[Need]:
    """Those this person may refer, bound and seeing their area for coordination; none already asked that they know."""
    seen: dict[Any, int] = defaultdict(int)
    for way in Access.objects.filter(user=sender, is_bound=True):
        seen[way.case_id] |= way.coordination_areas
    asked = Referral.objects.visible_to(sender).open().values("need")
    waiting = {"status__in": [Need.Status.OPEN, Need.Status.UNMET], "case__status": Case.Status.OPEN}
    found = Need.objects.visible_to(sender).filter(**waiting, **narrowed).exclude(pk__in=asked)
    ordered = found.select_related("person").order_by("-status", "created_at", "pk")
    return [need for need in ordered if seen[need.case_id] & need.area]


def sentence(case: Case, organisation: Organisation, gap: Gap, areas: int) -> str:
    """What is missing for this association, and who can mend it."""
    words = {
        "areas": ", ".join(labels(areas)),
        "organisation": organisation.name,
        "leading": case.leading_organisation.name,
    }
    if gap is Gap.ALREADY:
        return _("This team already has a referral for this need.")
    if gap is Gap.QUESTIONS:
        return _("%(organisation)s asks questions that must be answered before it is asked.") % words
    if gap is Gap.DOCUMENTS:
        return _("Acceptance would not open every document you chose: choose them again, or change the request.")
    if gap is Gap.CLOSED:
        return _("The file is closed, or the team asked no longer exists.")
    if gap is Gap.OWN_TEAM:
        return _("You belong to this team: choose another one.")
    if gap is Gap.NOT_SEEN:
        return _("You do not see these areas at this level, so you cannot open them: %(areas)s.") % words
    if gap is Gap.CONSENT:
        return (
            _(
                "Nothing allows %(organisation)s to know about: %(areas)s. The lead professional can record an "
                "agreement to share, or a legal ground, with the young person."
            )
            % words
        )
    return (
        _(
            "No partnership in force between %(leading)s and %(organisation)s covers: %(areas)s. "
            "An administrator of either association can prepare one."
        )
        % words
    )

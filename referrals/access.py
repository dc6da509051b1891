"""Who may do what with a referral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.access import leads_open_file, manages_leading_team
from cases.models import Access, Case, Lead, Need
from cases.opened import opened_or_steered
from common.access import anybody, verb
from organisations.models import Team, TeamMembership
from programs.listing import networks_of
from programs.models import Service
from referrals.models import Referral, Transfer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def in_a_team(user: User, found: None) -> bool:
    """whoever belongs to a team"""
    return TeamMembership.objects.of(user).exists()


def sending_team(user: User, need: Need) -> Team | None:
    """The team in whose name this person may refer a need: bound there, and seeing its area for coordination."""
    ways = Access.objects.filter(case=need.case_id, user=user, is_bound=True).select_related("team").order_by("pk")
    return next((way.team for way in ways if way.coordination_areas & need.area), None)


def open_services(user: User) -> QuerySet[Service]:
    """Those of the reader's network that take referrals; nobody asks their own team."""
    own = TeamMembership.objects.of(user).values("team")
    return Service.objects.open().filter(organisation__network__in=networks_of(user)).exclude(team__in=own)


def bound_somewhere(user: User, found: Service) -> bool:
    """a bound member of a team"""
    return TeamMembership.objects.of(user).bound().exists()


def bound_in_case(user: User, case: Case) -> bool:
    """a bound member of a team with a way into the file"""
    return Access.objects.filter(case=case, user=user, is_bound=True).exists()


def bound_in_file(user: User, need: Need) -> bool:
    """a bound member of a team with a way into the file"""
    return sending_team(user, need) is not None


def bound_in_sending_team(user: User, referral: Referral) -> bool:
    """a bound member of the sending team, with a way into the file"""
    ways = Access.objects.filter(case=referral.case_id, user=user, is_bound=True)
    return ways.filter(team=referral.author_team_id).exists()


def is_lead(user: User, referral: Referral) -> bool:
    """the lead professional of the file"""
    return Lead.objects.in_force().filter(case=referral.case_id, user=user).exists()


def manages_sending_team(user: User, referral: Referral) -> bool:
    """a manager of the sending team"""
    return TeamMembership.objects.of(user).managers().filter(team=referral.author_team_id).exists()


def in_receiving_team(user: User, referral: Referral) -> bool:
    """a member of the receiving team"""
    held = TeamMembership.objects.of(user).filter(team=referral.to_team_id, role=TeamMembership.Role.MEMBER)
    return referral.sent_at is not None and held.exists()


def manages_receiving_team(user: User, referral: Referral) -> bool:
    """a manager of the receiving team"""
    held = TeamMembership.objects.of(user).managers().filter(team=referral.to_team_id)
    return referral.sent_at is not None and held.exists()


def writes_in_file(user: User, referral: Referral) -> bool:
    """whoever may write in the file, in the referral's area"""
    ways = Access.objects.filter(case=referral.case_id, user=user)
    return any(way.practical_areas & referral.area for way in ways)


def on_either_side(user: User, referral: Referral) -> bool:
    """a member of either team"""
    return bound_in_sending_team(user, referral) or in_receiving_team(user, referral)


def manages_open_file(user: User, case: Case) -> bool:
    """of the leading team, while the file is open"""
    return case.status == Case.Status.OPEN and manages_leading_team(user, case)


def leads_its_file(user: User, transfer: Transfer) -> bool:
    """the file's lead, until it is accepted"""
    return is_led_as_before(transfer) and leads_open_file(user, transfer)


def manages_its_file(user: User, transfer: Transfer) -> bool:
    """of the leading team, until it is accepted"""
    return is_led_as_before(transfer) and manages_open_file(user, transfer.case)


def is_led_as_before(transfer: Transfer) -> bool:
    return transfer.case.leading_organisation_id == transfer.from_organisation_id


def bound_in_asked_team(user: User, transfer: Transfer) -> bool:
    """a bound member of the team asked, who did not propose it"""
    held = TeamMembership.objects.of(user).bound().filter(team=transfer.to_team_id)
    return user.pk != transfer.proposed_by_id and held.exists()


def manages_asked_team(user: User, transfer: Transfer) -> bool:
    """a manager of the team asked, who did not propose it"""
    held = TeamMembership.objects.of(user).managers().filter(team=transfer.to_team_id)
    return user.pk != transfer.proposed_by_id and held.exists()


def transfers_known_to(user: User) -> QuerySet[Transfer]:
    return Transfer.objects.known_to(user).select_related("case")


KNOWN = Referral.objects.known_to
SENDERS = {"member": bound_in_sending_team, "lead": is_lead}
RECEIVERS = {"member": in_receiving_team, "manager": manages_receiving_team}

verb("referrals.view_inbox", _("See the referrals of one's teams"), member=in_a_team)
verb("referrals.create_referral", _("Prepare a referral"), rows=Need.objects.visible_to, member=bound_in_file)
verb("referrals.refer_to_service", _("Begin a referral from a service"), rows=open_services, member=bound_somewhere)
verb("referrals.refer_from_file", _("Begin a referral from a file"), rows=Case.objects.visible_to, member=bound_in_case)
verb("referrals.view_referral", _("Open a referral"), rows=KNOWN, member=anybody)
verb("referrals.send_referral", _("Change and send a referral, answer a question about it"), rows=KNOWN, **SENDERS)
verb("referrals.tell_young_person", _("Note that the young person was told"), rows=KNOWN, **SENDERS)
verb("referrals.withdraw_referral", _("Withdraw a referral"), rows=KNOWN, **SENDERS, manager=manages_sending_team)
verb("referrals.answer_referral", _("Answer a referral, start it, close it"), rows=KNOWN, **RECEIVERS)
verb(
    "referrals.write_message",
    _("Write in the thread of a referral"),
    rows=Referral.objects.visible_to,
    member=on_either_side,
    lead=is_lead,
    manager=manages_receiving_team,
)
verb(
    "referrals.propose_transfer",
    _("Propose that another association lead a file, on the steering row if need be"),
    rows=opened_or_steered,
    lead=leads_open_file,
    manager=manages_open_file,
)
verb("referrals.list_transfers", _("See the transfers asked of one's teams, or proposed"), member=in_a_team)
verb("referrals.view_transfer", _("Open a transfer"), rows=transfers_known_to, member=anybody)
verb(
    "referrals.answer_transfer",
    _("Accept a transfer and name the lead, or decline"),
    rows=transfers_known_to,
    member=bound_in_asked_team,
    manager=manages_asked_team,
)
verb(
    "referrals.withdraw_transfer",
    _("Confirm a transfer again, or withdraw it"),
    rows=transfers_known_to,
    lead=leads_its_file,
    manager=manages_its_file,
)

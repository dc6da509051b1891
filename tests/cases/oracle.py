"""Who sees what, written from the rule's sentence alone. Shares no code with the policy or the view."""

from accounts.models import User
from cases.models import (
    Block,
    Case,
    CircleMembership,
    EmergencyAccess,
    LegalGround,
    SharingRecipient,
)
from organisations.models import PartnershipAgreement, TeamMembership

TEN = range(10)


def now_true(rows, instant):
    return [row for row in rows if row.valid_from <= instant and instant < row.valid_until]


class Oracle:
    """Everything that holds at one instant."""

    def __init__(self, instant):
        self.memberships = now_true(TeamMembership.objects.select_related("team", "user"), instant)
        self.seats = now_true(CircleMembership.objects.all(), instant)
        self.recipients = now_true(SharingRecipient.objects.all(), instant)
        self.grounds = now_true(LegalGround.objects.all(), instant)
        self.agreements = now_true(PartnershipAgreement.objects.prefetch_related("parties"), instant)
        self.blocks = {(row.case_id, row.user_id) for row in now_true(Block.objects.all(), instant)}
        self.emergencies = now_true(EmergencyAccess.objects.all(), instant)
        self.active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))

    def ways(self, user, case):
        """A list of (membership, level, set of area bits): one entry a way in, nothing added up."""
        if user.pk not in self.active or (case.pk, user.pk) in self.blocks:
            return []
        found = []
        for membership in (row for row in self.memberships if row.user_id == user.pk):
            found += self.by_emergency(user, case, membership)
            if membership.role == "manager" and not membership.is_bound:
                continue
            for seat in self.seats:
                if seat.case_id == case.pk and (seat.team_id == membership.team_id or seat.user_id == user.pk):
                    found += [(membership, seat.level, areas) for areas in self.opened(case, membership, seat)]
        return found

    def by_emergency(self, user, case, membership):
        mine = (case.pk, user.pk, membership.team_id)
        running = [e for e in self.emergencies if (e.case_id, e.user_id, e.team_id) == mine]
        return [(membership, 2, {2**n for n in range(11)}) for _ in running if membership.is_bound]

    def opened(self, case, membership, seat):
        """The sets of areas this seat opens to this membership."""
        organisation = membership.team.organisation_id
        of_seat = {2**n for n in range(11) if seat.areas >> n & 1}
        if organisation == case.leading_organisation_id:
            return [of_seat]
        sets = []
        for cover in [*self.recipients, *self.grounds]:
            if cover.case_id != case.pk or cover.organisation_id != organisation:
                continue
            for agreement in self.agreements:
                parties = {party.organisation_id for party in agreement.parties.all()}
                if organisation in parties and case.leading_organisation_id in parties:
                    areas = {a for a in of_seat if cover.areas & a and agreement.areas & a}
                    if areas & {2**n for n in TEN}:
                        sets.append(areas)
        return sets

    def opens(self, user, case):
        return bool(self.ways(user, case))

    def shows(self, user, item, case):
        ways = self.ways(user, case)
        if ways and item.author_id == user.pk:
            return True
        return any(self.way_shows(way, item) for way in ways)

    def way_shows(self, way, item):
        membership, level, areas = way
        if item.area not in areas:
            return False
        if item.level == 1:
            return True
        if not membership.is_bound:
            return False
        return level >= 2 if item.level == 2 else membership.team_id == item.author_team_id

    def picture(self, users, items):
        """Who opens which file, who sees which item."""
        cases = {case.pk: case for case in Case.objects.all()}
        opened = {(user.pk, pk) for user in users for pk, case in cases.items() if self.opens(user, case)}
        seen = {(user.pk, item.pk) for user in users for item in items if self.shows(user, item, cases[item.case_id])}
        return opened, seen

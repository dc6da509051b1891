"""The coded answers of a referral: nothing of it is free text but its thread."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Asked(models.TextChoices):
    """What the receiving team is asked to do."""

    FIRST_MEETING = "first_meeting", _("A first meeting, then a rhythm to agree on")
    REGULAR = "regular", _("Regular support")
    ONE_OFF = "one_off", _("One appointment")
    ASSESSMENT = "assessment", _("An assessment")
    PLACE = "place", _("A place in a group or an activity")
    ACCOMMODATION = "accommodation", _("Accommodation")
    ADVICE = "advice", _("Advice to the professionals")


class Constraint(models.TextChoices):
    """What the receiving team must know to say whether it can."""

    AFTER_17 = "after_17", _("After 5 p.m.")
    WEDNESDAY = "wednesday", _("On Wednesdays")
    WEEKEND = "weekend", _("At the weekend")
    SCHOOL_HOLIDAYS = "school_holidays", _("During school holidays")
    BY_BUS = "by_bus", _("Reached by bus")
    NEARBY = "nearby", _("Near home")
    STEP_FREE = "step_free", _("Step-free access")
    INTERPRETER = "interpreter", _("With an interpreter")
    FREE = "free", _("Free of charge")


class Sector(models.TextChoices):
    """How precisely the preview says where."""

    COMMUNE = "commune", _("The commune")
    AROUND = "around", _("The commune and those around it")
    DEPARTMENT = "department", _("The département only")


class Urgency(models.TextChoices):
    NORMAL = "normal", _("At the usual pace")
    SOON = "soon", _("Within two weeks")
    URGENT = "urgent", _("Within a few days")


class AgeBand(models.TextChoices):
    UNDER_11 = "0-10", _("10 or younger")
    FROM_11 = "11-14", _("11–14 years")
    FROM_15 = "15-17", _("15–17 years")
    FROM_18 = "18-21", _("18–21 years")
    FROM_22 = "22-25", _("22–25 years")
    FROM_26 = "26+", _("26 or older")


class DeclineReason(models.TextChoices):
    """Two lists: the partner's reasons, then the young person's."""

    NO_PLACE = "no_place", _("No place")
    CRITERIA = "criteria", _("Outside our criteria")
    TERRITORY = "territory", _("Outside our territory")
    NONE_HERE = "none_here", _("Does not exist here")
    WRONG_SERVICE = "wrong_service", _("Another service fits better")
    NOT_INTERESTED = "not_interested", _("Does not wish it")
    NOT_REACHED = "not_reached", _("Not reached")
    MOVED = "moved", _("Has moved away")
    ELSEWHERE = "elsewhere", _("Already supported elsewhere")


PARTNER_REASONS = (
    DeclineReason.NO_PLACE,
    DeclineReason.CRITERIA,
    DeclineReason.TERRITORY,
    DeclineReason.NONE_HERE,
    DeclineReason.WRONG_SERVICE,
)
PERSON_REASONS = tuple(reason for reason in DeclineReason if reason not in PARTNER_REASONS)
UNMET_REASONS = (DeclineReason.NO_PLACE, DeclineReason.NONE_HERE)
"""They record that the need is not covered."""


class WithdrawReason(models.TextChoices):
    """The sender's reasons, then the system's."""

    NOT_NEEDED = "not_needed", _("No longer needed")
    ELSEWHERE = "elsewhere", _("A place was found elsewhere")
    NOT_WANTED = "not_wanted", _("The young person changed their mind")
    MISTAKE = "mistake", _("Sent by mistake")
    CASE_CLOSED = "case_closed", _("The file was closed")
    SHARING_ENDED = "sharing_ended", _("The agreement to share ended")
    PARTNERSHIP_ENDED = "partnership_ended", _("The partnership ended")
    TEAM_DISSOLVED = "team_dissolved", _("The team was dissolved")


SENDER_WITHDRAW_REASONS = (
    WithdrawReason.NOT_NEEDED,
    WithdrawReason.ELSEWHERE,
    WithdrawReason.NOT_WANTED,
    WithdrawReason.MISTAKE,
)


class Outcome(models.TextChoices):
    ACHIEVED = "achieved", _("Achieved")
    PARTLY = "partly", _("Partly achieved")
    NOT_STARTED = "not_started", _("Not started")
    STOPPED = "stopped", _("Stopped by the young person")
    MOVED_ON = "moved_on", _("Moved on to something else")
    TRANSFERRED = "transferred", _("Transferred to another team")


class TransferReason(models.TextChoices):
    """Why another association is to lead."""

    MOVED = "moved", _("The young person moves to another territory")
    AGE = "age", _("The age limit of the association")
    OTHER_NEED = "other_need", _("Another need now comes first")
    ASKED = "asked", _("Asked for by the young person")
    FAMILY = "family", _("Asked for by the family")
    CAPACITY = "capacity", _("The team can no longer follow the file")


class Informed(models.TextChoices):
    """What the young person said to it. Without having been told, nothing is proposed."""

    AGREES = "agrees", _("The young person agrees")
    TOLD = "told", _("The young person was told, and does not object")


class TransferDecline(models.TextChoices):
    """Why the team asked does not take the lead."""

    NO_PLACE = "no_place", _("The team can follow nobody more")
    CRITERIA = "criteria", _("Outside our criteria")
    TERRITORY = "territory", _("Outside our territory")
    OTHER_TEAM = "other_team", _("Another team fits better")
    MEET_FIRST = "meet_first", _("To meet the young person first")


TRANSFER_WITHDRAW_REASONS = (WithdrawReason.NOT_NEEDED, WithdrawReason.NOT_WANTED, WithdrawReason.MISTAKE)

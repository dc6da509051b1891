"""The tables of a support file, one module an aggregate."""

from cases.models.access import Access
from cases.models.alerts import SafetyAlert
from cases.models.assessments import Assessment
from cases.models.case import Case, LeadingPeriod
from cases.models.circle import CircleMembership, Lead
from cases.models.covers import LeadCover
from cases.models.documents import Document
from cases.models.duplicates import DuplicateQuestion, Likeness
from cases.models.exceptions import Block, EmergencyAccess
from cases.models.items import CaseItem, ItemQuerySet, TimelineEntry
from cases.models.links import CaseLink, Hand, Reader, account_of, link_of
from cases.models.marks import Mark
from cases.models.measures import Measure
from cases.models.plan import Action, ActionPlan, Goal, GoalWording, Need, Note
from cases.models.portrait import Statement
from cases.models.reviews import DateReply, Participant, Review, ReviewDate, ReviewSection
from cases.models.sharing import Announcement, LegalGround, Objection, SharingAgreement, SharingRecipient
from cases.models.versions import FROZEN, FrozenItem, PlanVersion, SignOff
from cases.models.words import PersonalRequest, Word

__all__ = [
    "FROZEN",
    "Access",
    "Action",
    "ActionPlan",
    "Announcement",
    "Assessment",
    "Block",
    "Case",
    "CaseItem",
    "CaseLink",
    "CircleMembership",
    "DateReply",
    "Document",
    "DuplicateQuestion",
    "EmergencyAccess",
    "FrozenItem",
    "Goal",
    "GoalWording",
    "Hand",
    "ItemQuerySet",
    "Lead",
    "LeadCover",
    "LeadingPeriod",
    "LegalGround",
    "Likeness",
    "Mark",
    "Measure",
    "Need",
    "Note",
    "Objection",
    "Participant",
    "PersonalRequest",
    "PlanVersion",
    "Reader",
    "Review",
    "ReviewDate",
    "ReviewSection",
    "SafetyAlert",
    "SharingAgreement",
    "SharingRecipient",
    "SignOff",
    "Statement",
    "TimelineEntry",
    "Word",
    "account_of",
    "link_of",
]

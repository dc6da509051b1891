"""Who may do what with a file: PRODUCT's table, one verb a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cases.agreement_pdf import printable_to
from cases.alerting import may_answer_removal, may_ask_removal
from cases.caseload import managed_memberships
from cases.covering import covers_managed_by
from cases.duplicates import likenesses_of_led, may_ask_duplicates
from cases.models import (
    Action,
    Assessment,
    Case,
    CaseItem,
    CircleMembership,
    Document,
    Goal,
    GoalWording,
    Lead,
    LegalGround,
    Measure,
    Need,
    Note,
    Objection,
    ReviewSection,
    SafetyAlert,
    SharingRecipient,
    SignOff,
    Statement,
)
from cases.opened import (
    answerable,
    answers_seen,
    documents_seen,
    held,
    in_detailed_files_of,
    in_files_of,
    links_of_opened,
    opened_for_page,
    opened_links,
    opened_or_steered,
    parties_known,
    representatives_known_to,
    requests_of_opened,
    reviews_of_opened,
    versions_of_opened,
)
from cases.taking_part import answers_dates, keeps_minutes, signs_for_association, takes_part
from common.access import anybody, verb
from organisations.models import TeamMembership

if TYPE_CHECKING:
    from accounts.models import User

PLAN: tuple[type[CaseItem], ...] = (Need, Goal, GoalWording, Action, Note, Statement)
CHANGEABLE: tuple[type[CaseItem], ...] = (*PLAN, Assessment, ReviewSection, SafetyAlert, Measure, Document)


def of(found: Any) -> Case:
    """The file an object belongs to."""
    return found if isinstance(found, Case) else found.case


def is_lead(user: User, found: Any) -> bool:
    """the file's lead"""
    return Lead.objects.in_force().filter(case=of(found), user=user).exists()


def manages_leading_team(user: User, found: Any) -> bool:
    """of the leading team (if it has none, of the leading association)"""
    case = of(found)
    managers = TeamMembership.objects.in_force().managers()
    if managers.filter(team=case.leading_team_id).exists():
        return managers.filter(team=case.leading_team_id, user=user).exists()
    return managers.filter(team__organisation=case.leading_organisation_id, user=user).exists()


def is_author(user: User, item: CaseItem) -> bool:
    """who wrote it"""
    return item.author_id == user.pk


def may_change(user: User, item: CaseItem) -> bool:
    """who wrote it, while the file is open"""
    return is_author(user, item) and item.case.status == Case.Status.OPEN


def leads_open_file(user: User, found: Any) -> bool:
    """the file's lead, while it is open"""
    return of(found).status == Case.Status.OPEN and is_lead(user, found)


def owns_action(user: User, action: Action) -> bool:
    """of the owning team, while the file is open"""
    owns = TeamMembership.objects.of(user).filter(team=action.owner_team_id)
    return action.case.status == Case.Status.OPEN and owns.exists()


def notes_answer(user: User, sign: SignOff) -> bool:
    """the file's lead, for whoever signs without this lead's account"""
    return leads_open_file(user, sign) and not signs_for_association(user, sign)


def is_bound_somewhere(user: User, found: Any) -> bool:
    """bound by secrecy; their association then leads"""
    return TeamMembership.objects.of(user).bound().exists()


def is_bound(user: User, found: Any) -> bool:
    """bound by secrecy, in the team that wrote"""
    return TeamMembership.objects.of(user).bound().exists()


def manages_a_team(user: User, found: Any) -> bool:
    """for their own team"""
    return TeamMembership.objects.of(user).managers().exists()


def manages_that_team(user: User, membership: Any) -> bool:
    """of that lead's team"""
    return TeamMembership.objects.of(user).managers().filter(team=membership.team_id).exists()


def case_is_open(user: User, case: Case) -> bool:
    """with a seat, while the file is open"""
    return case.status == Case.Status.OPEN


def leads_their_file(user: User, representative: Any) -> bool:
    """the lead of the young person's file, while it is open"""
    return leads_open_file(user, Case.objects.get(pk=representative.case_id))


verb("cases.list_cases", _("See the list of one's files"), member=anybody)
verb("cases.view_case", _("Open a file, read by the rule"), rows=opened_for_page, member=anybody)
verb("cases.print_plan", _("Prepare the plan on paper, read by the rule"), rows=Case.objects.visible_to, member=anybody)
verb("cases.print_agreement", _("Prepare an agreement to share on paper"), rows=printable_to, lead=is_lead)
verb("cases.open_case", _("Open a new file"), member=is_bound_somewhere, manager=manages_a_team)
verb("cases.add_item", _("Add an item"), rows=Case.objects.visible_to, member=case_is_open)
for model in CHANGEABLE:
    name = model._meta.model_name
    rows = model.objects.visible_to  # type: ignore[attr-defined]
    verb(f"cases.view_{name}", _("Read an item and its history"), rows=rows, member=anybody)
    verb(f"cases.change_{name}", _("Change, widen or narrow one's own item"), rows=rows, member=may_change)
verb("cases.move_action", _("Accept, decline, move an action"), rows=Action.objects.visible_to, member=owns_action)
verb("cases.list_documents", _("See the documents of a file"), rows=Case.objects.visible_to, member=anybody)
verb("cases.read_document", _("Open a document"), rows=documents_seen, member=anybody)
verb("cases.download_document", _("Download a document"), rows=documents_seen, member=anybody)
verb("cases.list_alerts", _("See the safety alerts of a file"), rows=Case.objects.visible_to, member=anybody)
verb(
    "cases.ask_alert_removal",
    _("Ask that a safety alert be removed"),
    rows=SafetyAlert.objects.visible_to,
    member=may_ask_removal,
)
verb(
    "cases.answer_alert_removal",
    _("Confirm or refuse the removal of a safety alert"),
    rows=SafetyAlert.objects.visible_to,
    member=may_answer_removal,
)
verb("cases.list_assessments", _("See how each area goes, over time"), rows=Case.objects.visible_to, member=anybody)
verb(
    "cases.rate_goal",
    _("Say how far a goal is"),
    rows=Goal.objects.visible_to,
    member=may_change,
    lead=leads_open_file,
)
verb(
    "cases.move_need",
    _("Say that a need is covered, unmet or closed"),
    rows=Need.objects.visible_to,
    member=may_change,
    lead=leads_open_file,
)
verb(
    "cases.manage_circle",
    _("Offer or end a seat; record agreements and legal grounds"),
    rows=opened_or_steered,
    lead=is_lead,
    manager=manages_leading_team,
)
verb("cases.answer_seat", _("Accept or decline one's own team's seat"), rows=answerable, member=anybody)
verb("cases.leave_seat", _("Leave one's own team's seat"), rows=held, member=anybody)
verb("cases.end_seat", _("End a seat"), rows=in_files_of(CircleMembership), lead=is_lead, manager=manages_leading_team)
verb(
    "cases.withdraw_recipient",
    _("Withdraw one association from the agreement to share"),
    rows=in_files_of(SharingRecipient),
    lead=is_lead,
    manager=manages_leading_team,
)
verb(
    "cases.record_objection",
    _("Record the objection of a holder of parental authority to a recipient"),
    rows=in_detailed_files_of(SharingRecipient),
    lead=leads_open_file,
)
verb(
    "cases.settle_objection",
    _("Settle such an objection"),
    rows=in_detailed_files_of(Objection),
    lead=leads_open_file,
)
verb(
    "cases.end_ground",
    _("End a legal ground"),
    rows=in_files_of(LegalGround),
    lead=is_lead,
    manager=manages_leading_team,
)
verb(
    "cases.ask_duplicates",
    _("Ask whether another association accompanies the same young person"),
    rows=Case.objects.visible_to,
    member=may_ask_duplicates,
)
verb(
    "cases.answer_likeness",
    _("Answer a question about somebody like the young person of one's file"),
    rows=likenesses_of_led,
    lead=leads_open_file,
)
verb("cases.list_archive", _("See the files one's team wrote in and has left"), member=is_bound)
verb(
    "cases.read_archive",
    _("Read again what one's own team wrote, by reference"),
    rows=Case.objects.archive_for,
    member=is_bound,
)
verb(
    "cases.read_archived_document",
    _("Download again a document that one's own team added"),
    rows=Document.objects.archive_for,
    member=is_bound,
)
verb(
    "cases.read_identity",
    _("Read the history of the identity and of the family"),
    rows=Case.objects.detailed_to,
    member=anybody,
)
verb(
    "cases.change_identity",
    _("Correct the identity and the contacts, record a legal representative"),
    rows=Case.objects.detailed_to,
    lead=leads_open_file,
)
verb(
    "cases.change_representative",
    _("Correct a legal representative, record the end of an authority"),
    rows=representatives_known_to,
    lead=leads_their_file,
)
verb("cases.set_review", _("Set the date of the next review"), rows=Case.objects.visible_to, lead=leads_open_file)
verb("cases.list_reviews", _("See the reviews of a file"), rows=Case.objects.visible_to, member=anybody)
verb("cases.view_review", _("Read a review, each section by the rule"), rows=reviews_of_opened, member=anybody)
verb("cases.convene_review", _("Convene a review"), rows=Case.objects.visible_to, lead=leads_open_file)
verb(
    "cases.steer_review",
    _("Fix, change, cancel a review; note who came and what the young person says; document it"),
    rows=reviews_of_opened,
    lead=leads_open_file,
)
verb("cases.answer_dates", _("Answer the dates proposed for a review"), rows=parties_known, member=answers_dates)
verb(
    "cases.prepare_review",
    _("Write what one's team prepares for a review"),
    rows=reviews_of_opened,
    member=takes_part,
    lead=leads_open_file,
)
verb(
    "cases.write_review",
    _("Write the minutes, decisions and corrections of a review"),
    rows=reviews_of_opened,
    member=keeps_minutes,
    lead=leads_open_file,
)
verb("cases.view_versions", _("See the versions of the plan"), rows=Case.objects.visible_to, member=anybody)
verb(
    "cases.view_version",
    _("Read a version of the plan, by the rule of today and of that day"),
    rows=versions_of_opened,
    member=anybody,
)
verb(
    "cases.propose_version",
    _("Propose a version of the plan for signature; begin or end its review"),
    rows=Case.objects.visible_to,
    lead=leads_open_file,
)
verb(
    "cases.withdraw_version",
    _("Withdraw a version that is still proposed"),
    rows=versions_of_opened,
    lead=leads_open_file,
)
verb(
    "cases.sign_off",
    _("Sign a version for one's association, or refuse with a reason"),
    rows=answers_seen,
    member=signs_for_association,
    manager=signs_for_association,
)
verb(
    "cases.note_sign_off",
    _("Note the answer of the young person, a representative, or an association that signs on paper"),
    rows=answers_seen,
    lead=notes_answer,
)
verb("cases.hand_over", _("Hand the lead over"), rows=Case.objects.visible_to, lead=leads_open_file)
verb(
    "cases.appoint_lead",
    _("Appoint a lead, on the steering row"),
    rows=Case.objects.steered_by,
    manager=manages_leading_team,
)
verb(
    "cases.declare_own_absence",
    _("Say that one is away, and who covers for the files one leads"),
    rows=Case.objects.visible_to,
    lead=leads_open_file,
)
verb("cases.end_cover", _("Say that a lead is back earlier"), rows=covers_managed_by, member=anybody)
verb("cases.list_caseloads", _("See who leads how many files"), manager=manages_a_team)
verb(
    "cases.hand_over_caseload",
    _("Hand over the files of one lead, on steering rows"),
    rows=managed_memberships,
    manager=manages_that_team,
)
verb("cases.close_case", _("Close a file"), rows=opened_or_steered, lead=is_lead, manager=manages_leading_team)
verb(
    "cases.manage_links",
    _("Give a personal link to the young person or a representative"),
    rows=Case.objects.visible_to,
    lead=is_lead,
)
verb(
    "cases.see_requests",
    _("See what the young person and the representatives ask by link"),
    rows=Case.objects.visible_to,
    lead=is_lead,
)
verb(
    "cases.settle_request",
    _("Answer what somebody concerned asks by link"),
    rows=requests_of_opened,
    lead=is_lead,
)
verb(
    "cases.print_own_plan",
    _("Print the plan in plain words, for whoever holds a personal link"),
    rows=opened_links,
    lead=is_lead,
)
verb("cases.end_link", _("End a personal link, print its codes anew"), rows=links_of_opened, lead=is_lead)
verb("cases.see_circle", _("See the whole circle and who can see what"), rows=Case.objects.visible_to, lead=is_lead)

"""Every page that takes a form, with a right answer to it; and every address that takes only a button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from cases.access import CHANGEABLE
from cases.models import Action
from tests.access_table import cases as in_cases
from tests.access_table import organisations as in_organisations
from tests.access_table import programs as in_programs
from tests.access_table import referrals as in_referrals
from tests.bad_input.answers import (
    accepted_action,
    action,
    agreement,
    alert,
    answers,
    asked,
    away,
    caseload,
    colleague,
    corrected,
    day,
    draft,
    ground,
    holder,
    holidays,
    identity,
    linked,
    marks,
    membership,
    only,
    order,
    own_goal,
    partnership,
    question,
    questioned,
    read,
    referral,
    representative,
    said,
    seat,
    service,
    session,
    successor,
    to_transfer,
    transfer,
)
from tests.bad_input.papers import chosen, decided, document, draft_with_document, said_of_document
from tests.bad_input.reviews import (
    convening,
    decision,
    documented,
    first_date,
    held,
    held_today,
    moment,
    presence,
    said_of,
)
from tests.cases import holding
from tests.referrals import linking
from tests.referrals.conftest import stage

type Given = Callable[[Any], dict[str, Any]]


def nothing(world):
    return {}


def marked(world):
    told = {"young_person": "hidden", "told_because": "hard_news", "told_by": day(days=9)}
    return told | {"representatives": "hidden", "hidden_because": "wish"}


@dataclass(frozen=True)
class Page:
    """Who fills the form in, a right answer without its hidden fields, and what the address names."""

    who: str
    answer: Given
    at: Given = nothing
    saves: bool = True
    before: Callable[[Any, dict[str, Any]], None] = lambda browser, address: None
    """what this browser has done before"""


LEAD = "social_worker"
CASE = in_cases.case

PAGES: dict[str, Page] = {
    "cases:open": Page(LEAD, identity),
    "cases:identity_change": Page(LEAD, corrected, CASE),
    "cases:representative_add": Page(LEAD, representative, CASE),
    "cases:representative_change": Page(LEAD, representative, in_cases.representative),
    "cases:objection_record": Page(
        LEAD, lambda world: {"representative": in_cases.holder(world).pk}, in_cases.recipient
    ),
    "cases:objection_settle": Page(LEAD, only(outcome="resumed", means="talk", ground="withdrawn"), in_cases.objection),
    "cases:representative_end": Page(LEAD, lambda world: {"ending": "withdrawn", "on": day()}, in_cases.representative),
    "cases:seat_ask": Page(LEAD, seat, CASE),
    "cases:review_convene": Page(LEAD, convening, CASE),
    "cases:review_answer": Page("mentor", only(date_0="yes", date_1="no"), in_cases.mentors_dates),
    "cases:review_fix": Page(LEAD, lambda world: {"date": first_date(world)}, in_cases.review),
    "cases:review_dates": Page(LEAD, lambda world: {"first": moment(20), "second": moment(21)}, in_cases.review),
    "cases:review_change": Page(
        LEAD, only(purpose="change", means="place", place="Maison des associations"), in_cases.review
    ),
    "cases:review_invite": Page(LEAD, only(function="health", name="Dr Lenoir"), in_cases.review),
    "cases:review_cancel": Page(LEAD, only(reason="too_few"), in_cases.review),
    "cases:review_hold": Page(LEAD, presence, held_today),
    "cases:review_prepare": Page("psychologist", only(text="Vient chaque semaine.", area=1, level=2), in_cases.review),
    "cases:review_minutes": Page(LEAD, only(text="Deux absences.", area=1, level=2), held),
    "cases:review_decide": Page(LEAD, decision, held),
    "cases:review_opinion": Page(LEAD, only(text="Ça va mieux.", missing="", level=2), held),
    "cases:review_document": Page(LEAD, lambda world: {"next_on": day(days=150)}, said_of),
    "cases:review_correct": Page(LEAD, only(text="Trois absences, et non deux.", area=1, level=2), documented),
    "cases:next_review": Page(LEAD, lambda world: {"next_review_on": day(days=7)}, CASE),
    "cases:hand_over": Page(LEAD, successor, CASE),
    "cases:appoint_lead": Page("manager", colleague, CASE),
    "cases:caseload": Page("manager", caseload, in_cases.leads_membership),
    "cases:own_absence": Page(LEAD, away, CASE),
    "cases:lead_absence": Page("manager", away, in_cases.leads_membership),
    "cases:close": Page(LEAD, only(reason="achieved"), CASE),
    "cases:agreement_record": Page(LEAD, agreement, CASE),
    "cases:ground_record": Page(LEAD, ground, CASE),
    "cases:seat_answer": Page("mentor", only(answer="yes"), in_cases.offered_seat),
    "cases:sign_off": Page("psychologist", only(answer="refused", reason="actions"), in_cases.association_signs),
    "cases:sign_off_note": Page(
        LEAD, lambda world: {"answer": "refused", "on": day(), "reason": "not_reached"}, in_cases.young_person_signs
    ),
    "cases:need_add": Page(LEAD, only(code="education.attendance", detail="Deux jours par semaine", level=2), CASE),
    "cases:goal_add": Page(LEAD, own_goal, CASE),
    "cases:action_add": Page(LEAD, action, CASE),
    "cases:note_add": Page(LEAD, only(text="Lou a fini son exposé.", area=1, level=2), CASE),
    "cases:statement_add": Page(LEAD, lambda world: said() | {"area": 1, "level": 2}, CASE),
    "cases:safetyalert_add": Page(LEAD, alert, CASE),
    "cases:safetyalert_change": Page(LEAD, only(text="Appeler le 15."), in_cases.item("safetyalert")),
    "cases:measure_add": Page(LEAD, lambda world: decided() | {"area": 16, "level": 3}, CASE),
    "cases:measure_change": Page(LEAD, lambda world: decided(), in_cases.item("measure")),
    "cases:alert_remove": Page(LEAD, only(reason="over"), in_cases.item("safetyalert")),
    "cases:alert_answer": Page("psychologist", only(answer="no"), in_cases.alert_to_remove),
    "cases:likeness": Page(LEAD, only(answer="contact"), in_cases.likeness),
    "cases:assess": Page(LEAD, marks, in_cases.an_area),
    "cases:assess_together": Page(LEAD, marks, in_cases.an_area),
    "cases:assessment_change": Page(LEAD, marks, in_cases.item("assessment")),
    "cases:document_add": Page(LEAD, document, CASE),
    "cases:document_change": Page(LEAD, lambda world: said_of_document(kind="other"), in_cases.item("document")),
    "cases:action_assign": Page("mentor", lambda world: {"to": str(world.mentor.pk)}, in_cases.owned_action),
    "cases:action_declined": Page("mentor", only(reason="no_means"), in_cases.owned_action),
    "cases:action_dropped": Page("mentor", only(reason="no_means"), accepted_action),
    "cases:need_change": Page(LEAD, only(detail="Trois jours"), in_cases.item("need")),
    "cases:goal_change": Page(
        LEAD,
        lambda world: {"words": "Avoir mon bac", "proposed_by": "family", "target_on": day(days=60)},
        in_cases.item("goal"),
    ),
    "cases:goalwording_change": Page(LEAD, only(text="Retour à plein temps"), in_cases.item("goalwording")),
    "cases:action_change": Page(
        LEAD, lambda world: {"title": "Deux rendez-vous", "due_on": day(days=5)}, in_cases.item("action")
    ),
    "cases:note_change": Page(LEAD, only(text="Lou a rendu son exposé."), in_cases.item("note")),
    "cases:note_mention": Page(LEAD, lambda world: {"to": [str(world.teacher.pk)]}, in_cases.item("note")),
    "cases:reviewsection_change": Page(LEAD, only(text="Vient deux fois."), in_cases.item("reviewsection")),
    "cases:statement_change": Page(LEAD, lambda world: said(), in_cases.item("statement")),
    **{
        f"cases:{kind}_level": Page(LEAD, only(level=2), in_cases.item(kind))
        for kind in (model._meta.model_name for model in CHANGEABLE)
    },
    "cases:links": Page(LEAD, only(to="young_person", means="mail", address="lou@example.org"), CASE),
    "cases:link_code": Page(
        "", lambda world: {"code": holding.code_given()}, lambda world: holding.secret(world) and {}, before=holding.ask
    ),
    "cases:own_goal": Page(
        "", only(text="Plutôt le soir.", feeling="3"), holding.with_link(in_cases.item("goal")), before=holding.hold
    ),
    "cases:own_requests": Page(
        "", only(about="me", text="Né en 2010."), holding.with_link(nothing), before=holding.hold
    ),
    "cases:own_objection": Page(
        "", only(text="Plus maintenant."), holding.with_link(in_cases.recipient), before=holding.hold
    ),
    "cases:own_version": Page(
        "",
        lambda world: {"answer": "refused", "reason": "goals", "code": holding.code_given()},
        holding.with_link(in_cases.version),
        before=holding.hold_with_code,
    ),
    "cases:request_settle": Page(LEAD, only(outcome="done", answer="C’est corrigé."), holding.request),
    **{
        f"cases:{kind}_mark": Page(
            LEAD,
            marked,
            in_cases.item(kind),
        )
        for kind in (model._meta.model_name for model in CHANGEABLE)
    },
    "programs:session_create": Page("mentor", session),
    "programs:session_correct": Page("mentor", only(status="late", reason="", minutes=90), in_programs.session),
    "programs:session_mark": Page("mentor", marked, in_programs.session),
    "programs:service_add": Page("org_admin", service),
    "programs:service_change": Page("org_admin", service, in_programs.service),
    "programs:service_places": Page("org_admin", only(places=6, free=2), in_programs.service),
    "programs:service_questions": Page("org_admin", question, in_programs.service),
    "programs:question_replace": Page("org_admin", question, in_programs.question),
    "programs:service_care": Page(
        "org_admin", lambda world: {"user": world.social_worker.pk, "team": ""}, in_programs.service
    ),
    "referrals:create": Page(LEAD, draft, lambda world: {"pk": stage(world).need.pk}),
    "referrals:change": Page(LEAD, asked, referral("draft")),
    "referrals:again": Page(LEAD, draft, referral("declined")),
    "referrals:order": Page(LEAD, order, referral("sent")),
    "referrals:questions": Page(LEAD, answers, questioned),
    "referrals:documents": Page(LEAD, chosen, draft_with_document),
    "referrals:reply": Page(LEAD, only(text="Oui, le soir."), referral("info_requested")),
    "referrals:answer": Page(
        "stranger", only(move="decline", reason="no_place", word="Nous rouvrons en mars."), referral("sent")
    ),
    "referrals:assign": Page("stranger", lambda world: {"to": world.stranger.pk}, referral("sent")),
    "referrals:write": Page("stranger", only(text="Visite mardi."), referral("accepted")),
    "referrals:told": Page("social_worker", only(how="sms", step="sent"), referral("sent")),
    "referrals:meeting": Page("stranger", lambda world: {"on": day(days=3)}, referral("accepted")),
    "referrals:close": Page("stranger", only(outcome="partly", report="A repris confiance."), referral("accepted")),
    "referrals:withdraw": Page(LEAD, only(reason="mistake"), referral("sent")),
    "referrals:transfer_propose": Page(LEAD, transfer, to_transfer),
    "referrals:transfer_confirm": Page(LEAD, read, in_referrals.transfer("to_confirm")),
    "referrals:transfer_accept": Page(
        "stranger", lambda world: {"membership": membership(world, "stranger").pk}, in_referrals.transfer("proposed")
    ),
    "referrals:transfer_decline": Page("stranger", only(reason="no_place"), in_referrals.transfer("proposed")),
    "referrals:transfer_withdraw": Page(LEAD, only(reason="mistake"), in_referrals.transfer("proposed")),
    "referrals:link_code": Page("", lambda world: {"code": linking.code_given()}, linking.by_link, before=linking.ask),
    "referrals:link_answer": Page(
        "",
        only(move="decline", reason="no_place", word="Nous rouvrons en mars."),
        linking.by_link,
        before=linking.open_in,
    ),
    "referrals:link_write": Page("", only(text="Visite mardi."), linked("accepted"), before=linking.open_in),
    "referrals:link_meeting": Page("", lambda world: {"on": day(days=3)}, linked("accepted"), before=linking.open_in),
    "referrals:link_close": Page("", only(outcome="partly"), linked("accepted"), before=linking.open_in),
    "organisations:create": Page("network_admin", only(name="Cap Nord", email="cap.nord@example.org")),
    "organisations:association_record": Page(
        "network_admin", only(name="Le Fil des Mots", team="Atelier d’écriture", email="atelier@fil.example")
    ),
    "organisations:address_correct": Page(
        "network_admin",
        only(email="bureau@fil.example"),
        lambda world: {"pk": in_organisations.without_account(world).pk},
    ),
    "organisations:signature_note": Page(
        "org_admin",
        lambda world: {"signatory": "Aude Salvi, présidente", "on": day(days=-1)},
        lambda world: {"pk": in_organisations.unsigned(world).pk},
    ),
    "organisations:review_pace": Page("org_admin", only(months="12"), in_organisations.organisation),
    "organisations:team_add": Page("org_admin", only(name="Équipe du soir"), in_organisations.organisation),
    "organisations:team_rename": Page("org_admin", only(name="Équipe du matin"), in_organisations.team),
    "organisations:absence_declare": Page("org_admin", holidays, in_organisations.organisation),
    "organisations:team_absence": Page("manager", holidays, in_organisations.team),
    "organisations:role_invite": Page(
        "org_admin", only(email="ada@example.org", role="dpo"), in_organisations.organisation
    ),
    "organisations:member_invite": Page(
        "manager",
        only(email="ada@example.org", role="member", job_title="Éducatrice", bound="on"),
        in_organisations.team,
    ),
    "organisations:invitation": Page(
        "", only(full_name="Ada Martin", password="quatre petits chats gris"), in_organisations.link
    ),
    "organisations:membership_change": Page(
        "org_admin", only(role="manager", job_title="Cheffe de service", bound="on"), in_organisations.membership
    ),
    "organisations:member_reset": Page("manager", only(reason="lost"), in_organisations.membership),
    "organisations:holder_reset": Page("org_admin", only(reason="lost"), holder),
    "organisations:decision": Page("org_admin", only(answer="yes"), in_organisations.decision),
    "organisations:partnership_propose": Page("org_admin", partnership),
    "notifications:preferences": Page("mentor", only(mail="never")),
    "privacy:record": Page("dpo", lambda world: {"reference": world.case.reference}, saves=False),
    "privacy:name": Page("dpo", only(first_name="Lou", last_name="Ferrand"), saves=False),
}

BUTTONS: dict[str, str] = {
    "accounts:draft": "a text as it is written, sent by a script",
    "accounts:session_end": "one's own device",
    "cases:list": "a name to look for: whatever is typed is a search",
    "cases:plan_pdf": "prepare it",
    "cases:agreement_pdf": "prepare it",
    "cases:own_plan_pdf": "prepare it",
    "cases:version_propose": "propose it",
    "cases:version_withdraw": "withdraw it",
    "cases:review_begin": "begin",
    "cases:review_end": "end it",
    "cases:seat_end": "end it",
    "cases:seat_leave": "leave",
    "cases:recipient_withdraw": "withdraw",
    "cases:ground_end": "end it",
    "cases:link": "ask for the code",
    "cases:link_end": "end it",
    "cases:link_sheet": "print new codes",
    "cases:link_leave": "leave",
    "cases:own_version_code": "a code to sign with",
    **{
        f"cases:action_{status}": "move"
        for status in Action.Status
        if status not in ("proposed", "declined", "dropped")
    },
    "cases:goal_rate": "one of five",
    "cases:cover_end": "back earlier",
    "cases:duplicates_ask": "ask",
    **{f"cases:need_{status}": "move" for status in ("open", "unmet", "covered", "closed")},
    "demo:components": "a page of examples: nothing is kept",
    "demo:personas": "a card",
    "language": "one of two",
    "notifications:mark_all_read": "all that was shown",
    "notifications:open": "one notice",
    "organisations:invitation_resend": "again",
    "organisations:invitation_cancel": "cancel",
    "organisations:absence_end": "back earlier",
    "organisations:membership_end": "end it",
    "organisations:role_end": "end it",
    "organisations:team_dissolve": "dissolve",
    "organisations:partnership_sign": "sign",
    "organisations:partnership_take_back": "take back",
    "organisations:partnership_again": "propose again",
    "organisations:partnership_end": "end it",
    "privacy:export": "the filters of the page as they are; what makes no sense is as if not given",
    "privacy:log": "prove it",
    "programs:care_withdraw": "one carer",
    "programs:question_retire": "remove it",
    "programs:question_up": "one place up",
    "referrals:send": "send",
    "referrals:ask_next": "ask the next one",
    "referrals:take_up": "take up",
    "referrals:start": "start",
    "referrals:renew_link": "another link",
    "referrals:link": "ask for the code",
    "referrals:link_again": "ask for another link",
    "referrals:link_take_up": "take up",
    "referrals:link_start": "start",
    "reporting:publish": "publish",
    "search": "a name to look for: whatever is typed is a search",
}
"""Addresses whose POST is a button: nothing is typed there."""


def in_turn(names):
    """What is the same for all of them is asked of one in four before a change lands, of the others by `make test`."""
    return [pytest.param(name, marks=[pytest.mark.thorough] if nth % 4 else []) for nth, name in enumerate(names)]

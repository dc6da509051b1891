"""Files, circle, agreements, plan."""

from cases.access import CHANGEABLE
from cases.actions import alerts, plan, reviews, versions
from cases.actions.objections import record_objection
from cases.models import (
    Action,
    CircleMembership,
    DuplicateQuestion,
    LeadCover,
    LegalGround,
    Likeness,
    Need,
    Review,
    SafetyAlert,
    SharingRecipient,
)
from common import clock
from common.areas import Area, Level
from people.actions import add_representative
from tests.access_table import PUBLIC, SEATED, button, cells, done, form, page
from tests.cases import holding
from tests.factories import cases as factories
from tests.factories.organisations import MembershipFactory, UserFactory

CIRCLE = cells(404, seated=403, social_worker=200, managers=200, dpo=403)
"""The lead and the managers of the leading team; the DPO steers the file and may not."""
LEAD = cells(404, seated=403, social_worker=200)
MANAGERS = cells(404, managers=200, dpo=403)
OWN = LEAD
"""What the lead wrote."""
OWNER = cells(404, seated=403, mentor=200)
"""Of the team that owns the action."""
MENTOR = cells(404, mentor=200)
INVITED = cells(404, seated=403, mentor=200)
"""Of the team in whose name the dates are answered; whoever shares no area with it does not know of it."""
PREPARES = cells(404, seated=403, social_worker=200, colleague=200, bound_manager=200, psychologist=200)
"""Invited and bound."""
BOUND = cells(404, seated=200, teacher=403, mentor=403)
"""Seated and bound by secrecy."""
DETAILED = cells(404, social_worker=200, colleague=200, psychologist=200, bound_manager=200)
"""Seated for coordination and bound: they know the details of the identity."""
NOWHERE = cells(404, anonymous=404)
"""Pages of a personal link: for the browser that holds it, whoever is signed in there."""
CORRECTS = cells(404, colleague=403, psychologist=403, bound_manager=403, social_worker=200)


def case(world):
    return {"pk": world.case.pk}


def item(kind):
    """A practical item of the lead's, in the area everybody shares."""

    def given(world):
        factory = {
            "need": factories.NeedFactory,
            "goal": factories.GoalFactory,
            "action": factories.ActionFactory,
            "note": factories.NoteFactory,
            "statement": factories.StatementFactory,
            "assessment": factories.AssessmentFactory,
            "reviewsection": section,
            "safetyalert": factories.SafetyAlertFactory,
            "measure": factories.MeasureFactory,
            "goalwording": wording,
            "document": factories.DocumentFactory,
        }[kind]
        made = factory(case=world.case, author=world.social_worker, level=Level.PRACTICAL, area=Area.EDUCATION)
        return {"pk": made.pk}

    return given


def alert_to_remove(world):
    """Its removal is asked for by the lead."""
    found = SafetyAlert.objects.get(pk=item("safetyalert")(world)["pk"])
    return {"pk": alerts.ask_removal(found, by=world.social_worker, reason="over").pk}


def cover(world):
    """The lead is away for a month, and somebody of the team covers."""
    user = MembershipFactory(user=UserFactory(), team=world.teams["cap"], bound=True).user
    facts = {"lead": world.social_worker, "team": world.teams["cap"], "declared_by": world.social_worker}
    made = LeadCover.objects.create(user=user, valid_until=clock.now() + 30 * clock.DAY, **facts)
    return {"pk": made.pk}


def likeness(world):
    """Of the lead's file, asked by somebody of another association."""
    asked = factories.CaseFactory(leading_team=world.teams["toit"])
    facts = {"asked_by": world.stranger, "team": world.teams["toit"], "searched_at": clock.now()}
    question = DuplicateQuestion.objects.create(case=asked, **facts)
    return {"pk": Likeness.objects.create(question=question, case=world.case, told_at=clock.now()).pk}


def section(**fields):
    return factories.ReviewSectionFactory(review=convened(fields["case"], fields["author"]), **fields)


def wording(**fields):
    goal = factories.GoalFactory(**fields)
    fields |= {"person": goal.person, "author_team": goal.author_team}
    return goal.wordings.create(goal=goal, text="Formulation", **fields)


def leads_membership(world):
    return {"pk": world.social_worker.memberships.get().pk}


def written(world):
    """A file in which the lead's team wrote."""
    plan.add_note(world.case, by=world.social_worker, text="x", area=Area.EDUCATION, level=Level.RESTRICTED)
    return case(world)


def an_area(world):
    return {"pk": world.case.pk, "key": "education"}


def owned_action(world):
    made = factories.ActionFactory(
        case=world.case, author=world.social_worker, level=Level.PRACTICAL, owner_team=world.teams["binomes"]
    )
    return {"pk": made.pk}


def offered_seat(world):
    seat = CircleMembership.objects.get(case=world.case, team=world.teams["binomes"])
    seat.valid_from = seat.valid_until = clock.FOREVER
    seat.save()
    return {"pk": seat.pk}


def mentors_seat(world):
    return {"pk": CircleMembership.objects.get(case=world.case, team=world.teams["binomes"]).pk}


def recipient(world):
    return {"pk": SharingRecipient.objects.get(case=world.case, organisation=world.organisations["binomes"]).pk}


def holder(world):
    facts = {"name": "Marc Ferrand", "contact": "06 98 76 54 32"}
    return add_representative(world.case.person, by=world.social_worker, case_id=world.case.pk, **facts)


def representative(world):
    return {"pk": holder(world).pk}


def objection(world):
    row = SharingRecipient.objects.get(pk=recipient(world)["pk"])
    return {"pk": record_objection(row, representative=holder(world), by=world.social_worker).pk}


def ground(world):
    facts = {"article": "csp_l1110_4", "areas": 2047, "recorded_by": world.social_worker}
    return {"pk": LegalGround.objects.create(case=world.case, organisation=world.organisations["toit"], **facts).pk}


def proposed(world):
    """A version of which the psychologist's association owns an accepted action: the one proposed already, if any."""
    if already := world.case.plan_versions.filter(status="proposed").first():
        return already
    factories.GoalFactory(case=world.case, author=world.social_worker)
    team, author = world.teams["lien"], world.social_worker
    factories.ActionFactory(case=world.case, author=author, owner_team=team, status=Action.Status.ACCEPTED)
    return versions.propose_version(world.case, by=world.social_worker)


def convened(case, lead):
    """A review to which the whole circle is invited: the one convened already, if any."""
    if already := Review.objects.filter(case=case).first():
        return already
    seats = CircleMembership.objects.filter(case=case)
    invited = [{"party": "young_person"}, *({"party": "seat", "seat": seat} for seat in seats)]
    dates = [clock.now() + n * clock.DAY for n in (7, 8)]
    return reviews.convene_review(case, by=lead, dates=dates, invited=invited, purpose="periodic", means="video")


def review(world):
    return {"pk": convened(world.case, world.social_worker).pk}


def mentors_dates(world):
    return {"pk": convened(world.case, world.social_worker).participants.get(seat__team=world.teams["binomes"]).pk}


def version(world):
    return {"pk": proposed(world).pk}


def association_signs(world):
    return {"pk": proposed(world).sign_offs.get(organisation=world.organisations["lien"]).pk}


def young_person_signs(world):
    return {"pk": proposed(world).sign_offs.get(party="young_person").pk}


STEERED = ("fix", "dates", "change", "invite", "cancel", "hold", "opinion", "document")
"""What the lead does with a review."""

ROWS = {
    "cases:list": form(cells(200)),
    "cases:open": form(cells(200, teacher=403, mentor=403, offices=403)),
    "cases:detail": page(SEATED),
    "cases:alerts": page(SEATED),
    "cases:alert_remove": form(BOUND),
    "cases:alert_answer": form(cells(404, seated=403, colleague=200, psychologist=200, bound_manager=200)),
    "cases:duplicates_ask": form(BOUND, done(BOUND)),
    "cases:likeness": form(cells(404, social_worker=200)),
    "cases:assessments": page(SEATED),
    "cases:assess": form(SEATED),
    "cases:assess_together": form(SEATED),
    "cases:documents": page(SEATED),
    "cases:document_add": form(SEATED),
    **{f"cases:document{part}": page(SEATED) for part in ("", "_file", "_preview")},
    "cases:plan_pdf": form(SEATED, done(SEATED)),
    "cases:versions": page(SEATED),
    "cases:version": page(SEATED),
    "cases:version_propose": form(LEAD, done(LEAD)),
    "cases:version_withdraw": form(LEAD, done(LEAD)),
    "cases:review_begin": button(done(LEAD)),
    "cases:review_end": button(done(LEAD)),
    "cases:reviews": page(SEATED),
    "cases:review": page(SEATED),
    "cases:review_history": page(SEATED),
    "cases:review_why": page(SEATED),
    "cases:review_convene": form(LEAD),
    "cases:review_answer": form(INVITED),
    **{f"cases:review_{name}": form(LEAD) for name in STEERED},
    **{f"cases:review_{name}": form(PREPARES) for name in ("prepare", "minutes", "decide", "correct")},
    "cases:sign_off": form(cells(404, psychologist=200, social_worker=403)),
    "cases:sign_off_note": form(cells(404, psychologist=403, social_worker=200)),
    "cases:archive_list": page(cells(403, seated=200, stranger=200, teacher=403, mentor=403, blocked=200)),
    **dict.fromkeys(
        ("cases:archive_detail", "cases:archive_file"),
        page(cells(404, social_worker=200, colleague=200, bound_manager=200)),
    ),
    "cases:seat_ask": form(CIRCLE),
    "cases:agreement_record": form(CIRCLE),
    "cases:ground_record": form(CIRCLE),
    "cases:close": form(CIRCLE),
    "cases:hand_over": form(LEAD),
    "cases:next_review": form(LEAD),
    "cases:who_can_see": page(LEAD),
    "cases:identity_change": form(CORRECTS),
    "cases:identity_history": page(DETAILED),
    "cases:representative_add": form(CORRECTS),
    "cases:representative_change": form(CORRECTS),
    "cases:representative_end": form(CORRECTS),
    "cases:appoint_lead": form(MANAGERS),
    "cases:caseloads": page(cells(403, managers=200)),
    "cases:caseload": form(cells(404, managers=200)),
    "cases:lead_absence": form(cells(404, managers=200)),
    "cases:own_absence": form(LEAD),
    "cases:cover_end": button(done(cells(404, social_worker=200, managers=200))),
    "cases:links": form(LEAD),
    "cases:link_end": form(LEAD, done(LEAD)),
    "cases:own_plan_pdf": form(LEAD, done(LEAD)),
    "cases:link_sheet": button(LEAD),
    "cases:link": form(PUBLIC, done(PUBLIC)),
    "cases:link_code": form(NOWHERE),
    "cases:link_leave": button(PUBLIC),
    "cases:own_plan": page(NOWHERE),
    "cases:own_written": page(NOWHERE),
    "cases:own_circle": page(NOWHERE),
    **{f"cases:own_{name}": form(NOWHERE) for name in ("goal", "requests", "objection", "version")},
    "cases:own_version_code": button(NOWHERE),
    "cases:requests": page(LEAD),
    "cases:request_settle": form(LEAD),
    "cases:seat_answer": form(MENTOR),
    "cases:seat_end": form(CIRCLE, done(CIRCLE)),
    "cases:seat_leave": button(done(MENTOR)),
    "cases:recipient_withdraw": form(CIRCLE, done(CIRCLE)),
    "cases:ground_end": form(CIRCLE, done(CIRCLE)),
    "cases:agreement_pdf": form(LEAD, done(LEAD)),
    "cases:objection_record": form(CORRECTS),
    "cases:objection_settle": form(CORRECTS),
    **{f"cases:{kind}_add": form(SEATED) for kind in ("need", "goal", "action", "note", "statement")},
    **{f"cases:{kind}_add": form(SEATED) for kind in ("safetyalert", "measure")},
}
KWARGS = dict.fromkeys(ROWS, case) | {
    "cases:alert_remove": item("safetyalert"),
    "cases:alert_answer": alert_to_remove,
    "cases:likeness": likeness,
    "cases:assess": an_area,
    "cases:assess_together": an_area,
    "cases:list": None,
    "cases:open": None,
    "cases:archive_list": None,
    **{f"cases:document{part}": item("document") for part in ("", "_file", "_preview")},
    "cases:caseloads": None,
    "cases:caseload": leads_membership,
    "cases:lead_absence": leads_membership,
    "cases:cover_end": cover,
    "cases:archive_detail": written,
    "cases:archive_file": item("document"),
    "cases:version": version,
    "cases:version_withdraw": version,
    "cases:review": review,
    "cases:review_history": review,
    "cases:review_why": review,
    "cases:review_answer": mentors_dates,
    **dict.fromkeys((f"cases:review_{name}" for name in (*STEERED, "prepare", "minutes", "decide", "correct")), review),
    "cases:sign_off": association_signs,
    "cases:sign_off_note": association_signs,
    "cases:link_end": holding.held,
    "cases:own_plan_pdf": holding.held,
    "cases:link_sheet": holding.held,
    "cases:link": holding.secret,
    "cases:link_code": None,
    "cases:link_leave": None,
    "cases:own_plan": None,
    "cases:own_written": None,
    "cases:own_circle": None,
    "cases:own_goal": item("goal"),
    "cases:own_requests": None,
    "cases:own_objection": recipient,
    "cases:own_version": version,
    "cases:own_version_code": version,
    "cases:request_settle": holding.request,
    "cases:seat_answer": offered_seat,
    "cases:seat_end": mentors_seat,
    "cases:seat_leave": mentors_seat,
    "cases:recipient_withdraw": recipient,
    "cases:ground_end": ground,
    "cases:agreement_pdf": recipient,
    "cases:objection_record": recipient,
    "cases:objection_settle": objection,
    "cases:representative_change": representative,
    "cases:representative_end": representative,
}
for model in CHANGEABLE:
    kind = model._meta.model_name
    ROWS |= {f"cases:{kind}_change": form(OWN), f"cases:{kind}_level": form(OWN)}
    ROWS |= {f"cases:{kind}_mark": form(OWN)}
    ROWS |= {f"cases:{kind}_history": page(SEATED), f"cases:{kind}_why": page(SEATED)}
    KWARGS |= dict.fromkeys(
        (f"cases:{kind}_{name}" for name in ("change", "level", "mark", "history", "why")), item(kind)
    )

ROWS["cases:note_mention"] = form(OWN)
KWARGS["cases:note_mention"] = item("note")
ROWS["cases:goal_rate"] = button(done(LEAD))
KWARGS["cases:goal_rate"] = item("goal")
ROWS["cases:action_assign"] = form(OWNER)
KWARGS["cases:action_assign"] = owned_action

for status in Action.Status:
    if status != Action.Status.PROPOSED:
        asks_why = status in (Action.Status.DECLINED, Action.Status.DROPPED)
        ROWS[f"cases:action_{status}"] = form(OWNER, OWNER if asks_why else done(OWNER))
        KWARGS[f"cases:action_{status}"] = owned_action

for status in Need.Status:
    ROWS[f"cases:need_{status}"] = button(done(LEAD))
    KWARGS[f"cases:need_{status}"] = item("need")

"""Services and sessions."""

from programs import actions
from programs.models import Service
from tests.access_table import button, cells, done, form, page
from tests.access_table.cases import NOWHERE

MEMBERS = cells(200, offices=403)
OWN_ADMIN = cells(404, org_admin=200)


def session(world):
    attendance = actions.log_session(world.case, by=world.mentor, held_on="2026-11-20", status="present")
    return {"pk": attendance.pk}


def service(world):
    made = actions.save_service(
        world.organisations["cap"], by=world.org_admin, name="Atelier", team=world.teams["cap"], needs=[]
    )
    return {"pk": made.pk}


def question(world):
    made = actions.add_question(
        Service.objects.get(pk=service(world)["pk"]), by=world.org_admin, text="Des frères ?", kind="yes_no"
    )
    return {"pk": made.pk}


ROWS = {
    "programs:session_create": form(MEMBERS),
    "programs:session_correct": form(cells(404, seated=403, mentor=200)),
    "programs:session_mark": form(cells(404, seated=403, mentor=200)),
    "programs:own_sessions": page(NOWHERE),
    "programs:service_list": page(cells(200, offices=403, org_admin=200)),
    "programs:service_add": form(cells(403, org_admin=200)),
    "programs:service_change": form(OWN_ADMIN),
    "programs:service_places": form(OWN_ADMIN),
    "programs:service_questions": form(OWN_ADMIN),
    "programs:question_replace": form(OWN_ADMIN),
    "programs:question_retire": button(done(OWN_ADMIN)),
    "programs:question_up": button(done(OWN_ADMIN)),
    "programs:service_care": form(OWN_ADMIN),
    "programs:care_withdraw": button(done(OWN_ADMIN)),
}
KWARGS = {
    "programs:session_correct": session,
    "programs:session_mark": session,
    "programs:own_sessions": None,
    "programs:service_change": service,
    "programs:service_places": service,
    "programs:service_questions": service,
    "programs:question_replace": question,
    "programs:question_retire": question,
    "programs:question_up": question,
    "programs:service_care": service,
    "programs:care_withdraw": service,
}

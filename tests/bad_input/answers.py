"""What somebody types into each form when all is right, and the row it is asked of."""

import datetime as dt

from cases.actions import plan
from cases.models import Action
from common import clock
from common.areas import Area, Level
from organisations.models import TeamMembership
from programs import actions as programs
from programs.models import ServiceQuestion
from tests.access_table import cases as in_cases
from tests.access_table import programs as in_programs
from tests.factories.cases import GoalFactory
from tests.factories.organisations import MembershipFactory, TeamFactory, UserFactory
from tests.referrals import linking
from tests.referrals.conftest import stage
from tests.referrals.transfers import TransferScene, stage_transfer


def day(**ahead):
    return (clock.today() + dt.timedelta(**ahead)).isoformat()


def organisation(short):
    return lambda world: world.organisations[short].pk


def membership(world, short):
    return TeamMembership.objects.of(world.people[short]).get()


def fresh_team(world):
    """A team of a partner without a seat in the file."""
    team = TeamFactory(organisation=world.organisations["lien"], name="Équipe mobile")
    MembershipFactory(user=UserFactory(), team=team)
    return team


def identity(world):
    return {
        "first_name": "Nour",
        "last_name": "Benali",
        "chosen_name": "Nono",
        "pronoun": "iel",
        "birth_date": "2010-05-06",
        "commune": "Villebrune",
        "contact_channel": "phone",
        "contact": "06 12 34 56 78",
        "contact_advice": "Après 17 h",
        "address": "3 rue des Tilleuls",
        "team": world.teams["cap"].pk,
        "representative_name": "Samia Benali",
        "representative_capacity": "parent",
        "representative_contact": "07 98 76 54 32",
    }


def corrected(world):
    known = {name: value for name, value in identity(world).items() if not name.startswith(("team", "representative"))}
    return known | {
        "other_contacts": "Sa tante, Josiane : 06 98 76 54 32",
        "language": "Dari",
        "needs_interpreter": "on",
        "situation": "school",
        "situation_detail": "Troisième au collège Jean-Macé",
        "trusted_person": "Josiane Benali",
        "sex": "female",
        "birth_place": "Kaboul",
        "siblings": "Samir, 9 ans, avec elle",
        "trusted_contact": "06 98 76 54 32",
    }


def representative(world):
    return {
        "name": "Samia Benali",
        "capacity": "delegate",
        "contact": "07 98 76 54 32",
        "since_on": "2020-09-01",
        "address_hidden": "on",
    }


def seat(world):
    return {"team": fresh_team(world).pk, "function": "education", "purpose": "contribute", "areas": [1], "level": 1}


def agreement(world):
    return {
        "capacity": "both",
        "means": "signed",
        "agreed_on": day(),
        "information_given": "yes",
        "not_informed_reason": "",
        "recipient-organisation": world.organisations["voisins"].pk,
        "recipient-areas": [1],
        "recipient-until": day(days=90),
    }


def ground(world):
    return {
        "organisation": world.organisations["voisins"].pk,
        "areas": [1],
        "until": day(days=90),
        "article": "csp_l1110_4",
    }


def goal(world):
    made = GoalFactory(case=world.case, author=world.social_worker, level=Level.PRACTICAL)
    return {"goal": made.pk}


def action(world):
    return goal(world) | {
        "title": "Prendre rendez-vous",
        "area": 1,
        "owner_team": world.teams["voisins"].pk,
        "due_on": day(days=9),
        "level": 1,
    }


def accepted_action(world):
    given = in_cases.owned_action(world)
    plan.move_action(Action.objects.get(pk=given["pk"]), status="accepted", by=world.mentor)
    return given


def own_goal(world):
    """A goal that its author may answer with a wording, a target and a need."""
    need = in_cases.item("need")(world)["pk"]
    return {
        "words": "Finir mon année",
        "proposed_by": "young_person",
        "wording": "Retour progressif au lycée",
        "area": 1,
        "need": need,
        "target_on": day(days=60),
        "level": 2,
    }


def marks(world):
    return {"assessed_on": day(), "education.attendance": 2, "education.numeracy": 4, "level": 2}


def alert(world):
    days = {"begins_on": day(), "ends_on": day(days=90)}
    return {"kind": "running_away", "text": "Appeler son oncle.", "area": 1, "level": 2} | days


def said():
    return {"kind": "difficulty", "text": "Se lever le matin", "source": "family", "said_on": day()}


def session(world):
    return goal(world) | {
        "case": world.case.pk,
        "held_on": day(),
        "status": "absent",
        "reason": "ill",
        "minutes": 60,
        "note": "Lou a prévenu la veille.",
    }


def service(world):
    return {
        "name": "Atelier du mercredi",
        "team": world.teams["cap"].pk,
        "description": "Un atelier ouvert à tous.",
        "conditions": "Sur rendez-vous, avec un premier entretien.",
        "needs": ["education.attendance"],
        "territory": "",
        "min_age": 12,
        "max_age": 20,
        "usual_answer_days": 5,
        "is_open": "on",
    }


def question(world):
    return {"text": "Comment vient-il ou elle ?", "kind": "choice", "options": "À pied\nEn bus", "is_required": "on"}


def given_care(world):
    given = in_programs.service(world)
    programs.give_care(programs.Service.objects.get(pk=given["pk"]), by=world.org_admin, user=world.social_worker)
    return given


def referral(status):
    """A referral from Cap Ouvert to Toit Partagé, brought to a state by the product's own moves."""
    return lambda world: {"pk": stage(world).in_state(status).pk}


def linked(status):
    """The same by link, to an association without an account."""
    return lambda world: linking.by_link(world, status)


def asked(world):
    return {
        "asked": "accommodation",
        "constraints": ["by_bus"],
        "urgency": "soon",
        "sector": "department",
        "areas": [int(Area.HOUSING)],
        "seat_level": 2,
        "prepared_with_young_person": "on",
    }


def draft(world):
    return asked(world) | {"receiver": world.teams["toit"].pk}


def questioned(world):
    """A draft to a service that asks one question of each kind."""
    team = world.teams["toit"]
    service = programs.save_service(team.organisation, by=world.org_admin, name="Foyer", team=team, needs=[])
    for kind, options in (("yes_no", ""), ("choice", "À pied\nEn bus"), ("number", ""), ("day", "")):
        terms = {"text": f"Question {kind}", "kind": kind, "options": options, "is_required": True}
        programs.add_question(service, by=world.org_admin, **terms)
    return {"pk": stage(world).draft(service=service).pk}


def answers(world):
    closed = {"yes_no": "yes", "choice": "En bus", "number": 2, "day": day(days=20)}
    return {f"q-{one.pk}": closed[one.kind] for one in ServiceQuestion.objects.all()}


def order(world):
    """A second team, in the order of preference."""
    return {"then_1": world.teams["lien"].pk, "order_agreed": "on"}


def holder(world):
    return {"pk": world.dpo.organisation_roles.get().pk}


def partnership(world):
    return {
        "title": "Convention de l’année",
        "organisation": world.organisations["cap"].pk,
        "partners": [world.organisations["toit"].pk],
        "areas": [1, 2],
        "ends_on": day(days=300),
    }


def holidays(world):
    return {"first_on": day(days=20), "last_on": day(days=30)}


def successor(world):
    return {"membership": membership(world, "psychologist").pk}


def away(world):
    """The lead, and who covers."""
    made = MembershipFactory(user=UserFactory(), team=world.teams["cap"], bound=True)
    return {"first_on": day(days=20), "last_on": day(days=30), "user": made.user.pk}


def colleague(world):
    made = MembershipFactory(user=UserFactory(), team=world.teams["cap"], bound=True)
    return {"membership": made.pk}


def to_transfer(world):
    """The file, once it may be transferred to the stranger's team."""
    return {"pk": stage_transfer(world).case.pk}


def read(world):
    """That the list of those who lose access was read, as it is now."""
    scene = TransferScene(world, *[None] * 5)
    return {"confirmed": "on", "shown": scene.foreseen().digest}


def transfer(world):
    told = {"reason": "moved", "informed": "agrees", "message": "Un relais en douceur"}
    return read(world) | told | {"team": world.teams["toit"].pk, "overlap_days": 30}


def caseload(world):
    return colleague(world) | {"cases": [world.case.pk], "confirmed": "on"}


def only(**answer):
    return lambda world: answer

"""What journeys share: a file already alive, or an installation of one's own and people with a browser each."""

import os
from types import SimpleNamespace

import psycopg
import pytest
from kombu import Connection
from kombu.exceptions import OperationalError

from cases.actions import plan
from cases.models import Action
from common.areas import Area, Level
from people.actions import change_identity
from programs.actions import save_service
from tests.browser.driver import DESK, watch
from tests.factories.organisations import MembershipFactory, TeamFactory
from tests.journeys.installation import BROKER, Installation, maintenance
from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor


@pytest.fixture
def living(world):
    """Éloïse Garçon's file: a need, a goal in her words and the professionals', an action of each state, a note."""
    case, lead = world.case, {"by": world.social_worker}
    case.person = change_identity(
        case.person,
        case_id=case.pk,
        first_name="Éloïse",
        last_name="Garçon",
        contact="06 39 98 01 47",
        contact_advice="Après 17 h",
        **lead,
    )
    here = {"area": Area.EDUCATION, "level": Level.PRACTICAL}
    need = plan.add_need(case, code="education.attendance", area=Area.EDUCATION, level=Level.COORDINATION, **lead)
    goal = plan.add_goal(case, words="Finir mon année", wording="Retour progressif au lycée", need=need, **here, **lead)
    for short, title in (("binomes", "Aide aux devoirs"), ("voisins", "Un relais à la cantine")):
        plan.add_action(case, title=title, goal=goal, owner_team=world.teams[short], **here, **lead)
    plan.move_action(Action.objects.get(owner_team=world.teams["binomes"]), status="accepted", by=world.mentor)
    plan.add_note(case, text="Vient en bus.", **here, **lead)
    return world


@pytest.fixture
def asking(living):
    """She needs somebody to talk to, and La Maison du Lien has a team for that, which is not in her circle yet."""
    world, lead = living, {"by": living.social_worker}
    team = world.teams["suivi"] = TeamFactory(organisation=world.organisations["lien"], name="Suivi psychologique")
    service = save_service(
        team.organisation, team=team, name="Suivi court", needs=["mental_health.someone_to_talk_to"], **lead
    )
    world.people["receiver"] = MembershipFactory(team=team, bound=True, user__full_name="Denis Kerr").user
    need = plan.add_need(
        world.case,
        code="mental_health.someone_to_talk_to",
        area=Area.MENTAL_HEALTH,
        level=Level.COORDINATION,
        **lead,
    )
    return SimpleNamespace(world=world, team=team, service=service, need=need, receiver=world.receiver)


@pytest.fixture
def mailbox():
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def site(tmp_path, mailbox):
    """Up and ready. What it needs and is not there is said; with REQUIRE_BROWSER=1 that is a failure."""
    try:
        maintenance().close()
        Connection(BROKER).ensure_connection(max_retries=1, timeout=2)
    except (psycopg.OperationalError, OperationalError) as error:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            raise
        pytest.skip(f"PostgreSQL or the broker does not answer: {error}")
    with Installation(tmp_path, mail_port=mailbox.port) as site:
        yield site


@pytest.fixture
def somebody(chromium, site):
    """`somebody(name, email)`: a person with a browser of their own, who is nobody here yet."""
    contexts = []

    def come(name, email, *, viewport=DESK):
        context = chromium.new_context(
            base_url=site.url, viewport=viewport, locale="fr-FR", timezone_id="Europe/Paris", ignore_https_errors=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        watch(page)
        return Visitor(page, name, email)

    yield come
    for context in contexts:
        context.close()

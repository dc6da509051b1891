"""What is said by link: words on a goal, corrections, objections, a signature; who is told, who reads them."""

import pytest
from django.test import Client

from audit.models import Event
from cases import sealing
from cases.actions import versions
from cases.actions.plan import set_level
from cases.models import Objection, PersonalRequest, SharingAgreement, SharingRecipient, Word
from common.areas import Level
from notifications.models import Notice
from notifications.registry import resolve
from tests.access_table import cases as in_cases
from tests.cases.holding import code_sent, given, open_in, parent
from tests.conftest import NOW
from tests.factories.cases import GoalFactory


@pytest.fixture(autouse=True)
def _morning(db, at):
    with at(NOW):
        yield


@pytest.fixture
def mine(world):
    """The young person's browser."""
    return open_in(Client(), given(world).link)


def said(answer):
    return answer.content.decode()


def told(user, *kinds):
    """The lines that somebody reads of these kinds."""
    return [line for _notice, line in resolve(user, Notice.objects.filter(reader=user, kind__in=kinds))]


def goal_of(world, **facts):
    return GoalFactory(case=world.case, author=world.social_worker, **facts)


def recipient(world, short="binomes"):
    return SharingRecipient.objects.get(case=world.case, organisation=world.organisations[short])


def test_words_on_a_goal_are_read_on_its_own_page_by_whoever_sees_it(world, mine, as_):
    goal = goal_of(world)
    address = f"/moi/objectifs/{goal.pk}/"
    mine.post(address, {"text": "Plutôt le soir.", "feeling": "1"})
    assert "Plutôt le soir." in said(mine.get(address))
    history = f"/objectif/{goal.pk}/historique/"
    page = said(as_(world.psychologist).get(history))
    assert "Plutôt le soir." in page
    assert "pas très bien" in page
    assert as_(world.mentor).get(history).status_code == 404
    assert told(world.social_worker, "cases.word_said")
    assert Event.objects.get(verb="cases.word_said").actor_kind == "link"


def test_widening_the_goal_does_not_show_yesterdays_words(world, mine, as_):
    goal = goal_of(world)
    mine.post(f"/moi/objectifs/{goal.pk}/", {"text": "Entre nous."})
    set_level(goal, level=Level.PRACTICAL, by=world.social_worker)
    mine.post(f"/moi/objectifs/{goal.pk}/", {"feeling": "4"})
    page = said(as_(world.mentor).get(f"/objectif/{goal.pk}/historique/"))
    assert "très bien" in page
    assert "Entre nous." not in page


def test_nothing_is_said_by_saying_nothing_nor_of_what_one_does_not_read(world, mine):
    goal, restricted = goal_of(world), goal_of(world, level=Level.RESTRICTED)
    assert "Écrivez quelque chose" in said(mine.post(f"/moi/objectifs/{goal.pk}/", {"text": ""}))
    assert mine.post(f"/moi/objectifs/{restricted.pk}/", {"text": "x"}).status_code == 404
    of_parent = open_in(Client(), given(world, parent(world)).link)
    assert of_parent.post(f"/moi/objectifs/{goal.pk}/", {"text": "x"}).status_code == 404
    assert not Word.objects.exists()


def test_a_correction_is_answered_by_the_lead_and_the_answer_read_by_link(world, mine, as_):
    goal = goal_of(world, words="Finir mon anné")
    mine.post("/moi/demandes/", {"about": str(goal.pk), "text": "Il manque un e."})
    asked = PersonalRequest.objects.get()
    (line,) = told(world.social_worker, "cases.request_made")
    lead = as_(world.social_worker)
    assert "Il manque un e." in said(lead.get(line.url))
    page = said(lead.get(f"/paroles/{asked.pk}/"))
    assert "Finir mon anné" in page
    lead.post(f"/paroles/{asked.pk}/", {"outcome": "done", "answer": "C’est corrigé, merci."})
    assert "C’est corrigé, merci." in said(mine.get("/moi/demandes/"))
    assert as_(world.psychologist).get(line.url).status_code == 403


def test_what_the_young_person_agreed_to_ends_as_soon_as_they_object(world, mine, as_):
    row = recipient(world)
    assert "Dès maintenant" in said(mine.get(f"/moi/accords/{row.pk}/"))
    mine.post(f"/moi/accords/{row.pk}/", {"text": "Plus maintenant."})
    row.refresh_from_db()
    assert not row.holds()
    assert as_(world.mentor).get(world.case.get_absolute_url()).status_code == 404
    assert told(world.social_worker, "cases.request_made")
    assert told(world.dpo, "cases.objection_told")
    assert "Plus maintenant." in said(mine.get("/moi/demandes/"))
    ended = Event.objects.get(verb="cases.agreement_withdrawn")
    assert ended.actor_kind == "link"


def test_what_was_agreed_without_them_stays_until_the_lead_answers(world, mine):
    row = recipient(world)
    SharingAgreement.objects.update(capacity="representative")
    for _time in range(2):
        mine.post(f"/moi/accords/{row.pk}/", {"text": ""})
    row.refresh_from_db()
    assert row.holds()
    assert PersonalRequest.objects.get().kind == "objection"
    assert told(world.dpo, "cases.objection_told")


def test_a_representatives_objection_ends_the_row_at_once(world):
    SharingAgreement.objects.update(capacity="both")
    one, row = parent(world), recipient(world)
    link = given(world, one).link
    browser = open_in(Client(), link)
    browser.post(f"/moi/accords/{row.pk}/", {"text": ""})
    row.refresh_from_db()
    objection = Objection.objects.get()
    assert not row.holds()
    assert (objection.representative, objection.link, objection.recorded_by) == (one, link, None)
    assert told(world.social_worker, "cases.objection_made")
    assert "Binômes du Val" in said(browser.get("/moi/demandes/"))


def test_a_representative_knows_of_no_agreement_made_without_them(world):
    browser = open_in(Client(), given(world, parent(world)).link)
    assert browser.get(f"/moi/accords/{recipient(world).pk}/").status_code == 404
    assert "Objecter" not in said(browser.get("/moi/cercle/"))


def test_a_version_is_read_and_signed_by_link_with_a_code(world, mine, as_):
    goal_of(world, words="Ce que je tais", level=Level.RESTRICTED)
    version = in_cases.proposed(world)
    assert f"/moi/versions/{version.pk}/" in said(mine.get("/moi/"))
    address = f"/moi/versions/{version.pk}/"
    page = said(mine.get(address))
    assert "Finir mon année" in page
    assert "Ce que je tais" not in page
    assert "Ce code n’ouvre pas" in said(mine.post(address, {"answer": "signed", "code": "000000"}))
    mine.post(f"{address}code/")
    mine.post(address, {"answer": "signed", "code": code_sent()})
    sign = version.sign_offs.get(party="young_person")
    assert (sign.answer, sign.means, sign.recorded_by) == ("signed", "link", None)
    assert "par son lien personnel" in said(as_(world.social_worker).get(f"/versions/{version.pk}/"))
    assert "Vous l’avez signée" in said(mine.get(address))
    assert Event.objects.filter(verb="cases.plan_answered", actor_kind="link").count() == 1


def test_a_representatives_refusal_with_its_reason_is_an_answer(world):
    one = parent(world)
    version = in_cases.proposed(world)
    sheet = given(world, one, address="")
    browser = open_in(Client(), sheet.link)
    answer = {"answer": "refused", "reason": "not_clear", "code": sheet.codes[0]}
    browser.post(f"/moi/versions/{version.pk}/", answer)
    sign = version.sign_offs.get(representative=one)
    assert (sign.answer, sign.reason, sign.means) == ("refused", "not_clear", "link")
    assert version.sign_offs.get(party="young_person").answer == ""


def test_a_signed_version_stays_proved_whole(world, mine):
    version = in_cases.proposed(world)
    for sign in version.sign_offs.exclude(party="young_person"):
        versions.note_sign_off(sign, by=world.social_worker, answer="signed", on=NOW.date())
    mine.post(f"/moi/versions/{version.pk}/code/")
    mine.post(f"/moi/versions/{version.pk}/", {"answer": "signed", "code": code_sent()})
    version.refresh_from_db()
    assert version.status == "signed"
    assert not list(sealing.faults())

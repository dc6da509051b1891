"""The duplicate check across associations: whoever asks learns nothing; the other lead is told and decides."""

import datetime as dt

import pytest
from django.core.serializers import serialize
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from cases import tasks
from cases.actions import duplicates, files
from cases.duplicates import people_like
from cases.models import Block, DuplicateQuestion, Likeness
from common import clock
from notifications.models import Notice
from notifications.registry import resolve
from people.actions import change_identity, index_names
from tests.factories.cases import CaseFactory, PersonFactory, commune, lead, seat
from tests.factories.organisations import MembershipFactory, UserFactory

IDENTITY = {"first_name": "Lou", "last_name": "Ferrand", "birth_date": dt.date(2010, 3, 14)}


@pytest.fixture
def scene(world):
    """The file of Lou Ferrand, led by the social worker; the stranger, bound, works for another association."""
    index_names(world.case.person)
    return world


def opened(world, by="stranger", **identity):
    """A file of their own association."""
    team = world.people[by].memberships.get().team
    return files.open_case(by=world.people[by], team=team, identity=IDENTITY | {"commune": commune()} | identity)


def news(user):
    return [line.text for _notice, line in resolve(user, Notice.objects.filter(reader=user).order_by("created_at"))]


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_other_lead_is_told_who_opened_a_file_like_theirs_and_whoever_opened_it_nothing(scene):
    opened(scene)
    assert tasks.search_duplicates() == 1
    assert tasks.search_duplicates() == 0
    (text,) = news(scene.social_worker)
    assert "Stranger" in text
    assert "Toit Partagé" in text
    likeness = Likeness.objects.get()
    html = browser(scene.social_worker).get(likeness.get_absolute_url()).content.decode()
    for said in ("Stranger", "Toit Partagé", "stranger@example.org", scene.case.reference):
        assert said in html
    assert news(scene.stranger) == []


SENT = {"open": "/jeunes/nouveau/", "ask": "/dossiers/{pk}/ailleurs/"}


@pytest.mark.parametrize("way", SENT)
def test_whoever_asks_gets_the_same_answer_at_the_same_cost_whether_or_not_there_is_one(scene, way):
    typed = {**IDENTITY, "birth_date": "2010-03-14", "commune": "Villebrune", "contact_channel": "sms"}
    typed["team"] = scene.teams["toit"].pk
    answers = []
    for last_name in ("Ferrand", "Autrement"):
        with transaction.atomic():
            client = browser(scene.stranger)
            address = SENT[way]
            if way == "ask":
                case = CaseFactory(leading_team=scene.teams["toit"], person=PersonFactory(last_name=last_name))
                index_names(case.person)
                seat(case, team=scene.teams["toit"])
                address, typed = address.format(pk=case.pk), {}
            client.get("/")
            with CaptureQueriesContext(connection) as queries:
                answer = client.post(address, typed and typed | {"last_name": last_name})
            assert answer.status_code == 302
            shown = [str(one) for one in client.get(answer.url).context["messages"]]
            assert tasks.search_duplicates() == (last_name == "Ferrand")
            answers.append((len(queries), shown, news(scene.stranger)))
            transaction.set_rollback(True)
    assert answers[0] == answers[1]


LIKE = {
    # what is known of one, of the other: are they alike
    "the same day": ({}, True),
    "another day": ({"birth_date": dt.date(2010, 3, 15)}, False),
    "the year alone": ({"birth_date": None, "birth_year": 2010}, True),
    "an age, a year off": ({"birth_date": None, "birth_year": 2011}, True),
    "two years off": ({"birth_date": None, "birth_year": 2012}, False),
    "another first name": ({"first_name": "Louis"}, False),
    "another last name": ({"last_name": "Ferrandi"}, False),
    "accents and case": ({"first_name": "LOÙ", "last_name": "ferrand"}, True),
    "the chosen name": ({"first_name": "Marie", "chosen_name": "Lou"}, True),
}


def test_alike_are_the_same_names_and_a_birth_that_contradicts_nothing(scene):
    for known, (fields, alike) in LIKE.items():
        person = PersonFactory(**fields)
        index_names(person)
        assert (scene.case.person in people_like(person)) == alike, known
        assert (person in people_like(scene.case.person)) == alike, known


def test_closed_files_ones_own_and_those_one_is_blocked_from_are_not_told_of(scene):
    def found(by="stranger"):
        with transaction.atomic():
            opened(scene, by=by)
            told = tasks.search_duplicates()
            transaction.set_rollback(True)
        return told

    assert found() == 1
    assert found(by="social_worker") == 0
    block = Block.objects.create(case=scene.case, user=scene.stranger, reason="family", recorded_by=scene.dpo)
    assert found() == 0
    block.end()
    block.save()
    scene.case.status, scene.case.closed_at, scene.case.closing_reason = "closed", clock.now(), "moved"
    scene.case.save()
    assert found() == 0


def test_without_a_lead_the_next_one_is_told(scene):
    current = scene.case.leads.get()
    current.end()
    current.save()
    opened(scene)
    assert tasks.search_duplicates() == 0
    successor = MembershipFactory(team=scene.teams["cap"], bound=True, user=UserFactory()).user
    lead(scene.case, successor)
    assert tasks.search_duplicates() == 1
    assert len(news(successor)) == 1
    assert news(scene.social_worker) == []


def test_getting_in_touch_tells_whoever_asked_a_name_and_an_association(scene):
    asked = opened(scene)
    tasks.search_duplicates()
    client, address = browser(scene.social_worker), Likeness.objects.get().get_absolute_url()
    assert client.post(address, {"answer": "contact"}).status_code == 302
    (text,) = news(scene.stranger)
    assert text.startswith("Social Worker (Cap Ouvert) souhaite vous parler")
    ((_notice, line),) = resolve(scene.stranger, Notice.objects.filter(reader=scene.stranger))
    assert line.url == asked.get_absolute_url()
    assert not scene.case.is_visible_to(scene.stranger)
    client.post(address, {"answer": "not_same"})
    assert Likeness.objects.get().status == "contacted"


@pytest.mark.parametrize("answer", Likeness.Reason.values)
def test_letting_be_tells_nobody_and_is_not_asked_of_this_lead_again(scene, at, answer):
    case = opened(scene)
    tasks.search_duplicates()
    browser(scene.social_worker).post(Likeness.objects.get().get_absolute_url(), {"answer": answer})
    assert Likeness.objects.get().reason == answer
    assert news(scene.stranger) == []
    with at(clock.now() + 31 * clock.DAY):
        duplicates.ask_duplicates(case, by=scene.stranger)
        assert tasks.search_duplicates() == 0
        assert DuplicateQuestion.objects.filter(searched_at=None).count() == 0


def test_only_whoever_leads_the_file_knows_of_it(scene, as_):
    opened(scene)
    tasks.search_duplicates()
    address = Likeness.objects.get().get_absolute_url()
    for name in ("stranger", "psychologist", "manager", "dpo"):
        assert browser(scene.people[name]).get(address).status_code == 404


def test_a_month_long_a_file_is_asked_about_once_and_so_many_times_a_day_by_one_person(scene):
    made = [CaseFactory(leading_team=scene.teams["toit"], person=scene.case.person) for _ in range(2)]
    for case in made:
        seat(case, team=scene.teams["toit"])
    first = duplicates.ask_duplicates(made[0], by=scene.stranger)
    assert duplicates.ask_duplicates(made[0], by=scene.stranger) == first
    facts = {"case": made[0], "asked_by": scene.stranger, "team": scene.teams["toit"], "searched_at": clock.now()}
    for _ in range(duplicates.QUESTIONS_A_DAY - 1):
        DuplicateQuestion.objects.create(**facts)
    with pytest.raises(duplicates.AskedTooOften):
        duplicates.ask_duplicates(made[1], by=scene.stranger)
    before = DuplicateQuestion.objects.count()
    opened(scene)
    assert DuplicateQuestion.objects.count() == before


def test_it_is_recorded_without_the_name_and_on_the_file_asked_about_only_that_it_was_asked(scene):
    case = opened(scene)
    tasks.search_duplicates()
    duplicates.get_in_touch(Likeness.objects.get(), by=scene.social_worker)
    verbs = set(Event.objects.filter(case_id=scene.case.pk).values_list("verb", flat=True))
    assert {"cases.likeness_told", "cases.likeness_contacted"} <= verbs
    own = set(Event.objects.filter(case_id=case.pk).values_list("verb", flat=True))
    assert "cases.duplicates_asked" in own
    assert not {verb for verb in own if "likeness" in verb}
    assert "Ferrand" not in serialize("json", Event.objects.all())


def test_a_name_corrected_since_is_searched_as_it_is_now(scene):
    case = opened(scene, last_name="Ferand")
    assert tasks.search_duplicates() == 0
    change_identity(case.person, by=scene.stranger, case_id=case.pk, last_name="Ferrand")
    DuplicateQuestion.objects.filter(case=case).update(asked_at=clock.now() - 40 * clock.DAY)
    duplicates.ask_duplicates(case, by=scene.stranger)
    assert tasks.search_duplicates() == 1


def test_the_database_refuses_an_answer_by_nobody(scene):
    opened(scene)
    tasks.search_duplicates()
    for wrong in ({"status": "contacted"}, {"reason": "known"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Likeness.objects.update(**wrong)

"""A personal link: given by mail or on paper, opened by a code, ended at once; a scanner's visit changes nothing."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from audit.models import Event, View
from cases.actions import personal
from cases.actions.circle import CircleRefusal
from cases.actions.closing import close_case
from cases.models import CaseLink
from cases.models.links import SheetCode
from notifications.models import Letter
from notifications.tasks import sweep
from people.actions import end_representative
from tests.bad_input.conftest import rows
from tests.cases.holding import ADDRESS, code_sent, given, open_in, parent, path_sent
from tests.conftest import NOW

OVER = "Plus rien n’est ouvert ici"


@pytest.fixture(autouse=True)
def _morning(db, at):
    with at(NOW):
        yield


def said(answer):
    return answer.content.decode()


def enter(client, path):
    return client.post(client.post(path).url, {"code": code_sent()})


def test_the_letter_says_nothing_of_whom_it_is_about(world):
    given(world)
    sweep()
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    assert re.search(r"/lien/[\w-]{43}/", sent.body)
    assert not re.search("Lou|Ferrand|Cap Ouvert|Lead", f"{sent.subject} {sent.body}")
    assert Letter.objects.get().path == ""


def test_reading_the_link_changes_nothing_and_shows_nothing(world, client):
    given(world)
    path, before = path_sent(), rows()
    for _visit in range(3):
        page = said(client.get(path))
    assert rows() == before
    assert "Recevoir le code" in page
    assert 'content="noindex, nofollow"' in page
    assert not re.search("Lou|Ferrand|Cap Ouvert", page)


def test_the_code_opens_the_plan_at_an_address_without_secret_and_only_in_that_browser(world, client):
    given(world)
    path = path_sent()
    answer = enter(client, path)
    assert answer.url == "/moi/"
    shown = client.get("/moi/")
    assert "Lou, voici votre projet" in said(shown)
    assert shown.headers["Cache-Control"] == "no-store, private"
    assert client.session.get_expire_at_browser_close()
    assert Client().get("/moi/").status_code == 404
    assert [event.verb for event in Event.objects.filter(actor_kind="link")] == [
        "cases.code_sent",
        "cases.code_entered",
    ]
    link = CaseLink.objects.get()
    view = View.objects.get(actor_kind="link")
    assert (view.actor_id, view.verb, view.case_id) == (link.pk, "cases.read_own_plan", world.case.pk)


def test_neither_secret_nor_code_is_kept(world, client):
    given(world)
    path = path_sent()
    there = client.post(path).url
    code = Letter.objects.exclude(code="").get().code
    link = CaseLink.objects.concerned().get()
    assert not re.search(f"{path.split('/')[2]}|{code}|{ADDRESS}", f"{vars(link)} {vars(link.door)}")
    client.post(there, {"code": code})
    assert not personal.enter_code(link, code=code)


def test_on_paper_each_code_opens_once_and_the_address_may_be_typed_in_small_letters(world, client):
    sheet = given(world, address="")
    assert re.fullmatch(r"(?:\w{4}-){3}\w{4}", sheet.token)
    assert len(set(sheet.codes)) == 10
    there = client.post(f"/lien/{sheet.token.lower()}/").url
    typed = sheet.codes[3].lower().replace("-", " ")
    assert client.post(there, {"code": typed}).url == "/moi/"
    assert not personal.enter_code(sheet.link, code=sheet.codes[3])
    assert personal.enter_code(sheet.link, code=sheet.codes[4])
    assert not Letter.objects.exists()
    kept = str(list(SheetCode.objects.values())) + str(vars(CaseLink.objects.get()))
    assert not re.search("|".join([sheet.token, *sheet.codes]), kept)


def test_a_new_sheet_kills_the_one_before_and_closes_what_it_opened(world, client, at):
    first = given(world, address="")
    open_in(client, first.link)
    with at(NOW + dt.timedelta(seconds=1)):
        second = personal.print_sheet(first.link, by=world.social_worker)
        assert client.get("/moi/").status_code == 404
        assert client.get(f"/lien/{first.token}/").status_code == 404
        assert client.get(f"/lien/{second.token}/").status_code == 200
        assert not personal.enter_code(second.link, code=first.codes[0])
        assert personal.enter_code(second.link, code=second.codes[0])


def test_five_wrong_codes_lock_it_for_an_hour(world, at):
    sheet = given(world, address="")
    for _try in range(5):
        assert not personal.enter_code(sheet.link, code="AAAA-AAAA")
    with pytest.raises(personal.TooManyTries):
        personal.enter_code(sheet.link, code=sheet.codes[0])
    with at(NOW + dt.timedelta(hours=1)):
        assert personal.enter_code(sheet.link, code=sheet.codes[0])


def test_the_page_that_asks_says_so_when_it_is_locked(world, client):
    sheet = given(world, address="")
    there = client.post(f"/lien/{sheet.token}/").url
    told = [said(client.post(there, {"code": "AAAA-AAAA"})) for _try in range(6)]
    assert "Ce code n’ouvre pas" in told[4]
    assert "Trop de codes faux" in told[5]


def test_half_an_hour_without_a_page_closes_it_and_what_was_written_is_shown(world, client, at):
    open_in(client, given(world).link)
    with at(NOW + dt.timedelta(minutes=29)):
        assert client.get("/moi/").status_code == 200
    with at(NOW + dt.timedelta(minutes=58)):
        assert client.get("/moi/cercle/").status_code == 200
    with at(NOW + dt.timedelta(minutes=88)):
        answer = client.post("/moi/demandes/", {"text": "Je voudrais changer de lycée."})
        assert answer.status_code == 404
        assert "Je voudrais changer de lycée." in said(answer)
        assert client.get("/moi/").status_code == 404


def test_whoever_leaves_leaves_nothing_in_the_browser(world, client):
    open_in(client, given(world).link)
    assert client.post("/moi/quitter/").status_code == 200
    assert client.get("/moi/").status_code == 404
    assert not client.session.keys()


def test_ended_by_the_lead_it_is_over_where_it_is_open(world, client):
    given(world)
    path, link = path_sent(), CaseLink.objects.concerned().get()
    open_in(client, link)
    personal.end_personal_link(link, by=world.social_worker)
    assert OVER in said(client.get("/moi/"))
    assert OVER in said(client.get(path))
    assert client.post(path).status_code == 404


def test_a_second_link_replaces_the_first_of_the_same_reader_only(world):
    first, of_parent = given(world).link, given(world, parent(world)).link
    second = given(world, address="").link
    assert set(CaseLink.objects.in_force()) == {of_parent, second}
    assert first.pk not in {link.pk for link in CaseLink.objects.held_in(world.case)}


def test_nobody_without_authority_receives_one_and_none_is_given_on_a_closed_file(world, at):
    one = parent(world)
    with at(dt.datetime(2028, 3, 14, 12, tzinfo=dt.UTC)), pytest.raises(CircleRefusal):
        given(world, one)
    gone = end_representative(one, by=world.social_worker, case_id=world.case.pk, on=NOW.date(), ending="withdrawn")
    with pytest.raises(CircleRefusal):
        given(world, gone)
    close_case(world.case, reason="moved", by=world.social_worker)
    with pytest.raises(CircleRefusal):
        given(world)


def test_an_authority_that_ends_closes_the_link_at_once(world, client):
    one = parent(world)
    open_in(client, given(world, one).link)
    assert client.get("/moi/").status_code == 200
    end_representative(one, by=world.social_worker, case_id=world.case.pk, on=NOW.date(), ending="withdrawn")
    assert OVER in said(client.get("/moi/"))


def test_the_lead_gives_prints_and_ends_from_one_page(world, as_):
    browser, address = as_(world.social_worker), f"/dossiers/{world.case.pk}/liens/"
    mailed = {"to": "young_person", "means": "mail", "address": ADDRESS}
    assert "pas encore ouvert" in said(browser.post(address, mailed, follow=True))
    one = parent(world)
    sheet = said(browser.post(address, {"to": one.pk, "means": "paper"}))
    assert len(re.findall(r"<code>\w{4}-\w{4}</code>", sheet)) == 10
    assert "http://testserver/lien/" in sheet
    page = said(browser.get(address))
    assert ADDRESS in page
    assert "sur papier, 10 codes restants" in page
    link = CaseLink.objects.get(representative=one)
    assert "<code>" in said(browser.post(f"/liens/{link.pk}/feuille/"))
    browser.post(f"/liens/{link.pk}/terminer/")
    assert not CaseLink.objects.get(pk=link.pk).holds()

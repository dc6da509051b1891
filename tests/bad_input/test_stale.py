"""Two people, or one with two windows, change the same thing: the second sees both texts, and nothing is lost."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils.html import escape

from cases.models import CaseItem
from common.history import Tracked
from programs.models import Service
from tests.bad_input.conftest import forms_of
from tests.bad_input.table import PAGES, in_turn

THEIRS = {
    "cases:need_change": {"detail": "Quatre jours, dit la mère"},
    "cases:goal_change": {"words": "Avoir mon permis"},
    "cases:goalwording_change": {"text": "Mi-temps d’abord"},
    "cases:action_change": {"title": "Écrire au proviseur"},
    "cases:identity_change": {"contact_advice": "Jamais le lundi"},
    "cases:representative_change": {"contact": "Par courrier"},
    "cases:statement_change": {"text": "Se lever le lundi"},
    "cases:assessment_change": {"education.attendance": 4},
    "cases:review_change": {"place": "Mairie, salle 2"},
    "cases:reviewsection_change": {"text": "Ne vient plus."},
    "cases:document_change": {"title": "Bulletin du premier trimestre"},
    "cases:safetyalert_change": {"text": "Appeler le 17."},
    "cases:measure_change": {"visits": "Un dimanche sur deux, au parc"},
    "cases:note_change": {"text": "Lou était en retard."},
    "cases:next_review": {"next_review_on": "2027-02-01"},
    "programs:service_change": {"description": "Un atelier fermé en août.", "needs": ["education.attendance"]},
    "referrals:change": {"urgency": "urgent", "areas": [32]},
}
SHOWN = {
    "cases:assessment_change": "besoin d’aide maintenant",
    "cases:next_review": "1 février 2027",
    "referrals:change": "Dans les jours qui viennent",
}


def changed(sheet):
    return forms_of(sheet.post({"csrfmiddlewaretoken": "x"}))[0].row


def test_every_form_over_a_row_that_others_change_is_here():
    assert set(THEIRS) == {name for name in PAGES if name.endswith("_change") and "membership" not in name} | {
        "cases:next_review",
        "referrals:change",
    }


@pytest.mark.parametrize("name", THEIRS)
def test_the_second_sees_both_texts_and_saves_when_they_have_read(open_page, name):
    sheet = open_page(name)
    opened = sheet.right()
    assert sheet.post(opened | THEIRS[name]).status_code == 302
    answer = sheet.post(opened)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Comparez les deux textes" in html
    theirs = SHOWN.get(name, next(iter(THEIRS[name].values())))
    assert escape(theirs) in html
    sheet.keeps(html, opened)
    form = forms_of(answer)[0]
    for field, value in sheet.answer.items():
        if isinstance(value, list):
            assert [str(one) for one in form[field].value()] == [str(one) for one in value]
    assert sheet.post(opened | {"version": form["version"].value()}).status_code == 302
    saved = changed(sheet)
    assert isinstance(saved, (Tracked, Service))


@pytest.mark.parametrize("name", THEIRS)
def test_the_second_is_told_even_between_the_look_and_the_save(open_page, name, monkeypatch):
    """The form found nothing stale; the row moved before the action had locked it."""
    sheet = open_page(name)
    opened, done = sheet.right(), []
    form_class = type(sheet.forms[0])
    look = form_class.clean

    def overtaken(form):
        cleaned = look(form)
        if not done:
            done.append(True)
            assert sheet.client.post(sheet.path, opened | THEIRS[name]).status_code == 302
        return cleaned

    monkeypatch.setattr(form_class, "clean", overtaken)
    answer = sheet.post(opened)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Comparez les deux textes" in html
    sheet.keeps(html, opened)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="an in-memory database has one writer")
@pytest.mark.parametrize("name", in_turn(THEIRS))
def test_at_once_one_saves_and_the_other_sees_both(transactional_db, open_page, name):
    sheet = open_page(name)
    opened, answers, gate = sheet.right(), [], threading.Barrier(2)

    def send(typed):
        client = Client()
        client.cookies = sheet.client.cookies.copy()
        gate.wait()
        try:
            answers.append(client.post(sheet.path, typed))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[typed]) for typed in (opened, opened | THEIRS[name])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    told = next(answer for answer in answers if answer.status_code == 200)
    assert "Comparez les deux textes" in told.content.decode()
    row = changed(sheet)
    if isinstance(row, CaseItem):
        assert row.history.filter(version=row.version).count() == 1

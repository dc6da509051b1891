"""The plan in plain words on paper: what the pages of a personal link show, for whoever holds it, and nothing else."""

import io

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from cases.actions import personal, plan
from cases.actions.marks import Wish, mark_item
from common import clock
from common.areas import Area, Level
from documents import tasks
from documents.models import Job
from tests.cases.holding import given, open_in, parent
from tests.cases.test_plan_pdf import document, text_of, walk
from tests.factories.cases import NeedFactory, NoteFactory, StatementFactory

pytestmark = [pytest.mark.pdf, pytest.mark.usefixtures("pdf")]

SHOWN = "Retourner en cours le matin"
MIND = "Dormir la nuit"
RESTRICTED = "Mot gardé par l’équipe"
KEPT = "À dire de vive voix"


@pytest.fixture
def written(world):
    """A goal of each sort, by the lead."""
    lead = world.social_worker
    made = {
        words: plan.add_goal(world.case, by=lead, words=words, area=area, level=level)
        for words, area, level in (
            (SHOWN, Area.EDUCATION, Level.PRACTICAL),
            (MIND, Area.MENTAL_HEALTH, Level.COORDINATION),
            (RESTRICTED, Area.FAMILY, Level.RESTRICTED),
            (KEPT, Area.EDUCATION, Level.PRACTICAL),
        )
    }
    mark_item(made[KEPT], by=lead, wishes=kept_for_a_talk())
    return world


def kept_for_a_talk():
    return {"young_person": Wish("hidden", "hard_news", clock.today() + 30 * clock.DAY)}


def printed(client, link):
    path = reverse("cases:own_plan_pdf", args=[link.pk])
    assert client.get(path).status_code == 200
    answer = client.post(path)
    tasks.sweep()
    return document(client, answer.url)


def test_it_says_what_their_page_says_in_plain_words_and_is_tagged(written, as_):
    link = given(written).link
    content = printed(as_(written.social_worker), link)
    _pages, text = text_of(content)
    screen = open_in(Client(), link).get("/moi/").content.decode()
    for words, shown in ((SHOWN, True), (MIND, True), (RESTRICTED, False), (KEPT, False)):
        assert (words in text) == (words in screen) == shown, words
    for words in ("Lou, voici votre projet", "Ce qui vient ensuite", "Le cercle", "Social Worker", "Vos droits"):
        assert words in text, words
    with pikepdf.open(io.BytesIO(content)) as found:
        assert (str(found.Root.Lang), bool(found.Root.MarkInfo.Marked)) == ("fr", True)
        kinds = [str(element.S) for element in walk(found.Root.StructTreeRoot)]
        assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI"} <= set(kinds)
        assert "Lou" not in str(found.docinfo)


def test_strengths_and_needs_stand_in_it_in_plain_words_and_notes_do_not(written, as_):
    facts = {"case": written.case, "author": written.social_worker, "author_team": written.teams["cap"]}
    StatementFactory(text="Joue du piano", **facts)
    StatementFactory(text=RESTRICTED, level=Level.RESTRICTED, **facts)
    mark_item(StatementFactory(text=KEPT, **facts), by=written.social_worker, wishes=kept_for_a_talk())
    NeedFactory(code="education.attendance", **facts)
    NoteFactory(text="Lou a fini son exposé", **facts)
    _pages, text = text_of(printed(as_(written.social_worker), given(written).link))
    for words in ("Points forts", "Joue du piano", "Besoins", "Aller en cours", "On cherche une réponse", "Équipe Cap"):
        assert words in text, words
    for words in (RESTRICTED, KEPT, "Lou a fini son exposé", "Écrits"):
        assert words not in text, words
    _pages, text = text_of(printed(as_(written.social_worker), given(written, parent(written)).link))
    for words in ("Joue du piano", "Aller en cours", "Points forts", "Besoins"):
        assert words not in text, words


def test_a_parent_of_somebody_of_sixteen_has_a_plan_without_what_is_not_theirs(written, as_):
    link = given(written, parent(written)).link
    _pages, text = text_of(printed(as_(written.social_worker), link))
    assert "Samia Ferrand" in text
    for words in (SHOWN, MIND, RESTRICTED, KEPT):
        shown = words in open_in(Client(), link).get("/moi/").content.decode()
        assert (words in text) == shown, words
    assert MIND not in text
    assert RESTRICTED not in text


def test_once_the_link_is_over_nothing_is_printed_any_more(written, as_):
    link, client = given(written).link, as_(written.social_worker)
    path = reverse("cases:own_plan_pdf", args=[link.pk])
    asked = client.post(path)
    personal.end_personal_link(link, by=written.social_worker)
    tasks.sweep()
    assert Job.objects.get().failure == Job.Failure.NO_ACCESS
    assert client.get(f"{asked.url}fichier/").status_code == 404
    assert client.get(path).status_code == 404

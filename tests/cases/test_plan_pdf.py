"""The plan on paper: for each reader what they see on screen, tagged, with their name on every page."""

import io

import pikepdf
import pypdf
import pytest
from django.urls import reverse

from common import clock
from common.areas import Area, Level
from common.history import remember
from common.pdf import OutsideAddress, make_pdf
from documents import tasks
from documents.models import Job
from tests.factories.cases import ActionFactory, GoalFactory, GoalWordingFactory, NeedFactory, StatementFactory

pytestmark = [pytest.mark.pdf, pytest.mark.usefixtures("pdf")]

TEXTS = {
    "Ne lâche rien": {"social_worker", "psychologist"},
    "Finir mon année": {"social_worker", "psychologist", "teacher", "mentor"},
    "Retour progressif au lycée": {"social_worker", "psychologist"},
    "Arrêter de ruminer": {"social_worker", "psychologist"},
    "Entretien tous les quinze jours": {"psychologist"},
    "Remonter sur le mur": {"social_worker", "mentor"},
    "Aide aux devoirs": {"social_worker", "psychologist", "teacher", "mentor"},
    "Séance d’essai": {"social_worker", "mentor"},
    "Faire le point avec le lycée": {"social_worker", "psychologist"},
}


@pytest.fixture
def plan(world):
    """Three goals, four actions, in three areas and three levels."""
    common = {"case": world.case, "author": world.social_worker}
    practical = common | {"level": Level.PRACTICAL}
    school = GoalFactory(words="Finir mon année", **practical)
    GoalWordingFactory(goal=school, text="Retour progressif au lycée", **common)
    ActionFactory(title="Aide aux devoirs", goal=school, owner_team=world.teams["binomes"], **practical)
    ActionFactory(title="Faire le point avec le lycée", goal=school, due_on=clock.today(), **common)
    health = GoalFactory(words="Arrêter de ruminer", area=Area.MENTAL_HEALTH, **common)
    own = {"author": world.psychologist, "author_team": world.teams["lien"], "level": Level.RESTRICTED}
    ActionFactory(case=world.case, title="Entretien tous les quinze jours", goal=health, area=Area.MENTAL_HEALTH, **own)
    climb = GoalFactory(words="Remonter sur le mur", area=Area.LEISURE_CULTURE_SPORT, **practical)
    ActionFactory(title="Séance d’essai", goal=climb, area=Area.LEISURE_CULTURE_SPORT, **practical)
    NeedFactory(code="education.attendance", **common)
    StatementFactory(text="Ne lâche rien", **common)
    return world.case


def prepare(client, case):
    """As a reader does: the page, its button, the worker, the file's page."""
    path = reverse("cases:plan_pdf", args=[case.pk])
    assert client.get(path).status_code == 200
    answer = client.post(path)
    tasks.sweep()
    return answer.url


def document(client, url):
    answer = client.get(f"{url}fichier/")
    assert answer.status_code == 200
    return answer.content


def text_of(content):
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    return pages, " ".join(" ".join(pages).split())


@pytest.mark.parametrize("reader", ["social_worker", "psychologist", "teacher", "mentor"])
def test_each_reader_gets_what_they_see_and_no_more(world, plan, as_, reader):
    client = as_(world.people[reader])
    pages, text = text_of(document(client, prepare(client, plan)))
    for words, readers in TEXTS.items():
        assert (words in text) == (reader in readers), (words, reader)
    assert "Lou Ferrand" in text
    assert "Villebrune" in text
    for page in pages:
        assert world.people[reader].full_name in page
        assert str(clock.today().year) in page


def test_it_is_tagged_and_names_nobody_outside_its_text(world, plan, as_):
    client = as_(world.social_worker)
    url = prepare(client, plan)
    content = document(client, url)
    with pikepdf.open(io.BytesIO(content)) as found:
        root = found.Root
        assert root.StructTreeRoot.K
        assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("fr", True)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        kinds = {str(element.S) for element in walk(root.StructTreeRoot)}
        assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Sect"} <= kinds
        assert "/Figure" not in kinds  # decoration is left out of the reading order
        assert b"pdfuaid" in found.Root.Metadata.read_bytes()
        assert "Lou" not in str(found.docinfo) + found.Root.Metadata.read_bytes().decode()
        fonts = {str(font.BaseFont) for page in found.pages for font in page.Resources.Font.values()}
        assert all("Figtree" in name for name in fonts), fonts
    name = client.get(f"{url}fichier/")["Content-Disposition"]
    assert "Lou" not in name
    assert "Ferrand" not in name


def walk(node):
    """Every element of a structure tree."""
    for kid in node.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from walk(kid)


def test_the_same_plan_is_made_once_a_day_for_the_same_reader(world, plan, as_):
    client = as_(world.social_worker)
    first, second = (document(client, prepare(client, plan)) for _ in range(2))
    assert first == second
    assert Job.objects.values("result").distinct().count() == 1
    other = as_(world.teacher)
    assert document(other, prepare(other, plan)) != first


def test_narrowing_an_item_takes_back_a_file_that_shows_it(world, plan, as_):
    client = as_(world.teacher)
    url = prepare(client, plan)
    document(client, url)
    goal = plan.goal_set.get(area=Area.EDUCATION)
    goal.level = Level.RESTRICTED
    remember(goal, by=world.social_worker)
    assert client.get(f"{url}fichier/").status_code == 404


@pytest.mark.parametrize("address", ["https://example.org/x.png", "file:///etc/passwd", "../manage.py"])
def test_a_document_fetches_nothing_from_outside(address):
    with pytest.raises(OutsideAddress):
        make_pdf(f'<html lang="fr"><title>x</title><img alt="" src="{address}">', css="css/plan-pdf.css")

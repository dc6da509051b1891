"""The plan as a PDF: prepared while one sees how far it is, tagged, for one reader, with their name on every page."""

import io

import pikepdf
import pypdf
import pytest
from django.utils.formats import date_format
from playwright.sync_api import expect

from cases.actions import plan
from common import clock
from common.areas import Area, Level
from tests.browser.driver import PHONE, faults, overflow
from tests.journeys.worker import Worker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pdf,
    pytest.mark.usefixtures("pdf"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def written(world):
    by = {"by": world.social_worker}
    plan.add_goal(world.case, words="Finir mon année", area=Area.EDUCATION, level=Level.PRACTICAL, **by)
    plan.add_goal(world.case, words="Arrêter de ruminer", area=Area.MENTAL_HEALTH, level=Level.COORDINATION, **by)
    return world


def ask(page, case):
    """From the page of the young person to the page that says how far the document is."""
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name="Préparer le projet à imprimer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le projet sur papier")
    page.get_by_role("button", name="Préparer le document").click()
    expect(page.get_by_role("progressbar")).to_be_visible()


def fetch(page):
    with page.expect_download() as coming:
        page.get_by_role("link", name="Télécharger le fichier").click()
    return coming.value.suggested_filename, coming.value.path().read_bytes()


def texts(content):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("viewport", [PHONE, None], ids=["telephone", "desk"])
def test_how_far_it_is_shows_by_itself_and_then_the_file(written, open_as, viewport):
    page = open_as(written.social_worker, **({"viewport": viewport} if viewport else {}))
    worker = Worker(page)
    ask(page, written.case)
    bar = page.get_by_role("progressbar")
    expect(page.get_by_role("status").get_by_text("En attente")).to_be_visible()
    worker.takes()
    worker.is_at(30)
    expect(bar).to_have_attribute("value", "30")
    expect(page.get_by_role("status").get_by_text("En préparation")).to_be_visible()
    assert overflow(page) <= 0
    assert not faults(page)
    worker.ends()
    expect(page.get_by_text("Votre fichier est prêt.")).to_be_visible()
    assert not faults(page)
    name, content = fetch(page)
    assert content.startswith(b"%PDF-")
    assert name == f"projet-{clock.today():%Y-%m-%d}.pdf"
    assert not page.complaints


def test_it_is_tagged_and_bears_its_readers_name_and_the_day(written, open_as):
    read = {}
    for reader in ("social_worker", "teacher"):
        page = open_as(written.people[reader])
        worker = Worker(page)
        ask(page, written.case)
        worker.takes()
        worker.ends()
        _name, read[reader] = fetch(page)
    for reader, content in read.items():
        with pikepdf.open(io.BytesIO(content)) as found:
            assert bool(found.Root.MarkInfo.Marked)
            assert len(found.Root.StructTreeRoot.K) > 0
            assert str(found.Root.Lang) == "fr"
        day = date_format(clock.today(), "j F Y")
        for text in texts(content):
            assert written.people[reader].full_name in text
            assert day in text
    assert "Arrêter de ruminer" in " ".join(texts(read["social_worker"]))
    assert "Arrêter de ruminer" not in " ".join(texts(read["teacher"]))


def test_a_file_is_for_the_one_who_asked_and_for_as_long_as_it_is_true(written, open_as):
    page = open_as(written.social_worker)
    worker = Worker(page)
    ask(page, written.case)
    worker.takes()
    worker.ends()
    expect(page.get_by_text("Votre fichier est prêt.")).to_be_visible()
    address = page.url
    other = open_as(written.psychologist)
    assert other.goto(address).status == 404
    assert other.goto(f"{address}fichier/").status == 404
    plan.add_goal(
        written.case, by=written.social_worker, words="Un but de plus", area=Area.EDUCATION, level=Level.PRACTICAL
    )
    page.reload()
    expect(page.get_by_text("Le contenu a changé depuis")).to_be_visible()
    page.get_by_role("link", name="Le préparer de nouveau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le projet sur papier")

"""A photograph is added to a file, stripped, read by who may, and opened by the acceptance of a referral."""

from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from cases.models import Document
from referrals.actions.answering import accept_referral
from referrals.models import Referral
from tests.browser.driver import is_fit_for_everyone
from tests.files import SECRETS, photo
from tests.journeys.test_send_a_referral import SEND, prepare

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "Emploi du temps"


def add(page, case, area):
    """From the page of the young person; a file that is none is refused first, and nothing typed is lost."""
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name="Documents", exact=True).click()
    page.get_by_role("link", name="Ajouter un document").click()
    page.get_by_label("Titre").fill(TITLE)
    page.get_by_label("Nature du document").select_option(label="photographie")
    page.get_by_label("Domaine").select_option(label=area)
    page.get_by_role("radio", name="Pratique", exact=True).check()
    send(page, b"Lou Ferrand", "emploi-du-temps.pdf", "application/pdf")
    expect(page.get_by_role("alert")).to_contain_text("Ce type de fichier n’est pas accepté")
    expect(page.get_by_label("Titre")).to_have_value(TITLE)
    is_fit_for_everyone(page)
    send(page, photo(size=(900, 600)), "IMG_0042 Lou.jpg", "image/jpeg")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("img", name=TITLE)).to_be_visible()
    is_fit_for_everyone(page)


def send(page, content, name, kind):
    page.get_by_label("Fichier à envoyer").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Ajouter le document").click()


def download(page):
    """What arrives on the device: its name, its bytes."""
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Télécharger le fichier").click()
    return arriving.value.suggested_filename, arriving.value.path().read_bytes()


def test_a_photograph_is_shared_and_nothing_that_it_carried(asking, open_as):
    world = asking.world
    lead = open_as(world.social_worker)
    add(lead, world.case, "Santé mentale")
    document = Document.objects.get()

    psychologist = open_as(world.psychologist)
    psychologist.goto(reverse("cases:documents", args=[world.case.pk]))
    psychologist.get_by_role("link", name=TITLE).click()
    name, content = download(psychologist)
    assert name == f"document-{document.dated_on:%Y-%m-%d}.jpg"
    assert not [secret for secret in SECRETS if secret in content]
    picture = Image.open(BytesIO(content))
    assert (picture.size, len(picture.getexif())) == ((600, 900), 0)
    assert open_as(world.teacher).goto(document.where()).status == 404

    prepare(lead, world.case)
    lead.get_by_role("link", name="Choisir les documents").click()
    is_fit_for_everyone(lead)
    lead.get_by_role("checkbox", name=TITLE).check()
    lead.get_by_role("button", name="Enregistrer").click()
    expect(lead.get_by_role("region", name="Documents")).to_contain_text(str(asking.receiver))
    lead.get_by_role("button", name=SEND).click()

    row, receiver = Referral.objects.get(), open_as(asking.receiver)
    receiver.goto(row.get_absolute_url())
    assert TITLE not in receiver.content()
    accept_referral(row, by=asking.receiver)
    receiver.reload()
    receiver.get_by_role("region", name="Documents").get_by_role("link", name=TITLE).click()
    expect(receiver.get_by_role("img", name=TITLE)).to_be_visible()
    for page in (lead, psychologist, receiver):
        assert not page.complaints

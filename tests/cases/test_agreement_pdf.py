"""The agreement to share on paper: plain words, one association, tagged, a place to sign."""

import io

import pikepdf
import pytest
from django.urls import reverse

from cases.actions.sharing import withdraw_recipient
from cases.agreement_pdf import agreement_html
from cases.models import SharingAgreement, SharingRecipient
from cases.plain import PLAIN
from common.areas import NAMED, Area
from documents import tasks
from documents.models import Job
from tests.cases.test_plan_pdf import document, text_of, walk

pytestmark = [pytest.mark.pdf, pytest.mark.usefixtures("pdf")]

SAID = (
    "Votre accord pour partager",
    "Pour Lou : ce que Binômes du Val peut savoir",
    "Ce que veut dire partager",
    "Vous êtes libre. Personne n’arrête de vous aider parce que vous dites non.",
    "L’école : comment ça se passe en classe, et ce qui y aide",
    "Les loisirs : sport, musique, sorties, vacances",
    "Jusqu’à ce que vous disiez stop",
    "Un mot suffit : « stop », à Social Worker. Un clic, et c’est fait",
    "social_worker@example.org",
    "Dpo Cap Ouvert, dpo@example.org",
    "www.cnil.fr",
    *(f"RGPD, article {number}" for number in (15, 17, 18, 20, 21, 22)),
    "RGPD, articles 16 et 19",
    "Lou Ferrand Date et signature",
    "Pour l’association : date et signature",
)
UNSAID = ("La santé :", "La justice :", "Titulaire de l’autorité parentale", "À 18 ans")


@pytest.fixture
def recipient(world):
    return SharingRecipient.objects.get(case=world.case, organisation=world.organisations["binomes"])


def prepare(client, recipient):
    path = reverse("cases:agreement_pdf", args=[recipient.pk])
    assert client.get(path).status_code == 200
    answer = client.post(path)
    tasks.sweep()
    return answer.url


def test_it_says_in_plain_words_what_where_how_long_and_how_to_stop_and_is_tagged(world, recipient, as_):
    client = as_(world.social_worker)
    url = prepare(client, recipient)
    content = document(client, url)
    pages, text = text_of(content)
    assert len(pages) <= 3
    for words in SAID:
        assert words in text, words
    for words in UNSAID:
        assert words not in text, words
    with pikepdf.open(io.BytesIO(content)) as found:
        assert (str(found.Root.Lang), bool(found.Root.MarkInfo.Marked)) == ("fr", True)
        kinds = [str(element.S) for element in walk(found.Root.StructTreeRoot)]
        assert {"/H1", "/H2", "/P", "/L", "/LI"} <= set(kinds)
        assert kinds.count("/H2") == 7
        assert "/Figure" not in kinds
        assert b"pdfuaid" in found.Root.Metadata.read_bytes()
        assert "Lou" not in str(found.docinfo) + found.Root.Metadata.read_bytes().decode()
    assert "Ferrand" not in client.get(f"{url}fichier/")["Content-Disposition"]


def test_the_same_recipient_and_day_are_made_once_and_another_recipient_is_another_paper(world, recipient, as_):
    client = as_(world.social_worker)
    first, second = (document(client, prepare(client, recipient)) for _ in range(2))
    assert first == second
    assert Job.objects.values("result").distinct().count() == 1
    other = SharingRecipient.objects.get(case=world.case, organisation=world.organisations["lien"])
    assert document(client, prepare(client, other)) != first


def test_withdrawn_it_is_handed_out_no_more(world, recipient, as_):
    client = as_(world.social_worker)
    url = prepare(client, recipient)
    withdraw_recipient(recipient, by=world.social_worker)
    assert client.get(f"{url}fichier/").status_code == 404
    assert client.get(reverse("cases:agreement_pdf", args=[recipient.pk])).status_code == 404


@pytest.mark.parametrize("capacity", SharingAgreement.Capacity.values)
def test_holders_of_parental_authority_sign_where_they_agree(world, recipient, capacity):
    recipient.agreement.capacity = capacity
    recipient.agreement.save()
    html = agreement_html(recipient.pk, world.social_worker)
    assert ("Titulaire de l’autorité parentale" in html) == (capacity != "young_person")
    assert ("À 18 ans" in html) == (capacity != "young_person")


def test_every_area_has_its_plain_words():
    assert {int(area) for area in PLAIN} == {int(area) for area in Area if area & NAMED}

"""The paper that was signed, beside what was noted of it: of a version of the plan, of an agreement to share."""

import uuid

import pytest
from django.urls import reverse

from cases.actions import versions
from cases.models import Document, SharingAgreement
from common import clock
from common.areas import Area, Level
from tests.bad_input.answers import agreement
from tests.factories.cases import GoalFactory
from tests.files import Sent, pdf


@pytest.fixture
def asked(world):
    """A version that the young person is asked to sign."""
    GoalFactory(case=world.case, author=world.social_worker, level=Level.PRACTICAL)
    version = versions.propose_version(world.case, by=world.social_worker)
    return version.sign_offs.get(party="young_person")


def note(client, sign, **more):
    typed = {"answer": "signed", "on": clock.today().isoformat(), "reason": ""} | more
    return client.post(reverse("cases:sign_off_note", args=[sign.pk]), typed)


def version_page(client, sign):
    return client.get(reverse("cases:version", args=[sign.version_id])).content.decode()


def test_a_signature_is_noted_with_its_paper_for_whoever_knows_the_identity(world, as_, asked):
    answers = [note(as_(world.social_worker), asked, scan=Sent(pdf(), "Lou Ferrand.pdf")) for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    paper = Document.objects.get()
    assert (paper.sign_off, paper.kind, paper.area, paper.level) == (asked, "signed", Area.GENERAL, Level.COORDINATION)
    assert paper.title == "Réponse à la version 1 du projet\u00a0: jeune accompagné·e"
    for name, reads in (("social_worker", True), ("psychologist", True), ("teacher", False), ("mentor", False)):
        client = as_(world.people[name])
        assert (paper.where() in version_page(client, asked)) == reads, name
        assert client.get(f"{paper.where()}fichier/").status_code == (200 if reads else 404)
    assert (
        reverse("cases:version", args=[asked.version_id]) in as_(world.psychologist).get(paper.where()).content.decode()
    )


def test_without_a_paper_the_answer_is_noted_all_the_same(world, as_, asked):
    assert note(as_(world.social_worker), asked).status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "signed"
    assert not Document.objects.exists()


def test_a_paper_that_is_refused_leaves_the_answer_to_be_noted(world, as_, asked):
    client = as_(world.social_worker)
    answer = note(client, asked, scan=Sent(b"GIF89a"))
    assert answer.status_code == 200
    assert "Ce type de fichier" in str(answer.context["form"].errors["scan"])
    asked.refresh_from_db()
    assert not asked.answer
    note(client, asked)
    late = note(client, asked, scan=Sent(pdf()))
    assert late.status_code == 302  # already noted: said on the version's page, and no paper is kept
    assert not Document.objects.exists()


def test_a_version_that_is_signed_stays_proved_with_its_paper(world, as_, asked):
    for sign in asked.version.sign_offs.exclude(pk=asked.pk):
        versions.note_sign_off(sign, by=world.social_worker, answer="signed", on=clock.today())
    note(as_(world.social_worker), asked, scan=Sent(pdf()))
    assert asked.version.case.plan_versions.get().status == "signed"
    assert not list(versions.sealing.faults())


def test_an_agreement_is_recorded_once_with_its_paper(world, as_):
    client, address = as_(world.social_worker), reverse("cases:agreement_record", args=[world.case.pk])
    typed = agreement(world) | {"new_id": uuid.uuid4(), "scan": Sent(pdf())}
    before = SharingAgreement.objects.count()
    assert [client.post(address, typed).status_code for _twice in range(2)] == [302, 302]
    paper = Document.objects.get()
    assert SharingAgreement.objects.count() == before + 1
    assert paper.agreement == SharingAgreement.objects.get(scans=paper)
    assert paper.title == "Accord de partage"
    assert paper.dated_on == paper.agreement.agreed_on


def test_an_agreement_is_not_recorded_when_its_paper_is_refused(world, as_):
    client, address = as_(world.social_worker), reverse("cases:agreement_record", args=[world.case.pk])
    before = SharingAgreement.objects.count()
    answer = client.post(address, agreement(world) | {"new_id": uuid.uuid4(), "scan": Sent(b"MZ")})
    assert "Ce type de fichier" in str(answer.context["form"].errors["scan"])
    assert SharingAgreement.objects.count() == before


def test_who_does_not_write_in_the_file_is_offered_no_scan(world, as_):
    form = as_(world.manager).get(reverse("cases:agreement_record", args=[world.case.pk])).context["form"]
    assert "scan" not in form.fields

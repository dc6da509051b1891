"""What is typed right where documents are sent in, described and chosen, and a decision is written down."""

from cases.models import Document
from tests.bad_input.answers import day
from tests.factories.cases import DocumentFactory
from tests.files import Sent, photo
from tests.referrals.conftest import stage


def said_of_document(**other):
    return {"title": "Bulletin du trimestre", "kind": "school", "dated_on": day()} | other


def document(world):
    return said_of_document() | {"content": Sent(photo()), "area": 1, "level": 2}


def draft_with_document(world):
    """A draft, and a document that acceptance would open."""
    row = stage(world).draft()
    DocumentFactory(case=world.case, area=row.area, author=world.social_worker)
    return {"pk": row.pk}


def chosen(world):
    return {"documents": [str(Document.objects.get().pk)]}


def decided():
    days = {"decided_on": day(days=-9), "begins_on": day(), "ends_on": day(days=365)}
    said = {"text": "Aide éducative à domicile", "grounds": "Scolarité", "objectives": "Retour en classe"}
    said |= {"visits": "Un mercredi sur deux", "papers": "Reprend le DIPC du 3 mars"}
    return {"kind": "education", "decided_by": "Tribunal pour enfants de Villebrune"} | days | said
